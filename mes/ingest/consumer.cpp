#include "mes/ingest/consumer.h"

#include <condition_variable>
#include <mutex>

namespace millwright::mes::ingest {
namespace {

constexpr std::size_t kBatchMax = 256;
constexpr Duration kPatience = 500ms;
constexpr Duration kBackoff = 200ms;

void rest(std::stop_token stop, Duration time) {
  std::mutex mutex;
  std::condition_variable_any quiet;
  std::unique_lock lock(mutex);
  quiet.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace

Consumer::Consumer(bus::Bus& bus, Applier& applier, bus::QueueSpec queue, const Clock& clock, Metrics& metrics,
                   BusState& state)
    : bus_(bus),
      applier_(applier),
      queue_(std::move(queue)),
      clock_(clock),
      state_(state),
      applied_(metrics.counter("millwright_mes_events_total", "events applied, repeats included")),
      poison_(metrics.counter("millwright_mes_poison_total", "messages that could not be read")),
      transaction_seconds_(metrics.histogram("millwright_mes_transaction_seconds", "a batch applied and committed")),
      thread_([this](std::stop_token stop) { run(stop); }) {}

void Consumer::run(std::stop_token stop) {
  std::unique_ptr<bus::Subscription> subscription;
  while (!stop.stop_requested()) {
    state_.turns.fetch_add(1);
    if (!subscription) {
      auto opened = bus_.subscribe(queue_, kPatience);
      if (!opened) {
        bus_is_away(opened.error().message);
        rest(stop, kBackoff);
        continue;
      }
      subscription = std::move(*opened);
    }
    auto deliveries = subscription->receive(kBatchMax, kPatience);
    if (!deliveries) {
      bus_is_away(deliveries.error().message);
      if (deliveries.error().code == bus::BusError::closed) subscription.reset();
      rest(stop, kBackoff);
      continue;
    }
    away_for_.clear();
    if (!state_.connected.exchange(true)) log_.info("reading {} from the bus", queue_.name);
    if (!deliveries->empty()) process(stop, *subscription, std::move(*deliveries));
  }
}

void Consumer::bus_is_away(const std::string& why) {
  if (state_.connected.exchange(false) || why != away_for_) log_.warning("the bus is away: {}", why);
  away_for_ = why;
}

void Consumer::note(const Incoming& event, Timestamp received) {
  state_.last_event_ns = unix_ns(received);
  if (event.source != kSource) state_.line_seen_ns = unix_ns(received);
}

void Consumer::process(std::stop_token stop, bus::Subscription& subscription, std::vector<bus::Delivery> deliveries) {
  const Timestamp received = clock_.utc();
  std::vector<Incoming> events;
  std::vector<std::uint64_t> tags;
  std::vector<std::uint64_t> unwanted;
  for (const auto& delivery : deliveries) {
    auto event = read_incoming(delivery.message);
    if (!event) {
      log_.error("message {} of type {} goes to the dead letters: {}", delivery.message.id, delivery.message.type,
                 event.error().message);
      poison_.add();
      (void)subscription.reject(delivery.tag);
      continue;
    }
    note(*event, received);
    if (!applier_.wants(*event)) {
      unwanted.push_back(delivery.tag);
      continue;
    }
    events.push_back(std::move(*event));
    tags.push_back(delivery.tag);
  }
  if (!unwanted.empty()) (void)subscription.ack(unwanted);
  while (!events.empty() && !stop.stop_requested()) {
    state_.turns.fetch_add(1);
    const auto began = clock_.monotonic();
    const auto applied = applier_.apply(events, received);
    if (applied) {
      transaction_seconds_.observe(std::chrono::duration<double>(clock_.monotonic() - began).count());
      applied_.add(static_cast<double>(events.size()));
      // A failed acknowledgement means they come again, and the inbox knows them.
      if (auto acked = subscription.ack(tags); !acked) log_.warning("not acknowledged: {}", acked.error().message);
      return;
    }
    log_.error("a batch of {} was not applied: {}", events.size(), applied.error().message);
    if (applied.error().code != MesError::unavailable) return apply_singly(subscription, events, tags, received);
    rest(stop, kBackoff);
  }
}

// One of them cannot be applied: the others are, and the bus gives that one up after its delivery limit.
void Consumer::apply_singly(bus::Subscription& subscription, std::span<const Incoming> events,
                            std::span<const std::uint64_t> tags, Timestamp received) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto applied = applier_.apply(events.subspan(i, 1), received);
    if (!applied) log_.error("event {} was not applied: {}", events[i].key, applied.error().message);
    const auto told = applied ? subscription.ack(tags.subspan(i, 1)) : subscription.release(tags[i]);
    if (!told) log_.warning("not acknowledged: {}", told.error().message);
  }
}

}  // namespace millwright::mes::ingest
