#include "lib/http/server.h"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>
#include <utility>

#include "lib/base/assert.h"
#include "lib/http/connection.h"
#include "lib/http/core.h"

namespace millwright::http {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

constexpr Duration kTick = 500ms;
constexpr Duration kAliveWithin = 5s;
constexpr Duration kStopPatience = 2s;
constexpr Duration kAcceptPause = 100ms;  // when the process is out of file descriptors

RawResponse text(std::string content_type, std::string body) {
  return RawResponse{200, std::move(content_type), std::move(body), {}};
}

// The routes every application has.
Router with_own_routes(Router router, const ServerOptions& options, Metrics& metrics, std::function<bool()> ready) {
  const auto open = [](std::string path, std::string summary) {
    return Route{Method::get, std::move(path), std::move(summary), Access::anyone(), {}, 200};
  };
  auto document = std::make_shared<std::string>();
  router.add_raw(open("/api/openapi.json", "This description"), "application/json",
                 [document](const Call&) -> HttpResult<RawResponse> { return text("application/json", *document); });
  const std::string prometheus = "text/plain; version=0.0.4; charset=utf-8";
  router.add_raw(
      open("/metrics", "Metrics in the Prometheus text format"), prometheus,
      [&metrics, prometheus](const Call&) -> HttpResult<RawResponse> { return text(prometheus, metrics.render()); });
  router.add_raw(
      open("/health/live", "The process runs"), "application/json",
      [](const Call&) -> HttpResult<RawResponse> { return text("application/json", R"({"status":"live"})"); });
  router.add_raw(open("/health/ready", "The process can do its work"), "application/json",
                 [ready = std::move(ready)](const Call&) -> HttpResult<RawResponse> {
                   if (ready && !ready()) return unavailable("not ready yet");
                   return text("application/json", R"({"status":"ready"})");
                 });
  *document = json::serialize(router.openapi(options.cookie));
  return router;
}

class BeastServer final : public Server {
 public:
  BeastServer(ServerOptions options, Router router, Authenticator authenticator, Metrics& metrics)
      : core_(std::move(options), std::move(router), std::move(authenticator), metrics) {}
  ~BeastServer() override { stop(); }

  Result<void, ServerError> listen();
  void serve();
  [[nodiscard]] int port() const override { return port_; }
  void stop() override;
  [[nodiscard]] bool alive() const override {
    return std::chrono::steady_clock::now().time_since_epoch() - turned_.load() < kAliveWithin;
  }

 private:
  void accept();
  void accepted(boost::system::error_code error, Tcp::socket socket);
  void tick();
  void recheck_tokens();

  Core core_;
  // While a worker answers, its connection waits for nothing on the I/O thread, which must turn on all the same.
  asio::executor_work_guard<asio::io_context::executor_type> work_{core_.io.get_executor()};
  Tcp::acceptor acceptor_{core_.io};
  asio::steady_timer tick_timer_{core_.io};
  asio::steady_timer accept_timer_{core_.io};
  std::atomic<MonotonicTime::duration> turned_{};
  MonotonicTime rechecked_{};
  std::atomic<bool> rechecking_{false};
  int port_ = 0;
  bool stopping_ = false;  // on the I/O thread
  std::jthread thread_;
};

Result<void, ServerError> BeastServer::listen() {
  const auto& options = core_.options;
  boost::system::error_code error;
  Tcp::resolver resolver(core_.io);
  const auto found = resolver.resolve(options.host, std::to_string(options.port), Tcp::resolver::passive, error);
  if (error || found.empty()) return fail(ServerError::address, "{} is not an address to listen on", options.host);
  const auto endpoint = found.begin()->endpoint();
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error == asio::error::address_in_use)
    return fail(ServerError::already_in_use, "port {} of {} is already in use", options.port, options.host);
  if (error)
    return fail(ServerError::address, "cannot listen on {} port {}: {}", options.host, options.port, error.message());
  port_ = acceptor_.local_endpoint().port();
  return {};
}

void BeastServer::serve() {
  tick();
  accept();
  thread_ = std::jthread([this] { core_.io.run(); });
}

void BeastServer::accept() {
  acceptor_.async_accept([this](auto error, Tcp::socket socket) { accepted(error, std::move(socket)); });
}

void BeastServer::accepted(boost::system::error_code error, Tcp::socket socket) {
  if (stopping_ || error == asio::error::operation_aborted) return;
  if (error) {
    core_.log.warning("a connection could not be accepted: {}", error.message());
    accept_timer_.expires_after(kAcceptPause);
    accept_timer_.async_wait([this](auto stopped) {
      if (!stopped) accept();
    });
    return;
  }
  boost::system::error_code ignored;  // a peer that is gone already shows at the first read
  socket.set_option(Tcp::no_delay(true), ignored);
  if (auto slot = core_.registry.enter(core_.options.connections_max)) {
    start_connection(core_, std::move(socket), std::move(slot));
  } else {
    static constexpr std::string_view kBusy =
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: 69\r\n"
        "Connection: close\r\nRetry-After: 1\r\n\r\n"
        R"({"error":{"code":"busy","message":"there are too many connections"}}
)";
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(kBusy), ignored);
    socket.shutdown(Tcp::socket::shutdown_send, ignored);
  }
  accept();
}

void BeastServer::tick() {
  turned_ = std::chrono::steady_clock::now().time_since_epoch();
  recheck_tokens();
  tick_timer_.expires_after(std::min(kTick, core_.options.websocket_recheck_interval));
  tick_timer_.async_wait([this](auto stopped) {
    if (!stopped && !stopping_) tick();
  });
}

// A WebSocket must not outlive its session: its token is asked for again, on a worker, one round at a time.
void BeastServer::recheck_tokens() {
  const auto now = std::chrono::steady_clock::now();
  if (now - rechecked_ < core_.options.websocket_recheck_interval || rechecking_) return;
  rechecked_ = now;
  std::vector<std::pair<std::weak_ptr<OpenConnection>, std::string>> open;
  for (const auto& connection : core_.registry.all()) {
    if (auto token = connection->token_to_recheck(); !token.empty()) open.emplace_back(connection, std::move(token));
  }
  if (open.empty()) return;
  rechecking_ = true;
  const bool taken = core_.quick.post([this, open = std::move(open)] {
    for (const auto& [weak, token] : open) {
      if (core_.dispatcher.still_valid(token)) continue;
      asio::post(core_.io, [weak] {
        if (const auto connection = weak.lock()) connection->session_ended();
      });
    }
    rechecking_ = false;
  });
  if (!taken) rechecking_ = false;
}

void BeastServer::stop() {
  if (!thread_.joinable()) return;
  asio::post(core_.io, [this] {
    stopping_ = true;
    boost::system::error_code ignored;  // it is closed either way
    acceptor_.close(ignored);
    tick_timer_.cancel();
    accept_timer_.cancel();
    for (const auto& connection : core_.registry.all()) connection->begin_stop();
  });
  const bool all_left = core_.registry.wait_until_empty(kStopPatience);
  core_.quick.stop();
  core_.slow.stop();
  if (!all_left) {
    asio::post(core_.io, [this] {
      for (const auto& connection : core_.registry.all()) connection->abort();
    });
    if (!core_.registry.wait_until_empty(kStopPatience)) core_.io.stop();
  }
  work_.reset();
  thread_.join();
}

}  // namespace

Result<std::unique_ptr<Server>, ServerError> Server::start(ServerOptions options, Router router,
                                                           Authenticator authenticator, Metrics& metrics,
                                                           std::function<bool()> ready) {
  MW_ASSERT(options.workers > 0);
  router = with_own_routes(std::move(router), options, metrics, std::move(ready));
  auto server = std::make_unique<BeastServer>(std::move(options), std::move(router), std::move(authenticator), metrics);
  if (auto listening = server->listen(); !listening) return std::unexpected(std::move(listening.error()));
  server->serve();
  return server;
}

}  // namespace millwright::http
