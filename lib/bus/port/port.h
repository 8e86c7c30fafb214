#pragma once
// The message bus: one port, two implementations (embedded/, rabbitmq/). Both keep the same promises, proven by one
// suite of contract tests (lib/bus/bus_contract_test.cpp):
//
//  - publish() returns success only when every message is durable (fsync, or quorum confirm). On failure some of the
//    batch may be durable: the caller publishes again and readers drop repeats by id. At least once, never lost.
//  - A queue is durable, bound to a channel by topic patterns, and keeps what comes while its reader is away. Several
//    readers of one queue share its messages; several queues each get all of theirs.
//  - A delivery that is not acknowledged (reader died, connection lost, deadline) is delivered again, possibly marked
//    redelivered. After `delivery_limit` deliveries, or reject(), it goes to the dead-letter queue of its queue.
//  - Order holds within one publisher and queue while nothing is redelivered.
//
// Objects are used from one thread each (a publisher on one, a subscription on one); Bus itself from any.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/result.h"
#include "lib/base/time.h"

namespace millwright::bus {

enum class BusError {
  unavailable,  // broker or disk cannot be reached now; try again
  timeout,      // not confirmed before the deadline; may or may not be durable
  refused,      // the broker will not have it (too large, no such channel); trying again is useless
  closed,
};

/// Topic exchanges: "millwright.events" and "millwright.commands".
enum class Channel { events, commands };
[[nodiscard]] std::string_view channel_name(Channel channel);

struct Message {
  std::string id;           // the CloudEvents id
  std::string routing_key;  // "line1.pasteurizer.threshold"
  std::string type;         // the CloudEvents type, also a header for readers that filter
  std::string body;         // structured-mode CloudEvent
};

/// A message handed to a reader, to be acknowledged or rejected exactly once.
struct Delivery {
  std::uint64_t tag = 0;  // names it to ack() and reject(), within its subscription
  Message message;
  bool redelivered = false;
};

class Publisher {
 public:
  virtual ~Publisher() = default;
  /// Blocks until all of `messages` are durable, or until `timeout`. Reconnects by itself.
  virtual Result<void, BusError> publish(Channel channel, std::span<const Message> messages, Duration timeout) = 0;
};

class Subscription {
 public:
  virtual ~Subscription() = default;
  /// Up to `max` messages, waiting up to `timeout` for the first; an empty list on timeout. Reconnects by itself;
  /// BusError::unavailable while it cannot (having waited up to `timeout`).
  virtual Result<std::vector<Delivery>, BusError> receive(std::size_t max, Duration timeout) = 0;
  /// All of these are done with. Failure means they will come again.
  virtual Result<void, BusError> ack(std::span<const std::uint64_t> tags) = 0;
  /// Cannot be handled, ever: to the dead-letter queue.
  virtual Result<void, BusError> reject(std::uint64_t tag) = 0;
  /// Not now: back to the queue, counted as a delivery.
  virtual Result<void, BusError> release(std::uint64_t tag) = 0;
};

struct QueueSpec {
  std::string name;  // "mes.quality": durable, one for each kind of reader
  Channel channel = Channel::events;
  std::vector<std::string> patterns;  // topic patterns: "line1.*.state", "#"
  std::uint32_t prefetch = 256;       // unacknowledged deliveries at most
  std::uint32_t delivery_limit = 20;
};

class Bus {
 public:
  virtual ~Bus() = default;
  virtual std::unique_ptr<Publisher> publisher() = 0;
  /// Declares the queue and its bindings if they are not there, and reads from it. From the first success on,
  /// whatever is published and matches is kept.
  virtual Result<std::unique_ptr<Subscription>, BusError> subscribe(const QueueSpec& queue, Duration timeout) = 0;
  /// Declares queues without reading them: done at start by every process for the queues it will need, so that
  /// nothing published before its reader comes is lost.
  virtual Result<void, BusError> declare(const QueueSpec& queue, Duration timeout) = 0;
  /// Messages waiting (ready or unacknowledged) in a queue; dead letters with `dead` true. RabbitMQ tells only the
  /// ready ones over AMQP, so there what a reader has prefetched is not counted. BusError::refused: no such queue.
  virtual Result<std::uint64_t, BusError> depth(const std::string& queue, bool dead) = 0;
};

/// AMQP topic matching: words between dots, `*` one word, `#` any number of words.
[[nodiscard]] bool topic_matches(std::string_view pattern, std::string_view key);

/// What every bus refuses, so that a plant that outgrows the embedded one meets no new limits: keys, ids and types of
/// more than 255 bytes, bodies of more than 16 MiB, queue names other than [A-Za-z0-9_-][A-Za-z0-9._-]{0,99}.
[[nodiscard]] Result<void, BusError> check_messages(std::span<const Message> messages);
[[nodiscard]] Result<void, BusError> check_queue(const QueueSpec& queue);

}  // namespace millwright::bus
