#pragma once
// From the outbox to the bus, with confirms: what a transaction decided is published after its commit, again and again
// until it is durable there. Commands go before events. Owned by main(); one thread, construction to destruction.

#include <atomic>
#include <thread>

#include "lib/base/log.h"
#include "lib/bus/bus.h"
#include "lib/store/outbox.h"

namespace millwright::mes::ingest {

class Relay {
 public:
  /// How often it looks for what other instances on the same database have decided; its own wake it at once.
  static constexpr Duration kAlone = 500ms;
  static constexpr Duration kAmongSeveral = 20ms;

  /// All must outlive it.
  Relay(bus::Bus& bus, store::Outbox& outbox, const Clock& clock, Duration look_every = kAlone);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  /// Grows while the thread is alive.
  [[nodiscard]] std::uint64_t turns() const { return turns_.load(); }

 private:
  void run(std::stop_token stop);
  bool publish(bus::Publisher& publisher, std::span<const store::OutboxMessage> messages);
  bool publish_on(bus::Publisher& publisher, bus::Channel channel, std::span<const store::OutboxMessage> messages);

  bus::Bus& bus_;
  store::Outbox& outbox_;
  const Clock& clock_;
  const Duration look_every_;
  Logger log_{"relay"};
  std::atomic<std::uint64_t> turns_{0};
  std::jthread thread_;
};

}  // namespace millwright::mes::ingest
