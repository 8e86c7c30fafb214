#include "lib/bus/rabbitmq/topology.h"

#include <array>
#include <span>

namespace millwright::bus::rabbitmq {
namespace {

amqp_table_entry_t argument(const char* key, std::string_view value) {
  amqp_table_entry_t entry{};
  entry.key = amqp_cstring_bytes(key);
  entry.value.kind = AMQP_FIELD_KIND_UTF8;
  entry.value.value.bytes = bytes_of(value);
  return entry;
}

amqp_table_entry_t argument(const char* key, std::int64_t value) {
  amqp_table_entry_t entry{};
  entry.key = amqp_cstring_bytes(key);
  entry.value.kind = AMQP_FIELD_KIND_I64;
  entry.value.value.i64 = value;
  return entry;
}

Done exchange(Connection& connection, std::string_view name, const char* type) {
  amqp_exchange_declare(connection.state(), kChannel, bytes_of(name), amqp_cstring_bytes(type), 0, 1, 0, 0,
                        amqp_empty_table);
  return done_of(connection.reply(), fmt::format("declaring exchange {}", name));
}

Done queue_with(Connection& connection, std::string_view name, std::span<amqp_table_entry_t> arguments) {
  const amqp_table_t table{static_cast<int>(arguments.size()), arguments.data()};
  amqp_queue_declare(connection.state(), kChannel, bytes_of(name), 0, 1, 0, 0, table);
  return done_of(connection.reply(), fmt::format("declaring queue {}", name));
}

Done bind(Connection& connection, std::string_view queue, std::string_view from, std::string_view pattern) {
  amqp_queue_bind(connection.state(), kChannel, bytes_of(queue), bytes_of(from), bytes_of(pattern), amqp_empty_table);
  return done_of(connection.reply(), fmt::format("binding queue {} to {}", queue, from));
}

Done declare_dead_letters(Connection& connection, const std::string& queue, const std::string& dead_exchange) {
  const auto dead = dead_queue_name(queue);
  if (auto done = exchange(connection, dead_exchange, "fanout"); !done) return done;
  std::array arguments{argument("x-queue-type", "quorum")};
  if (auto done = queue_with(connection, dead, arguments); !done) return done;
  return bind(connection, dead, dead_exchange, "");
}

}  // namespace

std::string dead_queue_name(const std::string& queue) { return queue + ".dead"; }

Done declare_exchange(Connection& connection, Channel channel) {
  return exchange(connection, channel_name(channel), "topic");
}

Done declare_queue(Connection& connection, const QueueSpec& queue) {
  const auto dead_exchange = queue.name + ".dlx";
  if (auto done = declare_exchange(connection, queue.channel); !done) return done;
  if (auto done = declare_dead_letters(connection, queue.name, dead_exchange); !done) return done;
  // The broker counts returns: a message returned more often than the limit is dead. Ours counts deliveries, so one
  // less. At-least-once dead-lettering keeps the message until the dead-letter queue has confirmed it.
  std::array arguments{
      argument("x-queue-type", "quorum"),
      argument("x-delivery-limit", std::int64_t{queue.delivery_limit} - 1),
      argument("x-dead-letter-exchange", dead_exchange),
      argument("x-dead-letter-strategy", "at-least-once"),
      argument("x-overflow", "reject-publish"),
  };
  if (auto done = queue_with(connection, queue.name, arguments); !done) return done;
  for (const auto& pattern : queue.patterns) {
    if (auto done = bind(connection, queue.name, channel_name(queue.channel), pattern); !done) return done;
  }
  return {};
}

Result<std::uint64_t, BusError> count_ready(Connection& connection, const std::string& name) {
  const auto* answer = amqp_queue_declare(connection.state(), kChannel, bytes_of(name), 1, 1, 0, 0, amqp_empty_table);
  if (auto done = done_of(connection.reply(), "asking for queue " + name); !done) {
    return std::unexpected(std::move(done.error()));
  }
  return answer->message_count;
}

}  // namespace millwright::bus::rabbitmq
