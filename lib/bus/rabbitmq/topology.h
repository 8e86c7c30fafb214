#pragma once
// What exists in the broker for us: two topic exchanges, and for each queue a quorum queue, a dead-letter exchange
// "<queue>.dlx" and a dead-letter queue "<queue>.dead".

#include <cstdint>

#include "lib/bus/rabbitmq/connection.h"

namespace millwright::bus::rabbitmq {

[[nodiscard]] Done declare_exchange(Connection& connection, Channel channel);
[[nodiscard]] Done declare_queue(Connection& connection, const QueueSpec& queue);
/// Messages ready in a queue by its name in the broker. Refused, and the channel closed, if it is not there.
[[nodiscard]] Result<std::uint64_t, BusError> count_ready(Connection& connection, const std::string& name);
[[nodiscard]] std::string dead_queue_name(const std::string& queue);

}  // namespace millwright::bus::rabbitmq
