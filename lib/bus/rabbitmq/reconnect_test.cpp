// What happens when the broker goes away: on a real node that is stopped and started, and on peers that are silent.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "lib/bus/rabbitmq/rabbit_bus.h"
#include "tests/support/cpp/private_server.h"

namespace millwright::bus {
namespace {

std::vector<Message> messages(int first, int count) {
  std::vector<Message> out;
  for (int i = first; i < first + count; ++i) {
    out.push_back({.id = std::to_string(i), .routing_key = "r.x", .type = "t", .body = "{}"});
  }
  return out;
}

/// A socket that takes connections and never says a word.
class SilentPeer {
 public:
  SilentPeer() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(fd_, 5) != 0 ||
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("no listening socket");
    }
    port_ = ntohs(address.sin_port);
  }
  ~SilentPeer() { ::close(fd_); }
  SilentPeer(const SilentPeer&) = delete;
  SilentPeer& operator=(const SilentPeer&) = delete;
  [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  int fd_;
  int port_ = 0;
};

TEST(RabbitReconnect, EveryCallKeepsItsDeadlineAgainstASilentPeerAndAClosedPort) {
  const SilentPeer peer;
  for (const auto& host : {peer.host(), std::string("127.0.0.1:1")}) {
    auto bus = open_rabbit_bus("amqp://u:p@" + host + "/", "test").value();
    const auto begin = std::chrono::steady_clock::now();
    auto published = bus->publisher()->publish(Channel::events, messages(0, 1), 300ms);
    EXPECT_FALSE(published);
    auto subscribed = bus->subscribe({.name = "q", .patterns = {"#"}}, 300ms);
    ASSERT_FALSE(subscribed);
    EXPECT_EQ(subscribed.error().code, BusError::unavailable) << subscribed.error().message;
    auto declared = bus->declare({.name = "q", .patterns = {"#"}}, 300ms);
    EXPECT_FALSE(declared);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s) << host;
  }
}

TEST(RabbitReconnect, NothingConfirmedIsLostWhenTheBrokerIsRestarted) {
  auto server = test::PrivateServer::rabbitmq();
  const SilentPeer dead_host;  // named first: the others are tried when one does not answer
  auto url = server->url();
  url.insert(url.find('@') + 1, dead_host.host() + ",");
  auto bus = open_rabbit_bus(url, "test").value();
  auto reader = bus->subscribe({.name = "q", .patterns = {"r.*"}, .delivery_limit = 50}, 60s).value();
  auto publisher = bus->publisher();
  ASSERT_TRUE(publisher->publish(Channel::events, messages(0, 100), 60s));
  auto held = reader->receive(50, 20s).value();
  ASSERT_FALSE(held.empty());

  server->stop(SIGTERM);
  auto while_down = publisher->publish(Channel::events, messages(100, 1), 500ms);
  ASSERT_FALSE(while_down);
  EXPECT_TRUE(while_down.error().code == BusError::unavailable || while_down.error().code == BusError::timeout);
  auto received = reader->receive(10, 500ms);
  for (int more = 0; received && more < 20; ++more) received = reader->receive(10, 500ms);  // what had come already
  ASSERT_FALSE(received);
  EXPECT_EQ(received.error().code, BusError::unavailable);
  EXPECT_FALSE(reader->ack(std::vector{held[0].tag})) << "its connection is gone";

  // Publishing and reading wait through the restart by themselves.
  bool published = false;
  std::jthread patient([&] { published = publisher->publish(Channel::events, messages(100, 100), 90s).has_value(); });
  server->start();
  patient.join();
  EXPECT_TRUE(published);
  std::set<int> got;
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (got.size() < 200 && std::chrono::steady_clock::now() < deadline) {
    auto batch = reader->receive(64, 1s);
    if (!batch) continue;
    std::vector<std::uint64_t> tags;
    for (const auto& delivery : *batch) {
      got.insert(std::stoi(delivery.message.id));
      tags.push_back(delivery.tag);
    }
    EXPECT_TRUE(reader->ack(tags));
  }
  EXPECT_EQ(got.size(), 200u);
}

}  // namespace
}  // namespace millwright::bus
