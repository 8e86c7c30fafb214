#include "lib/bus/rabbitmq/publisher.h"

#include <numeric>

#include "lib/bus/rabbitmq/topology.h"

namespace millwright::bus::rabbitmq {
namespace {

/// A publisher may be idle for hours in its caller's thread, where nobody would answer heartbeats; TCP keep-alive
/// watches its connection instead.
constexpr int kNoHeartbeat = 0;
constexpr std::size_t kInFlightMax = 1000;
constexpr std::size_t kUnroutableKeysMax = 1000;
constexpr std::uint8_t kPersistent = 2;

/// Removes what an acknowledgement speaks of from `in_flight`; calls `each` with its index.
template <class Each>
void settle(std::map<std::uint64_t, std::size_t>& in_flight, std::uint64_t tag, bool multiple, Each each) {
  auto from = multiple ? in_flight.begin() : in_flight.find(tag);
  const auto to = multiple ? in_flight.upper_bound(tag) : (from == in_flight.end() ? from : std::next(from));
  for (; from != to; from = in_flight.erase(from)) each(from->second);
}

}  // namespace

RabbitPublisher::RabbitPublisher(const RabbitUrl& url, const std::string& process)
    : connector_(url, process + " publisher", kNoHeartbeat) {}

Done RabbitPublisher::ensure_connected(MonotonicTime deadline) {
  if (connection_) return {};
  auto made = connector_.connect(deadline);
  if (!made) return std::unexpected(std::move(made.error()));
  (*made)->rpc_deadline(deadline);
  amqp_confirm_select((*made)->state(), kChannel);
  if (auto done = done_of((*made)->reply(), "asking for confirms"); !done) return done;
  connection_ = std::move(*made);
  declared_.clear();
  last_tag_ = 0;
  return {};
}

Result<void, BusError> RabbitPublisher::publish(Channel channel, std::span<const Message> messages, Duration timeout) {
  if (auto checked = check_messages(messages); !checked) return checked;
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  Open open;
  for (std::size_t i = 0; i < messages.size(); ++i) open.insert(open.end(), i);
  Done done;
  while (!open.empty()) {
    done = ensure_connected(deadline);
    if (done) done = send_and_confirm(channel, messages, open, deadline);
    if (done) continue;
    connection_.reset();
    if (done.error().code == BusError::refused || left_until(deadline) == Duration::zero()) return done;
    log_.debug("publishing again, {} of {} not confirmed: {}", open.size(), messages.size(), done.error().message);
  }
  return {};
}

/// One round: sends all that is open, and takes answers until each has one. What was nacked stays open.
Done RabbitPublisher::send_and_confirm(Channel channel, std::span<const Message> messages, Open& open,
                                       MonotonicTime deadline) {
  if (!declared_.contains(channel)) {
    connection_->rpc_deadline(deadline);
    if (auto done = declare_exchange(*connection_, channel); !done) return done;
    declared_.insert(channel);
  }
  std::map<std::uint64_t, std::size_t> in_flight;
  const auto round = open;
  for (const auto index : round) {
    while (in_flight.size() >= kInFlightMax) {
      if (auto done = take_answer(in_flight, open, deadline); !done) return done;
    }
    if (auto done = send(channel, messages[index], deadline); !done) return done;
    in_flight.emplace(++last_tag_, index);
  }
  while (!in_flight.empty()) {
    if (auto done = take_answer(in_flight, open, deadline); !done) return done;
  }
  return {};
}

Done RabbitPublisher::send(Channel channel, const Message& message, MonotonicTime deadline) {
  if (!connection_->writable(deadline)) return fail(BusError::timeout, "the broker takes no more messages now");
  amqp_basic_properties_t properties{};
  properties._flags =
      AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG | AMQP_BASIC_TYPE_FLAG;
  properties.content_type = amqp_cstring_bytes("application/cloudevents+json");
  properties.delivery_mode = kPersistent;
  properties.message_id = bytes_of(message.id);
  properties.type = bytes_of(message.type);
  constexpr int kMandatory = 1;
  return done_of(amqp_basic_publish(connection_->state(), kChannel, bytes_of(channel_name(channel)),
                                    bytes_of(message.routing_key), kMandatory, 0, &properties, bytes_of(message.body)),
                 "publishing");
}

Done RabbitPublisher::take_answer(std::map<std::uint64_t, std::size_t>& in_flight, Open& open, MonotonicTime deadline) {
  amqp_frame_t frame;
  const auto patience = timeval_of(left_until(deadline));
  amqp_maybe_release_buffers(connection_->state());
  const int status = amqp_simple_wait_frame_noblock(connection_->state(), &frame, &patience);
  if (auto done = done_of(status, "waiting for confirms"); !done) return done;
  if (frame.frame_type != AMQP_FRAME_METHOD) return {};
  return take_method(frame.payload.method, in_flight, open);
}

Done RabbitPublisher::take_method(const amqp_method_t& method, std::map<std::uint64_t, std::size_t>& in_flight,
                                  Open& open) {
  switch (method.id) {
    case AMQP_BASIC_ACK_METHOD: {
      const auto* ack = static_cast<const amqp_basic_ack_t*>(method.decoded);
      settle(in_flight, ack->delivery_tag, ack->multiple != 0, [&](std::size_t index) { open.erase(index); });
      return {};
    }
    case AMQP_BASIC_NACK_METHOD: {
      const auto* nack = static_cast<const amqp_basic_nack_t*>(method.decoded);
      settle(in_flight, nack->delivery_tag, nack->multiple != 0, [](std::size_t) {});
      return {};
    }
    case AMQP_BASIC_RETURN_METHOD:
      return take_returned(*static_cast<const amqp_basic_return_t*>(method.decoded));
    default: {
      // The channel or the connection is being closed, and says why.
      amqp_rpc_reply_t reply{};
      reply.reply_type = AMQP_RESPONSE_SERVER_EXCEPTION;
      reply.reply = method;
      return done_of(reply, "waiting for confirms");
    }
  }
}

/// Nobody has a queue for it. Its confirm comes as well: to publish it again would change nothing.
Done RabbitPublisher::take_returned(const amqp_basic_return_t& returned) {
  const auto key = text_of(returned.routing_key);
  if (unroutable_.size() < kUnroutableKeysMax && unroutable_.insert(key).second) {
    log_.warning("no queue is bound for \"{}\" on {}", key, text_of(returned.exchange));
  }
  amqp_message_t message;
  auto done = done_of(amqp_read_message(connection_->state(), kChannel, &message, 0), "taking back a message");
  if (done) amqp_destroy_message(&message);
  return done;
}

}  // namespace millwright::bus::rabbitmq
