#include "cli/health.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

#include "cli/ports.h"
#include "cli/supervisor/child_process.h"

namespace millwright::cli {
namespace {

/// Listens on a free loopback port; answers one request with `answer`, or never if that is empty.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(::listen(socket_.get(), 4), 0);
    socklen_t size = sizeof(address);
    EXPECT_EQ(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    if (answer.empty()) return;
    thread_ = std::thread([this, text = std::move(answer)] {
      const Descriptor peer(::accept(socket_.get(), nullptr, nullptr));
      std::array<char, 1024> request{};
      EXPECT_GT(::read(peer.get(), request.data(), request.size()), 0);
      EXPECT_EQ(::write(peer.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    });
  }
  ~OneAnswer() {
    if (thread_.joinable()) thread_.join();
  }
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;
  [[nodiscard]] int port() const { return port_; }

 private:
  Descriptor socket_;
  int port_ = 0;
  std::thread thread_;
};

TEST(Health, OnlyTwoHundredIsReady) {
  EXPECT_TRUE(answers_ready(OneAnswer("HTTP/1.1 200 OK\r\n\r\n").port(), 5s));
  EXPECT_FALSE(answers_ready(OneAnswer("HTTP/1.1 503 Service Unavailable\r\n\r\n").port(), 5s));
  EXPECT_FALSE(answers_ready(OneAnswer("SSH-2.0 200 no HTTP at all\r\n").port(), 5s));
  EXPECT_FALSE(answers_ready(OneAnswer("HTTP/1.1").port(), 5s));
}

TEST(Health, AServerThatDoesNotAnswerIsNotWaitedForLong) {
  const OneAnswer silent("");
  const auto began = std::chrono::steady_clock::now();
  EXPECT_FALSE(answers_ready(silent.port(), 100ms));
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
}

TEST(Ports, CountFromABase) {
  const auto ports = ports_from(9000);
  EXPECT_EQ(ports.operator_http, 9000);
  EXPECT_EQ(ports.mes_http, 9001);
  EXPECT_EQ(ports.opcua, 9002);
  EXPECT_EQ(ports.plc_modbus, 9010);
  EXPECT_EQ(ports.plc_service, 9013);
  EXPECT_EQ(ports_from(std::nullopt).operator_http, 8080);
}

TEST(Ports, OneThatIsListenedOnIsNamed) {
  const OneAnswer listener("");
  Ports ports{listener.port(), 0, 0, 0, 0};
  const auto taken = first_taken(ports);
  ASSERT_TRUE(taken.has_value());
  EXPECT_TRUE(taken->starts_with("port " + std::to_string(listener.port()) + " (operator) cannot be used")) << *taken;
  ports.operator_http = 0;
  EXPECT_EQ(first_taken(ports), std::nullopt);
}

}  // namespace
}  // namespace millwright::cli
