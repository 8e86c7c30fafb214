#pragma once
// Reads one queue with manual acknowledgement. Used from one thread. A delivery belongs to the connection it came
// over: when that breaks, the broker gives it to somebody else, and acknowledging it here fails.

#include <set>

#include "lib/base/log.h"
#include "lib/bus/rabbitmq/connection.h"

namespace millwright::bus::rabbitmq {

class RabbitSubscription final : public Subscription {
 public:
  RabbitSubscription(const RabbitUrl& url, const std::string& process, QueueSpec queue);

  /// Declares the queue and begins to read it.
  Done connect(MonotonicTime deadline);

  Result<std::vector<Delivery>, BusError> receive(std::size_t max, Duration timeout) override;
  Result<void, BusError> ack(std::span<const std::uint64_t> tags) override;
  Result<void, BusError> reject(std::uint64_t tag) override;
  Result<void, BusError> release(std::uint64_t tag) override;

 private:
  Done begin(Connection& connection);
  Result<bool, BusError> take(std::vector<Delivery>& out, Duration timeout);
  [[nodiscard]] Done still_ours(std::uint64_t tag) const;
  Done give_back(std::uint64_t tag, bool requeue);
  Done after(Done sent);

  QueueSpec queue_;
  Connector connector_;
  std::unique_ptr<Connection> connection_;
  std::uint64_t epoch_ = 0;            // counts connections; the upper bits of every tag
  std::set<std::uint64_t> delivered_;  // not acknowledged, at most prefetch
  const Logger log_{"bus"};
};

}  // namespace millwright::bus::rabbitmq
