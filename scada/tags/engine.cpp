#include "scada/tags/engine.h"

#include <atomic>

#include "lib/base/assert.h"
#include "lib/base/log.h"
#include "scada/tags/conversion.h"
#include "scada/tags/current_table.h"

namespace millwright::scada::tags {
namespace {

constexpr std::size_t kQueuedBatchesMax = 512;
constexpr std::size_t kBatchesPerTurn = 64;
constexpr Duration kTurn = 500ms;
constexpr Duration kAliveWithin = 3s;

/// For the heartbeat and the time a batch takes: measurements of this process, not of the plant.
std::int64_t ticks_now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

}  // namespace

struct TagEngine::Impl {
  Impl(const plant::Plant& plant_in, Metrics& metrics)
      : plant(plant_in),
        table(plant_in.tags.size()),
        reported(plant_in.tags.size(), Timestamp::max()),
        queue("tag_engine", kQueuedBatchesMax, Overflow::block),
        batch_seconds(metrics.histogram("millwright_scada_tag_batch_seconds", "time to apply one batch of samples", {},
                                        {0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1})),
        samples(metrics.counter("millwright_scada_samples_total", "samples that reached the tag engine")),
        changes(metrics.counter("millwright_scada_changes_total", "samples that changed a tag's value or quality")),
        backwards(metrics.counter("millwright_scada_samples_dropped_total", "samples dropped",
                                  {{"reason", "source_time_backwards"}})),
        unknown(
            metrics.counter("millwright_scada_samples_dropped_total", "samples dropped", {{"reason", "unknown_tag"}})),
        waits(metrics.gauge("millwright_scada_tag_queue_waits", "times a driver had to wait for the tag engine")) {}

  void run();
  void apply(const Batch& batch);
  void apply_sample(const RawSample& raw, Timestamp received_at);

  const plant::Plant& plant;
  CurrentTable table;
  std::vector<Timestamp> reported;  // source time of each tag's last change; the end of time before the first
  BoundedQueue<Batch> queue;
  std::vector<Feed*> feeds;
  std::vector<Observer> observers;
  std::vector<Change> changed;   // of the batch in hand; kept for its capacity
  std::vector<Change> observed;  // the same, with those that only confirmed what is known
  std::thread thread;
  std::atomic<std::int64_t> turned_at{0};
  Histogram batch_seconds;
  Counter samples, changes, backwards, unknown;
  Gauge waits;
};

void TagEngine::Impl::apply_sample(const RawSample& raw, Timestamp received_at) {
  if (raw.tag >= plant.tags.size()) {
    unknown.add();
    return;
  }
  const auto& tag = plant.tags[raw.tag];
  Change last = table.read_change(raw.tag);
  Change next{raw.tag, convert(tag, raw, last.sample.value), received_at};
  const bool quality_changed = next.sample.quality != last.sample.quality;
  // A quality that changes is always news: a source that comes back may have had its clock set.
  if (!quality_changed && next.sample.source_time < last.sample.source_time) {
    backwards.add();
    return;
  }
  const bool silent = within_deadband(tag, last.sample, next.sample);
  // What is confirmed keeps the value that was reported, and its newest time.
  if (silent) next.sample.value = std::move(last.sample.value);
  table.write(next);
  if (!silent) {
    changed.push_back(next);
    if (last.sample.source_time > reported[raw.tag]) changed.back().before = std::move(last.sample);
    reported[raw.tag] = next.sample.source_time;
  }
  observed.push_back(std::move(next));
}

void TagEngine::Impl::apply(const Batch& batch) {
  const auto began = ticks_now();
  changed.clear();
  observed.clear();
  for (const auto& raw : batch.samples) apply_sample(raw, batch.received_at);
  if (!observed.empty())
    for (const auto& observer : observers) observer(observed);
  if (!changed.empty())
    for (auto* feed : feeds) feed->post(changed);
  samples.add(static_cast<double>(batch.samples.size()));
  changes.add(static_cast<double>(changed.size()));
  batch_seconds.observe(std::chrono::duration<double>(Duration{ticks_now() - began}).count());
}

void TagEngine::Impl::run() {
  while (true) {
    turned_at.store(ticks_now(), std::memory_order_relaxed);
    const auto batches = queue.pop_batch(kBatchesPerTurn, kTurn);
    if (batches.empty() && queue.closed()) return;
    for (const auto& batch : batches) apply(batch);
    waits.set(static_cast<double>(queue.overflows()));
  }
}

TagEngine::TagEngine(const plant::Plant& plant, Metrics& metrics) : impl_(std::make_unique<Impl>(plant, metrics)) {}
TagEngine::~TagEngine() { stop(); }

void TagEngine::add_feed(Feed& feed) {
  MW_ASSERT(!impl_->thread.joinable());
  impl_->feeds.push_back(&feed);
}

void TagEngine::add_observer(Observer observer) {
  MW_ASSERT(!impl_->thread.joinable());
  impl_->observers.push_back(std::move(observer));
}

void TagEngine::start() {
  MW_ASSERT(!impl_->thread.joinable());
  impl_->turned_at.store(ticks_now(), std::memory_order_relaxed);
  impl_->thread = std::thread([this] { impl_->run(); });
}

void TagEngine::stop() {
  impl_->queue.close();
  if (impl_->thread.joinable()) impl_->thread.join();
}

void TagEngine::submit(Batch batch) { impl_->queue.push(std::move(batch)); }
void TagEngine::apply(const Batch& batch) { impl_->apply(batch); }
const CurrentValues& TagEngine::values() const { return impl_->table; }

bool TagEngine::alive() const {
  return Duration{ticks_now() - impl_->turned_at.load(std::memory_order_relaxed)} < kAliveWithin;
}

}  // namespace millwright::scada::tags
