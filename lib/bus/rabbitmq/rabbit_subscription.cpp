#include "lib/bus/rabbitmq/rabbit_subscription.h"

#include <algorithm>

#include "lib/bus/rabbitmq/topology.h"

namespace millwright::bus::rabbitmq {
namespace {

constexpr int kHeartbeatSeconds = 30;
constexpr int kEpochShift = 40;  // a trillion deliveries a connection

std::uint64_t broker_tag(std::uint64_t tag) { return tag & ((std::uint64_t{1} << kEpochShift) - 1); }

}  // namespace

RabbitSubscription::RabbitSubscription(const RabbitUrl& url, const std::string& process, QueueSpec queue)
    : queue_(std::move(queue)), connector_(url, process + " " + queue_.name, kHeartbeatSeconds) {}

Done RabbitSubscription::connect(MonotonicTime deadline) {
  while (!connection_) {
    auto made = connector_.connect(deadline);
    if (!made)
      return fail(made.error().code == BusError::refused ? BusError::refused : BusError::unavailable, "{}: {}",
                  queue_.name, made.error().message);
    (*made)->rpc_deadline(deadline);
    auto begun = begin(**made);
    if (begun) {
      connection_ = std::move(*made);
      ++epoch_;
      delivered_.clear();
      return {};
    }
    if (begun.error().code == BusError::refused || left_until(deadline) == Duration::zero()) return begun;
  }
  return {};
}

Done RabbitSubscription::begin(Connection& connection) {
  if (auto done = declare_queue(connection, queue_); !done) return done;
  amqp_basic_qos(connection.state(), kChannel, 0, static_cast<std::uint16_t>(queue_.prefetch), 0);
  if (auto done = done_of(connection.reply(), "setting the prefetch of " + queue_.name); !done) return done;
  amqp_basic_consume(connection.state(), kChannel, bytes_of(queue_.name), amqp_empty_bytes, 0, 0, 0, amqp_empty_table);
  return done_of(connection.reply(), "reading queue " + queue_.name);
}

Result<std::vector<Delivery>, BusError> RabbitSubscription::receive(std::size_t max, Duration timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  std::vector<Delivery> out;
  if (auto connected = connect(deadline); !connected) return std::unexpected(std::move(connected.error()));
  while (out.size() < max) {
    auto took = take(out, out.empty() ? left_until(deadline) : Duration::zero());
    if (took && *took) continue;
    if (took || !out.empty()) break;
    log_.warning("{}: reading again after: {}", queue_.name, took.error().message);
    if (auto connected = connect(deadline); !connected) return std::unexpected(std::move(connected.error()));
    if (left_until(deadline) == Duration::zero()) break;
  }
  return out;
}

/// One delivery, if one comes in time. A failure has closed the connection.
Result<bool, BusError> RabbitSubscription::take(std::vector<Delivery>& out, Duration timeout) {
  amqp_envelope_t envelope;
  const auto patience = timeval_of(timeout);
  amqp_maybe_release_buffers(connection_->state());
  const auto reply = amqp_consume_message(connection_->state(), &envelope, &patience, 0);
  if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION && reply.library_error == AMQP_STATUS_TIMEOUT) return false;
  if (auto done = done_of(reply, "reading"); !done) {
    // Among these is a cancelled reader (the queue was deleted, or moved), which the library calls an unexpected state.
    connection_.reset();
    return std::unexpected(std::move(done.error()));
  }
  const auto& properties = envelope.message.properties;
  Delivery delivery{.tag = (epoch_ << kEpochShift) | envelope.delivery_tag,
                    .message = {.id = text_of(properties.message_id),
                                .routing_key = text_of(envelope.routing_key),
                                .type = text_of(properties.type),
                                .body = text_of(envelope.message.body)},
                    .redelivered = envelope.redelivered != 0};
  amqp_destroy_envelope(&envelope);
  delivered_.insert(delivery.tag);
  out.push_back(std::move(delivery));
  return true;
}

Done RabbitSubscription::still_ours(std::uint64_t tag) const {
  if (connection_ && delivered_.contains(tag)) return {};
  return fail(BusError::unavailable, "{}: the delivery's connection was lost; it will come again", queue_.name);
}

Done RabbitSubscription::after(Done sent) {
  if (!sent) connection_.reset();
  return sent;
}

Result<void, BusError> RabbitSubscription::ack(std::span<const std::uint64_t> tags) {
  Done all;
  std::set<std::uint64_t> ours;
  for (const auto tag : tags) {
    if (auto mine = still_ours(tag); mine) {
      ours.insert(tag);
    } else {
      all = mine;
    }
  }
  if (ours.empty()) return all;
  // Usually a batch is all there is up to its last: one frame then, instead of one for each.
  const auto last = *ours.rbegin();
  const auto up_to_last = static_cast<std::size_t>(std::distance(delivered_.begin(), delivered_.upper_bound(last)));
  const bool multiple = up_to_last == ours.size();
  for (const auto tag : ours) {
    delivered_.erase(tag);
    if (multiple && tag != last) continue;
    auto sent = after(
        done_of(amqp_basic_ack(connection_->state(), kChannel, broker_tag(tag), multiple ? 1 : 0), "acknowledging"));
    if (!sent) return sent;
  }
  return all;
}

Done RabbitSubscription::give_back(std::uint64_t tag, bool requeue) {
  if (auto mine = still_ours(tag); !mine) return mine;
  delivered_.erase(tag);
  return after(
      done_of(amqp_basic_reject(connection_->state(), kChannel, broker_tag(tag), requeue ? 1 : 0), "giving back"));
}

Result<void, BusError> RabbitSubscription::reject(std::uint64_t tag) { return give_back(tag, false); }

Result<void, BusError> RabbitSubscription::release(std::uint64_t tag) { return give_back(tag, true); }

}  // namespace millwright::bus::rabbitmq
