#pragma once
// "amqp://user:password@host:port[,host:port…]/vhost", each part percent-encoded where it must be; or, over TLS,
// "amqps://…/vhost?cacertfile=/path/to/ca.pem". Each node must then show a certificate for the name by which it stands
// in the URL, and this file must hold the authority that signed it.

#include <string>
#include <vector>

#include "lib/bus/port/port.h"

namespace millwright::bus::rabbitmq {

struct Host {
  std::string name;
  int port = 0;
  friend bool operator==(const Host&, const Host&) = default;
};

struct RabbitUrl {
  std::string user = "guest";
  std::string password = "guest";
  std::vector<Host> hosts;
  std::string vhost = "/";
  std::string ca_file;  // empty: no TLS
};

/// The message never shows the password.
[[nodiscard]] Result<RabbitUrl, BusError> parse_rabbit_url(std::string_view url);

}  // namespace millwright::bus::rabbitmq
