#include "lib/http/connection.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <cctype>
#include <optional>

#include "lib/http/websocket_session.h"

namespace millwright::http {
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
namespace {

// After an error the peer may still be sending: what it sends is read and thrown away for a while, or the reset that
// follows a close would take the answer with it.
constexpr auto kLinger = 2s;
constexpr std::size_t kLingerBytesMax = 16 << 20;
constexpr auto kRetry = 50ms;

std::string peer_of(const boost::asio::ip::tcp::socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return "unknown";
  const auto address = endpoint.address().to_string();
  return fmt::format(fmt::runtime(endpoint.address().is_v6() ? "[{}]:{}" : "{}:{}"), address, endpoint.port());
}

HttpFailure failure_of(const boost::system::error_code& error) {
  if (error == bhttp::error::body_limit) return {413, "too_large", "the body is larger than this server takes"};
  if (error == bhttp::error::header_limit)
    return {431, "headers_too_large", "the headers are larger than this server takes"};
  return {400, "bad_request", "this is not a valid HTTP request"};
}

class Connection final : public OpenConnection, public std::enable_shared_from_this<Connection> {
 public:
  Connection(Core& core, boost::asio::ip::tcp::socket socket, std::unique_ptr<Registry::Slot> slot)
      : core_(core), slot_(std::move(slot)), peer_(peer_of(socket)), stream_(std::move(socket)) {}

  void start() {
    slot_->hold(weak_from_this(), false);
    read();
  }

  void begin_stop() override {
    stopping_ = true;
    if (!busy_) abort();
  }
  void abort() override {
    boost::system::error_code ignored;
    stream_.socket().close(ignored);  // there is nobody left to tell
  }

 private:
  void read();
  void read_body(boost::system::error_code error);
  void send_continue();
  void requested(boost::system::error_code error);
  void answer();
  void upgrade();
  void respond(RawResponse response, bool keep_alive, bool head);
  /// The header, and then the pieces; none for HEAD.
  void begin_stream(BodyStream stream);
  void next_piece();
  void send_piece(const std::optional<std::string>& piece);
  void written(boost::system::error_code error);
  void linger();
  [[nodiscard]] Request take_request();

  Core& core_;
  std::unique_ptr<Registry::Slot> slot_;
  std::string peer_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  std::optional<bhttp::request_parser<bhttp::string_body>> parser_;
  std::optional<bhttp::response<bhttp::string_body>> response_;
  std::optional<bhttp::response_serializer<bhttp::string_body>> header_;  // of an answer that is streamed
  BodyStream stream_body_;
  std::string piece_;
  boost::asio::steady_timer retry_{stream_.get_executor()};
  std::array<char, 4096> discarded_{};
  std::size_t lingered_bytes_ = 0;
  bool busy_ = false;  // from a whole request to its written answer
  bool stopping_ = false;
};

void Connection::read() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(core_.options.header_bytes_max));
  parser_->body_limit(core_.options.body_bytes_max);
  stream_.expires_after(core_.options.request_timeout);
  bhttp::async_read_header(stream_, buffer_, *parser_,
                           [self = shared_from_this()](auto error, std::size_t) { self->read_body(error); });
}

void Connection::read_body(boost::system::error_code error) {
  if (error) return requested(error);
  if (beast::iequals(parser_->get()[bhttp::field::expect], "100-continue") && !parser_->is_done())
    return send_continue();
  stream_.expires_after(core_.options.request_timeout);
  bhttp::async_read(stream_, buffer_, *parser_,
                    [self = shared_from_this()](auto failed, std::size_t) { self->requested(failed); });
}

void Connection::send_continue() {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  parser_->get().erase(bhttp::field::expect);
  boost::asio::async_write(stream_, boost::asio::buffer(kContinue),
                           [self = shared_from_this()](auto error, std::size_t) { self->read_body(error); });
}

void Connection::requested(boost::system::error_code error) {
  const bool protocol_error = error && error.category() == make_error_code(bhttp::error::body_limit).category();
  if (protocol_error && error != bhttp::error::end_of_stream && error != bhttp::error::partial_message) {
    const auto failure = failure_of(error);
    core_.dispatcher.count_refused(failure.status);
    busy_ = true;
    return respond(error_response(failure), false, false);
  }
  if (error) return abort();  // gone, silent for too long, or stopped
  busy_ = true;
  stream_.expires_never();
  if (beast::websocket::is_upgrade(parser_->get()) && buffer_.size() == 0) return upgrade();
  answer();
}

Request Connection::take_request() {
  auto& message = parser_->get();
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message) {
    std::string name(field.name_string());
    for (auto& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    request.headers.add(std::move(name), std::string(field.value()));
  }
  request.body = std::move(message.body());
  request.peer = peer_;
  return request;
}

void Connection::answer() {
  const bool keep_alive = parser_->get().keep_alive();
  const bool head = parser_->get().method() == bhttp::verb::head;
  auto request = std::make_shared<const Request>(take_request());
  auto& workers = core_.dispatcher.slow(*request) ? core_.slow : core_.quick;
  const bool taken = workers.post([self = shared_from_this(), request, keep_alive, head]() mutable {
    auto response = std::make_shared<RawResponse>(self->core_.dispatcher.answer(*request));
    auto& io = self->core_.io;
    boost::asio::post(io, [self = std::move(self), response, keep_alive, head] {
      self->respond(std::move(*response), keep_alive, head);
    });
  });
  if (taken) return;
  core_.busy.add();
  respond(error_response({503, "busy", "too many requests are waiting; try again in a second"}), keep_alive, head);
}

void Connection::upgrade() {
  auto request = std::make_shared<const Request>(take_request());
  const bool taken = core_.quick.post([self = shared_from_this(), request]() mutable {
    using Admitted = std::expected<Dispatcher::Admission, RawResponse>;
    auto admitted = std::make_shared<Admitted>(self->core_.dispatcher.admit(*request));
    auto& io = self->core_.io;
    boost::asio::post(io, [self = std::move(self), admitted] {
      if (!*admitted) return self->respond(std::move(admitted->error()), true, false);
      if (self->stopping_) return self->abort();
      start_websocket(self->core_, std::move(self->stream_), self->parser_->release(), std::move(**admitted),
                      std::move(self->slot_));
    });
  });
  if (taken) return;
  core_.busy.add();
  respond(error_response({503, "busy", "too many requests are waiting; try again in a second"}), true, false);
}

void Connection::respond(RawResponse response, bool keep_alive, bool head) {
  auto& out = response_.emplace();
  out.version(11);
  out.result(static_cast<unsigned>(response.status));
  for (const auto& [name, value] : response.headers) out.set(name, value);
  out.keep_alive(keep_alive && !stopping_);
  const bool bodiless = response.status == 204 || response.status == 304;
  if (!bodiless) {
    if (!response.body.empty() || response.stream) out.set(bhttp::field::content_type, response.content_type);
    if (response.stream)
      out.chunked(true);
    else
      out.content_length(response.body.size());
    if (!head) out.body() = std::move(response.body);
  }
  if (response.stream && !bodiless) return begin_stream(head ? BodyStream{} : std::move(response.stream));
  stream_.expires_after(core_.options.request_timeout);
  bhttp::async_write(stream_, out, [self = shared_from_this()](auto error, std::size_t) { self->written(error); });
}

void Connection::begin_stream(BodyStream stream) {
  stream_body_ = std::move(stream);
  header_.emplace(*response_);
  stream_.expires_after(core_.options.request_timeout);
  bhttp::async_write_header(stream_, *header_, [self = shared_from_this()](auto error, std::size_t) {
    if (error || !self->stream_body_) return self->written(error);
    self->next_piece();
  });
}

void Connection::next_piece() {
  if (stopping_) return abort();
  const bool taken = core_.slow.post([self = shared_from_this()]() mutable {
    std::optional<std::string> piece;
    try {
      piece = self->stream_body_();
    } catch (const std::exception& error) {
      self->core_.log.error("an answer to {} ends midway: {}", self->peer_, error.what());
    }
    auto& io = self->core_.io;
    boost::asio::post(io, [self = std::move(self), piece = std::move(piece)] { self->send_piece(piece); });
  });
  if (taken) return;
  // Other slow requests are waiting; this one has begun already.
  retry_.expires_after(kRetry);
  retry_.async_wait([self = shared_from_this()](auto error) { error ? self->abort() : self->next_piece(); });
}

void Connection::send_piece(const std::optional<std::string>& piece) {
  if (!piece) return abort();
  stream_.expires_after(core_.options.request_timeout);
  if (piece->empty()) {
    stream_body_ = {};
    return boost::asio::async_write(stream_, bhttp::make_chunk_last(),
                                    [self = shared_from_this()](auto error, std::size_t) { self->written(error); });
  }
  piece_ = *piece;
  boost::asio::async_write(
      stream_, bhttp::make_chunk(boost::asio::buffer(piece_)),
      [self = shared_from_this()](auto error, std::size_t) { error ? self->abort() : self->next_piece(); });
}

void Connection::written(boost::system::error_code error) {
  if (error) return abort();
  const bool keep_alive = response_->keep_alive() && !stopping_;
  header_.reset();
  response_.reset();
  busy_ = false;
  if (keep_alive) return read();
  boost::system::error_code shut;
  stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, shut);
  if (shut || stopping_) return abort();
  stream_.expires_after(kLinger);
  linger();
}

void Connection::linger() {
  stream_.async_read_some(boost::asio::buffer(discarded_), [self = shared_from_this()](auto error, std::size_t bytes) {
    self->lingered_bytes_ += bytes;
    if (error || self->lingered_bytes_ > kLingerBytesMax) return self->abort();
    self->linger();
  });
}

}  // namespace

void start_connection(Core& core, boost::asio::ip::tcp::socket socket, std::unique_ptr<Registry::Slot> slot) {
  std::make_shared<Connection>(core, std::move(socket), std::move(slot))->start();
}

}  // namespace millwright::http
