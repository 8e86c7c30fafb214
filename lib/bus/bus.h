#pragma once
// The message bus, whole: the port (types and promises, lib/bus/port/port.h) and the one function that opens either
// implementation behind it. This is the header that users include.

#include <memory>
#include <string>

#include "lib/bus/port/port.h"

namespace millwright::bus {

/// "embedded:/path/to/folder" (created if absent), "amqp://user:password@host:port[,host:port…]/vhost" or, over TLS,
/// "amqps://…/vhost?cacertfile=/path/to/ca.pem" (lib/bus/rabbitmq/url.h).
/// `process` names the connection ("bridge"). Failure: BusError::refused with the fault of the URL.
[[nodiscard]] Result<std::unique_ptr<Bus>, BusError> open_bus(const std::string& url, const std::string& process);

}  // namespace millwright::bus
