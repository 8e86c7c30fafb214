#pragma once
// The one loop from the bus to the modules: receive a batch, apply it in one transaction, acknowledge. Owned by main();
// one thread, from construction to destruction. Keeps trying while the bus or the database is away; nothing is
// acknowledged before its transaction is committed.

#include <atomic>
#include <string>
#include <thread>

#include "lib/base/log.h"
#include "lib/base/metrics.h"
#include "mes/ingest/applier.h"

namespace millwright::mes::ingest {

/// What the pages tell about the bus. Any thread.
struct BusState {
  std::atomic<bool> connected{false};
  std::atomic<std::int64_t> last_event_ns{0};  // when the last event came
  std::atomic<std::int64_t> line_seen_ns{0};   // … that came from the bridge
  std::atomic<std::uint64_t> turns{0};         // grows while the loop is alive
};

class Consumer {
 public:
  /// All references must outlive it.
  Consumer(bus::Bus& bus, Applier& applier, bus::QueueSpec queue, const Clock& clock, Metrics& metrics,
           BusState& state);

 private:
  void run(std::stop_token stop);
  /// Tells it once for each reason.
  void bus_is_away(const std::string& why);
  void process(std::stop_token stop, bus::Subscription& subscription, std::vector<bus::Delivery> deliveries);
  void apply_singly(bus::Subscription& subscription, std::span<const Incoming> events,
                    std::span<const std::uint64_t> tags, Timestamp received);
  void note(const Incoming& event, Timestamp received);

  bus::Bus& bus_;
  Applier& applier_;
  const bus::QueueSpec queue_;
  const Clock& clock_;
  BusState& state_;
  std::string away_for_;
  Logger log_{"ingest"};
  Counter applied_;
  Counter poison_;
  Histogram transaction_seconds_;
  std::jthread thread_;
};

}  // namespace millwright::mes::ingest
