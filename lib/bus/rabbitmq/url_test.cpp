#include "lib/bus/rabbitmq/url.h"

#include <gtest/gtest.h>

namespace millwright::bus::rabbitmq {
namespace {

TEST(RabbitUrl, AllPartsAreReadAndDecoded) {
  auto url = parse_rabbit_url("amqp://plant%40a:p%3Aw%2F@one:5673,two,127.0.0.1:1/mill%2F1");
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->user, "plant@a");
  EXPECT_EQ(url->password, "p:w/");
  EXPECT_EQ(url->hosts, (std::vector<Host>{{"one", 5673}, {"two", 5672}, {"127.0.0.1", 1}}));
  EXPECT_EQ(url->vhost, "mill/1");
}

TEST(RabbitUrl, WhatIsLeftOutIsTheBrokersDefault) {
  for (const char* text : {"amqp://host", "amqp://host/", "amqp://guest:guest@host:5672/%2F"}) {
    auto url = parse_rabbit_url(text);
    ASSERT_TRUE(url) << text;
    EXPECT_EQ(url->user, "guest");
    EXPECT_EQ(url->vhost, "/") << text;
    EXPECT_EQ(url->hosts, (std::vector<Host>{{"host", 5672}})) << text;
  }
}

TEST(RabbitUrl, OverTlsTheAuthorityIsNamed) {
  auto url = parse_rabbit_url("amqps://u:p%3Fw@one,two:1/v?cacertfile=/etc/my%20ca.pem");
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->password, "p?w");
  EXPECT_EQ(url->hosts, (std::vector<Host>{{"one", 5671}, {"two", 1}}));
  EXPECT_EQ(url->vhost, "v");
  EXPECT_EQ(url->ca_file, "/etc/my ca.pem");
}

TEST(RabbitUrl, AnAtInTheNameOfAFileIsNoAccount) {
  for (const auto& [text, user] : {std::pair{"amqps://host/?cacertfile=/etc/ca@plant.pem", "guest"},
                                   std::pair{"amqps://u:p@host/?cacertfile=/etc/ca@plant.pem", "u"}}) {
    auto url = parse_rabbit_url(text);
    ASSERT_TRUE(url) << url.error().message;
    EXPECT_EQ(url->user, user);
    EXPECT_EQ(url->hosts, (std::vector<Host>{{"host", 5671}}));
    EXPECT_EQ(url->ca_file, "/etc/ca@plant.pem");
  }
}

TEST(RabbitUrl, AFaultIsNamedWithoutThePassword) {
  for (const char* text : {"http://h", "amqp://", "amqp://u:secret@", "amqp://u:secret@h:0/", "amqp://u:secret@h:65536",
                           "amqp://u:secret@h:x", "amqp://u:secret@a,,b", "amqp://u:secret%4@h", "amqp://u:secret@h/%",
                           "amqp://u:secret", "amqp://u:secret@h?cacertfile=/a", "amqps://u:secret@h/",
                           "amqps://u:secret@h/?cacertfile=", "amqps://u:secret@h/?verify=no",
                           "amqps://u:secret@h/?cacertfile=/a&verify=no"}) {
    auto url = parse_rabbit_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, BusError::refused);
    EXPECT_EQ(url.error().message.find("secret"), std::string::npos) << url.error().message;
  }
}

}  // namespace
}  // namespace millwright::bus::rabbitmq
