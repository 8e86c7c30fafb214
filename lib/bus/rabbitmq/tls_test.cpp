// TLS to a node with the listener and the settings of deploy/rabbitmq, and certificates made here.

#include <gtest/gtest.h>

#include <cstdlib>

#include "lib/bus/rabbitmq/rabbit_bus.h"
#include "tests/support/cpp/private_server.h"

namespace millwright::bus {
namespace {

constexpr Duration kSoon = 20s;
constexpr Duration kRefusedWithin = 3s;  // a node that is not believed is tried again until then

void make_certificates(const std::filesystem::path& folder, const std::string& name) {
  const auto command = "scripts/private-certificates " + folder.string() + " " + name;
  if (std::system(command.c_str()) != 0) throw std::runtime_error("no certificates");
}

class RabbitTls : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<test::TemporaryFolder>();
    make_certificates(folder_->path() / "node" / "tls", "localhost");
    make_certificates(folder_->path() / "other", "localhost");
    server_ = std::make_unique<test::PrivateServer>("scripts/private-rabbitmq", test::free_ports(3),
                                                    folder_->path() / "node");
  }
  static void TearDownTestSuite() {
    server_.reset();
    folder_.reset();
  }
  /// The node's URL with `part` replaced.
  static std::string url(const std::string& part, const std::string& by) {
    auto text = server_->url();
    const auto at = text.find(part);
    if (at == std::string::npos) throw std::runtime_error(text + " has no " + part);
    return text.replace(at, part.size(), by);
  }
  static Result<void, BusError> declared(const std::string& url) {
    auto bus = open_rabbit_bus(url, "test");
    if (!bus) return std::unexpected(bus.error());
    return (*bus)->declare({.name = "q", .patterns = {"#"}}, kRefusedWithin);
  }

  static inline std::unique_ptr<test::TemporaryFolder> folder_;
  static inline std::unique_ptr<test::PrivateServer> server_;
};

TEST_F(RabbitTls, WhatIsPublishedComesOut) {
  ASSERT_TRUE(server_->url().starts_with("amqps://")) << server_->url();
  auto bus = open_rabbit_bus(server_->url(), "test").value();
  auto reader = bus->subscribe({.name = "tls", .patterns = {"r.*"}}, kSoon).value();
  // More than a TLS record holds: the body crosses several, and comes in with others in the same one.
  const Message large{.id = "large", .routing_key = "r.x", .type = "t", .body = std::string(300'000, 'x')};
  const Message small{.id = "small", .routing_key = "r.x", .type = "t", .body = "{}"};
  const auto published = bus->publisher()->publish(Channel::events, std::vector{large, small}, kSoon);
  ASSERT_TRUE(published) << published.error().message;
  std::vector<Delivery> got;
  for (int turns = 0; got.size() < 2 && turns < 10; ++turns) {
    const auto batch = reader->receive(2, kSoon).value();
    got.insert(got.end(), batch.begin(), batch.end());
  }
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[0].message.body, large.body);
  EXPECT_EQ(got[1].message.body, small.body);
  EXPECT_TRUE(reader->ack(std::vector{got[0].tag, got[1].tag}));
}

TEST_F(RabbitTls, ANodeSignedByAnotherAuthorityIsNotBelieved) {
  const auto done = declared(url("node/tls/ca.pem", "other/ca.pem"));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, BusError::unavailable);
  EXPECT_NE(done.error().message.find("SSL"), std::string::npos) << done.error().message;
  EXPECT_EQ(done.error().message.find("guest"), std::string::npos) << done.error().message;
}

TEST_F(RabbitTls, ANodeWithACertificateForAnotherNameIsNotBelieved) {
  const auto done = declared(url("@localhost", "@127.0.0.1"));
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message.find("hostname verification failed"), std::string::npos) << done.error().message;
}

TEST_F(RabbitTls, NothingIsSaidInTheClearToATlsPort) {
  auto plain = server_->url();
  plain.erase(plain.find('?'));
  EXPECT_FALSE(declared(plain.replace(0, 5, "amqp")));
}

TEST_F(RabbitTls, AnAuthorityThatIsNoneIsAFaultOfTheUrl) {
  const auto missing = declared(url("node/tls/ca.pem", "none.pem"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, BusError::refused);
  const auto no_certificate = declared(url("ca.pem", "openssl.log"));
  ASSERT_FALSE(no_certificate);
  EXPECT_EQ(no_certificate.error().code, BusError::refused);
}

}  // namespace
}  // namespace millwright::bus
