#pragma once
// For tests: a running server with a few routes, and tokens that are their user's name.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "lib/http/loopback_client.h"
#include "lib/http/server.h"

namespace millwright::http {

struct Setpoint {
  double value = 0;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Setpoint, (), (value, reason))

/// Sends back what it gets; counts openings and closings.
class Echo final : public WebSocketHandler {
 public:
  void opened(const std::shared_ptr<WebSocket>& socket) override {
    std::scoped_lock lock(mutex_);
    last_ = socket;
    ++opened_;
  }
  void received(const std::shared_ptr<WebSocket>& socket, std::string_view text) override {
    if (text == "throw") throw std::runtime_error("as asked");
    if (text == "close") return socket->close();
    socket->send(std::make_shared<const std::string>(text));
  }
  void closed(const std::shared_ptr<WebSocket>&) override { ++closed_; }
  [[nodiscard]] std::shared_ptr<WebSocket> last() const {
    std::scoped_lock lock(mutex_);
    return last_;
  }
  [[nodiscard]] int opened_count() const { return opened_; }
  [[nodiscard]] int closed_count() const { return closed_; }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<WebSocket> last_;
  std::atomic<int> opened_{0};
  std::atomic<int> closed_{0};
};

class ServerFixture : public testing::Test {
 protected:
  ServerFixture() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    root_ = std::filesystem::temp_directory_path() / fmt::format("mw_http_{}_{}", test->name(), ::getpid());
    std::filesystem::create_directories(root_ / "web/assets");
    std::ofstream(root_ / "web/index.html") << "<p>page</p>";
    std::ofstream(root_ / "secret.txt") << "secret";
    options_.web_folder = root_ / "web";
  }
  ~ServerFixture() override {
    release_.store(true);
    server_.reset();
    std::filesystem::remove_all(root_);
  }

  void start() {
    auto started = Server::start(
        options_, routes(), [this](std::string_view token) { return who(token); }, metrics_,
        [this] { return ready_.load(); });
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }
  [[nodiscard]] LoopbackClient client() const { return LoopbackClient(server_->port()); }
  ClientResponse ask(const std::string& method, const std::string& target, const std::string& headers = "",
                     const std::string& body = "") const {
    return client().request(method, target, headers, body);
  }
  [[nodiscard]] std::string metrics() const { return ask("GET", "/metrics").body; }
  /// Polls until `condition` holds; false after a generous while.
  template <class Condition>
  static bool eventually(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(2ms);
    }
    return true;
  }
  void end_sessions() { sessions_valid_ = false; }

  static constexpr auto kOperator = "Authorization: Bearer ann\r\n";
  static constexpr auto kViewer = "Authorization: Bearer bob\r\n";
  static constexpr auto kOperatorCookie = "Cookie: millwright_session=ann\r\n";

  static constexpr int kPieces = 100;
  static constexpr std::size_t kPieceBytes = 100'000;

  ServerOptions options_;
  Metrics metrics_;
  std::filesystem::path root_;
  std::shared_ptr<Echo> echo_ = std::make_shared<Echo>();
  std::atomic<bool> ready_{true};
  std::atomic<bool> release_{false};  // lets /wait end
  std::atomic<int> waiting_{0};
  std::atomic<int> pieces_made_{0};
  std::atomic<int> written_{0};  // how often a set-point was really set
  std::unique_ptr<Server> server_;

 private:
  std::optional<Identity> who(std::string_view token) const {
    static const std::map<std::string, std::set<std::string>, std::less<>> kUsers{{"ann", {"operator"}}, {"bob", {}}};
    const auto found = kUsers.find(token);
    if (!sessions_valid_ || found == kUsers.end()) return std::nullopt;
    return Identity{found->first, found->second, found->first, {}, {}};
  }

  Router routes() {
    Router router("Test", "1");
    router.add<Setpoint, Setpoint>(
        {Method::post, "/api/v1/units/{unit}/setpoint", "Sets it", Access::any_of({"operator"}), {}, 201},
        [this](const Call&, Setpoint wanted) -> HttpResult<Setpoint> {
          ++written_;
          return wanted;
        });
    router.add_raw({Method::get, "/api/v1/echo/{what}", "Repeats", Access::signed_in(), {{"x", "", false}}},
                   "text/plain", [](const Call& call) -> HttpResult<RawResponse> {
                     return RawResponse{
                         200,
                         "text/plain",
                         call.parameters.at("what") + "|" + call.find("x").value_or("-") + "|" + call.identity.user,
                         {}};
                   });
    router.add_raw({Method::get, "/api/v1/throw", "Fails", Access::anyone(), {}}, "text/plain",
                   [](const Call&) -> HttpResult<RawResponse> { throw std::runtime_error("inner secret"); });
    router.add_raw({Method::get, "/api/v1/split", "Tries to split the answer", Access::anyone(), {}}, "text/plain",
                   [](const Call&) -> HttpResult<RawResponse> {
                     return RawResponse{200, "text/plain", "x", {{"X-Bad", "a\r\nSet-Cookie: b"}}};
                   });
    Route wait{Method::get, "/api/v1/wait", "Waits until told", Access::anyone(), {}, 200, true};
    router.add_raw(wait, "text/plain", [this](const Call&) -> HttpResult<RawResponse> {
      ++waiting_;
      eventually([this] { return release_.load(); });
      return RawResponse{200, "text/plain", "done", {}};
    });
    router.add_raw({Method::get, "/api/v1/count", "Counts in pieces", Access::anyone(), {{"fail", "", false}}},
                   "text/plain", [this](const Call& call) -> HttpResult<RawResponse> {
                     return RawResponse{200, "text/plain", "", {}, counting(call.find("fail").has_value())};
                   });
    router.add_websocket({Method::get, "/api/v1/live", "Echoes", Access::any_of({"operator"}), {}}, echo_);
    return router;
  }

  /// kPieces pieces; or, to `fail`, the half of them and no more.
  BodyStream counting(bool fail) {
    return [this, fail, next = 0]() mutable -> std::optional<std::string> {
      if (fail && next == kPieces / 2) return std::nullopt;
      if (next == kPieces) return "";
      ++pieces_made_;
      return std::string(kPieceBytes, static_cast<char>('a' + next++ % 26));
    };
  }

  std::atomic<bool> sessions_valid_{true};
};

}  // namespace millwright::http
