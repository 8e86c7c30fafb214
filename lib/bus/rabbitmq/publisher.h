#pragma once
// Publishes with confirms: what is nacked, or in flight when the connection breaks, is published again until the
// deadline. Used from one thread.

#include <map>
#include <set>

#include "lib/base/log.h"
#include "lib/bus/rabbitmq/connection.h"

namespace millwright::bus::rabbitmq {

class RabbitPublisher final : public Publisher {
 public:
  RabbitPublisher(const RabbitUrl& url, const std::string& process);
  Result<void, BusError> publish(Channel channel, std::span<const Message> messages, Duration timeout) override;

 private:
  /// Indices into the batch that the broker has not confirmed.
  using Open = std::set<std::size_t>;
  Done ensure_connected(MonotonicTime deadline);
  Done send_and_confirm(Channel channel, std::span<const Message> messages, Open& open, MonotonicTime deadline);
  Done send(Channel channel, const Message& message, MonotonicTime deadline);
  Done take_answer(std::map<std::uint64_t, std::size_t>& in_flight, Open& open, MonotonicTime deadline);
  Done take_method(const amqp_method_t& method, std::map<std::uint64_t, std::size_t>& in_flight, Open& open);
  Done take_returned(const amqp_basic_return_t& returned);

  Connector connector_;
  std::unique_ptr<Connection> connection_;
  std::set<Channel> declared_;
  std::uint64_t last_tag_ = 0;
  std::set<std::string> unroutable_;  // keys already warned of, so many at most
  const Logger log_{"bus"};
};

}  // namespace millwright::bus::rabbitmq
