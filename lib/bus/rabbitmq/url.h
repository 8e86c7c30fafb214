#pragma once
// "amqp://user:password@host:port[,host:port…]/vhost", each part percent-encoded where it must be.

#include <string>
#include <vector>

#include "lib/bus/port/port.h"

namespace millwright::bus::rabbitmq {

struct Host {
  std::string name;
  int port = 5672;
  friend bool operator==(const Host&, const Host&) = default;
};

struct RabbitUrl {
  std::string user = "guest";
  std::string password = "guest";
  std::vector<Host> hosts;
  std::string vhost = "/";
};

/// The message never shows the password.
[[nodiscard]] Result<RabbitUrl, BusError> parse_rabbit_url(std::string_view url);

}  // namespace millwright::bus::rabbitmq
