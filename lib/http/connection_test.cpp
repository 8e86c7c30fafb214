// What a connection does with bytes that come too fast, too slow, too many, or wrong.

#include "lib/http/connection.h"

#include <future>
#include <random>
#include <thread>

#include "lib/http/server_fixture.h"

namespace millwright::http {
namespace {

using testing::HasSubstr;
using HttpConnection = ServerFixture;

std::string get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ann\r\n\r\n";
}

TEST_F(HttpConnection, PipelinedRequestsAreAnsweredInOrder) {
  start();
  auto connection = client();
  std::string all;
  for (int i = 0; i < 50; ++i) all += get("/api/v1/echo/" + std::to_string(i));
  connection.send(all);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(connection.read_response().body, std::to_string(i) + "|-|ann");
}

TEST_F(HttpConnection, ARequestMayArriveByteByByte) {
  start();
  auto connection = client();
  for (const char byte : get("/api/v1/echo/slowly")) connection.send({&byte, 1});
  EXPECT_EQ(connection.read_response().body, "slowly|-|ann");
}

TEST_F(HttpConnection, ClosesWhenAskedTo) {
  start();
  auto connection = client();
  EXPECT_EQ(connection.request("GET", "/health/live", "Connection: close\r\n").status, 200);
  EXPECT_TRUE(connection.closed_by_server());
}

TEST_F(HttpConnection, ATooLargeBodyIs413AlsoWhenItIsChunkedOrOnlyAnnounced) {
  options_.body_bytes_max = 1000;
  start();
  const auto* const target = "/api/v1/units/a/setpoint";
  EXPECT_EQ(ask("POST", target, kOperator, std::string(1001, 'x')).status, 413);
  EXPECT_EQ(ask("POST", target, kOperator, std::string(1000, 'x')).status, 400);
  auto announced = client();
  EXPECT_EQ(announced.request("POST", target, "Content-Length: 99999999999\r\n").status, 413);
  EXPECT_TRUE(announced.closed_by_server());
  auto chunked = client();
  std::string body;
  for (int i = 0; i < 3; ++i) body += "1f4\r\n" + std::string(500, 'x') + "\r\n";
  chunked.send("POST /api/v1/units/a/setpoint HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
  EXPECT_EQ(chunked.read_response().status, 413);
}

TEST_F(HttpConnection, TheAnswerToALargeRefusedBodyIsNotLostInAReset) {
  options_.body_bytes_max = 1000;
  start();
  for (int i = 0; i < 20; ++i)
    ASSERT_EQ(ask("POST", "/api/v1/units/a/setpoint", kOperator, std::string(2 << 20, 'x')).status, 413);
}

TEST_F(HttpConnection, TooLargeHeadersAre431) {
  start();
  const auto response = ask("GET", "/health/live", "X-Long: " + std::string(20'000, 'a') + "\r\n");
  EXPECT_EQ(response.status, 431);
  EXPECT_THAT(response.body, HasSubstr("headers_too_large"));
}

TEST_F(HttpConnection, ContinueIsSaidToWhoAsks) {
  start();
  auto connection = client();
  connection.send(
      "POST /api/v1/units/a/setpoint HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ann\r\n"
      "Content-Length: 25\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(connection.read_response().status, 100);
  connection.send(R"({"value":1,"reason":"abc"})");
  EXPECT_EQ(connection.read_response().status, 400);  // one byte short: the announced length rules
}

TEST_F(HttpConnection, ASlowSenderIsCutOff) {
  options_.request_timeout = 200ms;
  start();
  auto silent = client();
  auto half = client();
  half.send("GET / HTTP/1.1\r\nHo");
  auto drip = client();
  std::atomic<bool> stop{false};
  std::thread dripping([&] {
    drip.send("GET / HTTP/1.1\r\nX: ");
    while (!stop) {
      drip.send("a");
      std::this_thread::sleep_for(20ms);
    }
  });
  EXPECT_TRUE(silent.closed_by_server());
  EXPECT_TRUE(half.closed_by_server());
  EXPECT_TRUE(drip.closed_by_server());
  stop = true;
  dripping.join();
}

TEST_F(HttpConnection, GarbageIsA400OrAnEndAndNeverACrash) {
  start();
  for (const auto* bad :
       {"\r\n\r\n\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "GET / HTTP/1.1\r\nBad Header\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"}) {
    auto connection = client();
    connection.send(bad);
    EXPECT_EQ(connection.read_response().status, 400) << bad;
  }
  std::mt19937 random(11);
  for (int round = 0; round < 50; ++round) {
    auto connection = client();
    std::string bytes(random() % 600, ' ');
    for (auto& byte : bytes) byte = static_cast<char>(random());
    connection.send(bytes + "\r\n\r\n");
  }
  EXPECT_EQ(ask("GET", "/health/live").status, 200);
}

TEST_F(HttpConnection, BeyondTheLimitConnectionsAreRefusedAndLaterTakenAgain) {
  options_.connections_max = 2;
  start();
  auto one = client();
  EXPECT_EQ(one.request("GET", "/health/live").status, 200);
  {
    auto two = client();
    EXPECT_EQ(two.request("GET", "/health/live").status, 200);
    auto three = client();
    const auto refused = three.read_response();
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(json::parse(refused.body).at("error").at("code"), "busy");
    EXPECT_TRUE(three.closed_by_server());
  }
  EXPECT_TRUE(eventually([&] { return ask("GET", "/health/live").status == 200; }));
  EXPECT_THAT(one.request("GET", "/metrics").body, HasSubstr("connections_refused_total"));
}

TEST_F(HttpConnection, SlowRoutesDoNotHoldUpOthers) {
  options_.workers = 1;
  start();
  auto first = client();
  auto second = client();
  first.send(get("/api/v1/wait"));
  second.send(get("/api/v1/wait"));
  ASSERT_TRUE(eventually([&] { return waiting_ == 2; }));
  EXPECT_EQ(ask("GET", "/health/live").status, 200);
  release_ = true;
  EXPECT_EQ(first.read_response().body, "done");
  EXPECT_EQ(second.read_response().body, "done");
}

TEST_F(HttpConnection, StoppingLetsARunningRequestEndAndClosesTheRest) {
  start();
  auto unused = client();
  EXPECT_EQ(unused.request("GET", "/health/live").status, 200);
  auto running = client();
  running.send(get("/api/v1/wait"));
  ASSERT_TRUE(eventually([&] { return waiting_ == 1; }));
  auto stopped = std::async(std::launch::async, [&] { server_->stop(); });
  EXPECT_TRUE(unused.closed_by_server());
  release_ = true;
  const auto response = running.read_response();
  EXPECT_EQ(response.body, "done");
  EXPECT_EQ(response.headers.at("connection"), "close");
  stopped.get();
  EXPECT_FALSE(client().request("GET", "/health/live").status == 200);
}

}  // namespace
}  // namespace millwright::http
