#include "lib/http/websocket_session.h"

#include "lib/http/server_fixture.h"

namespace millwright::http {
namespace {

using testing::HasSubstr;

class LiveSocket : public ServerFixture {
 protected:
  static constexpr auto kLive = "/api/v1/live";
  /// Opens, and waits until the application has it.
  void open(LoopbackClient& connection, const std::string& headers = kOperator) {
    const int before = echo_->opened_count();
    ASSERT_EQ(connection.open_websocket(kLive, headers).status, 101);
    ASSERT_TRUE(eventually([&] { return echo_->opened_count() > before; }));
  }
};

TEST_F(LiveSocket, CarriesTextsBothWays) {
  start();
  auto connection = client();
  open(connection);
  for (const std::size_t size : {0U, 5U, 125U, 126U, 60'000U}) {
    connection.send_frame(LoopbackClient::kText, std::string(size, 'x'));
    const auto frame = connection.read_frame();
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->opcode, LoopbackClient::kText);
    EXPECT_EQ(frame->payload.size(), size);
  }
  EXPECT_EQ(echo_->last()->identity().user, "ann");
  EXPECT_THAT(metrics(), HasSubstr("millwright_http_websockets 1"));
}

TEST_F(LiveSocket, IsRefusedWithoutATokenOrRole) {
  start();
  EXPECT_EQ(client().open_websocket(kLive).status, 401);
  EXPECT_EQ(client().open_websocket(kLive, "Authorization: Bearer eve\r\n").status, 401);
  EXPECT_EQ(client().open_websocket(kLive, kViewer).status, 403);
  EXPECT_EQ(client().open_websocket("/api/v1/live?token=ann").status, 401);
  EXPECT_EQ(client().open_websocket("/api/v1/echo/a", kOperator).status, 404);
  EXPECT_EQ(ask("GET", kLive, kOperator).status, 426);
  EXPECT_EQ(echo_->opened_count(), 0);
}

TEST_F(LiveSocket, ACookieIsTakenFromPagesOfThisHostOnly) {
  start();
  const auto with = [&](const std::string& origin) {
    return client().open_websocket(kLive, kOperatorCookie + origin).status;
  };
  EXPECT_EQ(with("Origin: http://127.0.0.1:8081\r\n"), 101);
  EXPECT_EQ(with(""), 101);
  EXPECT_EQ(with("Origin: http://evil\r\n"), 403);
  EXPECT_EQ(with("Origin: null\r\n"), 403);
}

TEST_F(LiveSocket, EndsWithItsSession) {
  options_.websocket_recheck_interval = 10ms;
  start();
  auto connection = client();
  open(connection);
  end_sessions();
  const auto frame = connection.read_frame();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->close_code(), 1008U);
  connection.send_frame(LoopbackClient::kClose, frame->payload);
  EXPECT_TRUE(eventually([&] { return echo_->closed_count() == 1; }));
}

TEST_F(LiveSocket, RefusesTooLargeBinaryAndUnreadableMessages) {
  options_.websocket_message_bytes_max = 1000;
  start();
  const auto code_after = [&](unsigned opcode, const std::string& payload) -> unsigned {
    auto connection = client();
    open(connection);
    connection.send_frame(opcode, payload);
    const auto frame = connection.read_frame();
    return frame ? frame->close_code() : 0U;
  };
  EXPECT_EQ(code_after(LoopbackClient::kText, std::string(1001, 'x')), 1009U);
  EXPECT_EQ(code_after(LoopbackClient::kBinary, "x"), 1003U);
  EXPECT_EQ(code_after(LoopbackClient::kText, "\xff\xfe"), 1007U);
  EXPECT_EQ(code_after(3, "reserved opcode"), 1002U);
}

TEST_F(LiveSocket, AReaderThatDoesNotReadFillsItsOwnQueueOnly) {
  options_.websocket_queue_frames_max = 8;
  start();
  auto stuck = client();
  open(stuck);
  const auto socket = echo_->last();
  const auto frame = std::make_shared<const std::string>(1 << 20, 'x');
  int taken = 0;
  while (socket->send(frame)) ASSERT_LT(++taken, 1000);
  EXPECT_FALSE(socket->idle());
  auto other = client();
  open(other);
  other.send_frame(LoopbackClient::kText, "still here");
  EXPECT_EQ(other.read_frame()->payload, "still here");
  EXPECT_THAT(metrics(), HasSubstr("millwright_http_websocket_frames_refused_total 1"));
  for (int i = 0; i < taken; ++i) ASSERT_EQ(stuck.read_frame()->payload.size(), frame->size());
  EXPECT_TRUE(eventually([&] { return socket->idle(); }));
}

TEST_F(LiveSocket, ASilentPeerIsGoneAfterTheIdleTimeout) {
  options_.websocket_idle_timeout = 100ms;
  start();
  auto connection = client();  // answers no pings, since nobody reads from it
  open(connection);
  EXPECT_TRUE(eventually([&] { return echo_->closed_count() == 1; }));
}

TEST_F(LiveSocket, APeerThatAnswersPingsStays) {
  options_.websocket_idle_timeout = 100ms;
  start();
  auto connection = client();
  open(connection);
  std::thread feeder([&] {
    for (int i = 0; i < 10; ++i) {
      std::this_thread::sleep_for(50ms);
      echo_->last()->send(std::make_shared<const std::string>("tick"));
    }
  });
  for (int i = 0; i < 10; ++i) EXPECT_EQ(connection.read_frame().value_or(LoopbackClient::Frame{}).payload, "tick");
  feeder.join();
  EXPECT_EQ(echo_->closed_count(), 0);
}

TEST_F(LiveSocket, TheApplicationMayCloseAndMayFail) {
  start();
  auto polite = client();
  open(polite);
  polite.send_frame(LoopbackClient::kText, "close");
  EXPECT_EQ(polite.read_frame()->close_code(), 1000U);
  auto failing = client();
  open(failing);
  failing.send_frame(LoopbackClient::kText, "throw");
  EXPECT_TRUE(failing.closed_by_server());
  EXPECT_EQ(ask("GET", "/health/live").status, 200);
}

TEST_F(LiveSocket, AHeldSocketOutlivesTheServerHarmlessly) {
  start();
  auto connection = client();
  open(connection);
  const auto socket = echo_->last();
  server_->stop();
  server_.reset();
  EXPECT_EQ(echo_->closed_count(), 1);
  EXPECT_FALSE(socket->send(std::make_shared<const std::string>("late")));
  socket->close();
}

TEST_F(LiveSocket, ManyThreadsMaySendAtOnce) {
  options_.websocket_queue_frames_max = 1000;
  start();
  auto connection = client();
  open(connection);
  const auto socket = echo_->last();
  {
    std::vector<std::jthread> senders;
    for (int i = 0; i < 4; ++i) {
      senders.emplace_back([&] {
        for (int n = 0; n < 100; ++n) EXPECT_TRUE(socket->send(std::make_shared<const std::string>("x")));
      });
    }
  }
  for (int i = 0; i < 400; ++i) ASSERT_EQ(connection.read_frame().value_or(LoopbackClient::Frame{}).payload, "x");
}

}  // namespace
}  // namespace millwright::http
