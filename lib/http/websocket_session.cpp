#include "lib/http/websocket_session.h"

#include <boost/asio/post.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <exception>
#include <utility>

#include "lib/http/send_queue.h"

namespace millwright::http {
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
namespace {

constexpr auto kHandshakeTimeout = 5s;  // of opening and of closing

class Session final : public OpenConnection, public std::enable_shared_from_this<Session> {
 public:
  Session(Core& core, beast::tcp_stream stream, Dispatcher::Admission admission, std::unique_ptr<Registry::Slot> slot)
      : core_(core),
        slot_(std::move(slot)),
        handler_(std::move(admission.handler)),
        token_(std::move(admission.token)),
        identity_(std::move(admission.identity)),
        socket_(std::move(stream)) {}
  ~Session() override { finish(); }

  void start(beast::http::request<beast::http::string_body> handshake);
  void begin_stop() override { close({websocket::close_code::going_away, "the server stops"}); }
  void abort() override {
    boost::system::error_code ignored;
    beast::get_lowest_layer(socket_).socket().close(ignored);  // there is nobody left to tell
  }
  [[nodiscard]] std::string token_to_recheck() const override { return opened_ && !closing_ ? token_ : ""; }
  void session_ended() override { close({websocket::close_code::policy_error, "the session has ended"}); }

 private:
  void configure();
  void accepted(boost::system::error_code error);
  void read();
  void received(boost::system::error_code error);
  void write();
  void written(boost::system::error_code error);
  void close(const websocket::close_reason& reason);
  void finish();
  template <class Call>
  void tell(Call call);

  Core& core_;
  std::unique_ptr<Registry::Slot> slot_;
  std::shared_ptr<WebSocketHandler> handler_;
  const std::string token_;
  Identity identity_;
  websocket::stream<beast::tcp_stream> socket_;
  beast::http::request<beast::http::string_body> handshake_;
  beast::flat_buffer buffer_;
  std::shared_ptr<SendQueue> queue_;
  std::shared_ptr<const std::string> writing_;
  bool opened_ = false;
  bool closing_ = false;
  bool finished_ = false;
};

void Session::configure() {
  // The stream's own timer would cut the connection beside the WebSocket's: only one of the two may run.
  beast::get_lowest_layer(socket_).expires_never();
  websocket::stream_base::timeout limits{};
  limits.handshake_timeout = kHandshakeTimeout;
  limits.idle_timeout = core_.options.websocket_idle_timeout;
  limits.keep_alive_pings = true;
  socket_.set_option(limits);
  socket_.read_message_max(core_.options.websocket_message_bytes_max);
  socket_.auto_fragment(false);  // shared frames go out as they are
  socket_.text(true);
}

void Session::start(beast::http::request<beast::http::string_body> handshake) {
  handshake_ = std::move(handshake);
  configure();
  queue_ = std::make_shared<SendQueue>(std::move(identity_), core_.options.websocket_queue_bytes_max,
                                       core_.options.websocket_queue_frames_max, core_.frames_refused,
                                       [weak = weak_from_this(), &io = core_.io] {
                                         boost::asio::post(io, [weak] {
                                           if (const auto self = weak.lock()) self->write();
                                         });
                                       });
  slot_->hold(weak_from_this(), true);
  socket_.async_accept(handshake_, [self = shared_from_this()](auto error) { self->accepted(error); });
}

void Session::accepted(boost::system::error_code error) {
  if (error) return finish();
  opened_ = true;
  tell([&] { handler_->opened(queue_); });
  read();
}

void Session::read() {
  socket_.async_read(buffer_, [self = shared_from_this()](auto error, std::size_t) { self->received(error); });
}

void Session::received(boost::system::error_code error) {
  if (error) return finish();
  if (!socket_.got_text()) {
    close({websocket::close_code::unknown_data, "text frames only"});
  } else if (!closing_) {
    tell([&] { handler_->received(queue_, {static_cast<const char*>(buffer_.data().data()), buffer_.size()}); });
  }
  buffer_.consume(buffer_.size());
  read();
}

void Session::write() {
  if (finished_ || !opened_ || writing_) return;
  writing_ = queue_->next();
  if (writing_ && !closing_) {
    return socket_.async_write(boost::asio::buffer(*writing_),
                               [self = shared_from_this()](auto error, std::size_t) { self->written(error); });
  }
  writing_ = nullptr;
  if (queue_->close_wanted()) close({websocket::close_code::normal});
}

void Session::written(boost::system::error_code error) {
  writing_ = nullptr;
  if (error) return finish();
  queue_->sent();
  write();
}

void Session::close(const websocket::close_reason& reason) {
  if (finished_ || std::exchange(closing_, true)) return;
  if (!opened_) return abort();
  socket_.async_close(reason, [self = shared_from_this()](auto) { self->finish(); });
}

void Session::finish() {
  if (std::exchange(finished_, true)) return;
  if (queue_) queue_->detach();
  abort();
  if (opened_) tell([&] { handler_->closed(queue_); });
}

// An exception of the application ends this connection, not the server.
template <class Call>
void Session::tell(Call call) {
  try {
    call();
  } catch (const std::exception& error) {
    core_.log.error("a WebSocket handler failed: {}", error.what());
    abort();
  }
}

}  // namespace

void start_websocket(Core& core, beast::tcp_stream stream, beast::http::request<beast::http::string_body> handshake,
                     Dispatcher::Admission admission, std::unique_ptr<Registry::Slot> slot) {
  std::make_shared<Session>(core, std::move(stream), std::move(admission), std::move(slot))
      ->start(std::move(handshake));
}

}  // namespace millwright::http
