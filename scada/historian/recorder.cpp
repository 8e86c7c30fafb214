#include "scada/historian/recorder.h"

#include <algorithm>
#include <iterator>

#include "lib/base/log.h"
#include "scada/historian/tiers/tiers.h"

namespace millwright::scada::historian {
namespace {

constexpr std::size_t kBatchesMax = 8192;  // between the engine and the disk
constexpr std::size_t kBatchesTogether = 256;
constexpr Duration kWait = 500ms;
/// So long samples gather before they are written together: a write, however small, costs a sync.
constexpr Duration kGather = 10ms;

ThinningSettings settings_of(const plant::Tag& tag) {
  const auto& kept = tag.history;
  return {.exception_deviation = kept.exception,
          .exception_max = kept.exception_max,
          .compression_deviation = kept.compression,
          .compression_max = kept.compression_max,
          .stepped = tag.stepped};
}

/// Where a record breaks off: right behind its last sample, which goes on no longer.
contracts::Sample gap_after(const contracts::Sample& last) {
  return {last.value, contracts::quality::kBadDataLost, last.source_time + Duration{1}};
}

}  // namespace

Recorder::Recorder(const plant::Plant& plant, Store& store, const Archive& archive, Metrics& metrics,
                   LossListener on_loss)
    : store_(store),
      archive_(archive),
      on_loss_(std::move(on_loss)),
      newest_(plant.tags.size(), Timestamp::min()),
      queue_("history", kBatchesMax, Overflow::refuse),
      written_(metrics.counter("millwright_scada_history_samples_total", "samples written to the history")),
      lost_samples_(metrics.counter("millwright_scada_history_lost_total", "samples that the history could not keep")) {
  for (const auto& tag : plant.tags) {
    thinning_.emplace_back(settings_of(tag));
    const auto rule = plant.history.classes.find(tag.history.retention);
    const bool tiered = rule != plant.history.classes.end() && (rule->second.minute || rule->second.hour);
    paths_.push_back(tiered ? tag.path.str() : "");
  }
}

Recorder::~Recorder() { stop(); }

StoreResult<void> Recorder::mark_gap() {
  std::vector<Row> rows;
  for (std::uint32_t tag = 0; tag < thinning_.size(); ++tag) {
    const auto id = archive_.id_of(tag);
    if (!id) continue;
    const auto last = store_.last_before(*id, kLatest);
    if (!last) return fail(StoreError::io, "{}", last.error().message);
    if (!*last) continue;
    newest_[tag] = (*last)->source_time;
    if (!(*last)->quality.is_bad()) rows.push_back({*id, gap_after(**last)});
  }
  return store_.append(rows);
}

void Recorder::start() {
  thread_ = std::thread([this] { run(); });
}

void Recorder::stop() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void Recorder::post(const std::vector<tags::Change>& changes) {
  if (queue_.push(changes)) return;
  lost_samples_.add(static_cast<double>(changes.size()));
  overrun_ = true;
}

void Recorder::run() {
  for (;;) {
    auto batches = queue_.pop_batch(kBatchesTogether, kWait);
    if (!batches.empty() && batches.size() < kBatchesTogether && !queue_.closed()) {
      std::this_thread::sleep_for(kGather);
      std::ranges::move(queue_.pop_batch(kBatchesTogether - batches.size(), {}), std::back_inserter(batches));
    }
    std::vector<Row> rows;
    // Which samples of an overrun were lost is not known: every tag has a gap.
    if (overrun_.exchange(false)) {
      losing_ = true;
      on_loss_("the disk does not follow what is measured");
      for (std::uint32_t tag = 0; tag < thinning_.size(); ++tag)
        if (const auto id = archive_.id_of(tag)) lost_.insert(*id);
    }
    for (const auto& batch : batches)
      for (const auto& change : batch) take(change, rows);
    if (!rows.empty()) write(std::move(rows));
    if (batches.empty() && queue_.closed()) break;
  }
  std::vector<Row> held;
  std::vector<contracts::Sample> kept;
  for (std::uint32_t tag = 0; tag < thinning_.size(); ++tag) {
    kept.clear();
    thinning_[tag].flush(kept);
    if (const auto id = archive_.id_of(tag))
      for (auto& sample : kept) held.push_back({*id, std::move(sample)});
  }
  if (!held.empty()) write(std::move(held));
}

void Recorder::take(const tags::Change& change, std::vector<Row>& rows) {
  const auto id = archive_.id_of(change.tag);
  if (!id) return;
  auto& newest = newest_[change.tag];
  if (change.sample.source_time <= newest) {
    rows.push_back({*id, change.sample});
    if (paths_[change.tag].empty()) return;
    if (auto mark = late_mark(store_, paths_[change.tag], change.sample.source_time)) rows.push_back(std::move(*mark));
    return;
  }
  std::vector<contracts::Sample> kept;
  auto& thinning = thinning_[change.tag];
  // A value that stood still before it changed is kept up to its last moment: no line slopes from one to the other.
  if (change.before && change.before->source_time > newest && change.before->source_time < change.sample.source_time)
    thinning.offer(*change.before, kept);
  newest = change.sample.source_time;
  thinning.offer(change.sample, kept);
  for (auto& sample : kept) rows.push_back({*id, std::move(sample)});
}

void Recorder::write(std::vector<Row> rows) {
  // Where samples were lost, the record breaks off before it goes on.
  std::vector<Row> gaps;
  for (const auto id : lost_)
    if (const auto last = store_.last_before(id, kLatest); last && *last && !(*last)->quality.is_bad())
      gaps.push_back({id, gap_after(**last)});
  gaps.insert(gaps.end(), rows.begin(), rows.end());
  const auto written = store_.append(gaps);
  if (!written) return lose(rows, written.error().message);
  lost_.clear();
  written_.add(static_cast<double>(rows.size()));
  if (!std::exchange(losing_, false)) return;
  Logger("historian").info("history is kept again");
  on_loss_(std::nullopt);
}

void Recorder::lose(const std::vector<Row>& rows, const std::string& why) {
  lost_samples_.add(static_cast<double>(rows.size()));
  for (const auto& row : rows) lost_.insert(row.tag);
  if (std::exchange(losing_, true)) return;
  Logger("historian").error("history is not kept: {}", why);
  on_loss_(why);
}

}  // namespace millwright::scada::historian
