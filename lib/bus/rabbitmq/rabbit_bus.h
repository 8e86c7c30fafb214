#pragma once
// The bus where one machine is outgrown: RabbitMQ over AMQP 0-9-1. Quorum queues, publisher confirms, manual
// acknowledgement, one dead-letter queue for each queue.

#include <memory>
#include <string>

#include "lib/bus/port/port.h"

namespace millwright::bus {

/// "amqp://user:password@host:port[,host:port…]/vhost" or amqps:// (url.h). Does not connect: every call does, when it
/// must, within its own deadline. Failure: refused, with the fault of the URL.
[[nodiscard]] Result<std::unique_ptr<Bus>, BusError> open_rabbit_bus(const std::string& url,
                                                                     const std::string& process);

}  // namespace millwright::bus
