#include "scada/historian/retention.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <limits>

#include "lib/base/log.h"

namespace millwright::scada::historian {
namespace {

constexpr Duration kKeepEvery = 1min;
constexpr Duration kLookAtDiskEvery = 5s;
/// A summary is made when the samples of its time have come, those that come late by a little included.
constexpr Duration kSettled = 2min;
constexpr Duration kStays = 24h;
/// Of the time that is kept, one part goes at a time: the files are tidied after each.
constexpr int kParts = 20;

}  // namespace

FreeSpace free_space_of(const std::filesystem::path& folder) {
  return [folder] {
    struct statvfs disk{};
    if (::statvfs(folder.c_str(), &disk) != 0) return std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
  };
}

Retention::Retention(const plant::Plant& plant, Store& store, const Archive& archive, const Clock& clock,
                     DropListener on_drop, FreeSpace free_space)
    : store_(store),
      clock_(clock),
      on_drop_(std::move(on_drop)),
      free_space_(std::move(free_space)),
      drops_oldest_(plant.history.when_full == plant::WhenFull::drop_oldest),
      reserve_bytes_(plant.history.reserve_bytes) {
  for (std::uint32_t number = 0; number < plant.tags.size(); ++number) {
    const auto& tag = plant.tags[number];
    const auto id = archive.id_of(number);
    const auto rule = plant.history.classes.find(tag.history.retention);
    if (!id || rule == plant.history.classes.end()) continue;
    kept_.push_back(
        {{*id, tag.path.str(), tag.type != plant::ValueType::real}, tag.type != plant::ValueType::text, rule->second});
  }
}

Retention::~Retention() { stop(); }

void Retention::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Retention::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Retention::run(const std::stop_token& stop) {
  stop_ = stop;
  auto kept_at = clock_.monotonic() - kKeepEvery;
  while (!stop.stop_requested()) {
    if (const auto made = make_room(clock_.utc()); !made)
      Logger("historian").error("no room is made: {}", made.error().message);
    if (clock_.monotonic() - kept_at >= kKeepEvery) {
      kept_at = clock_.monotonic();
      if (const auto done = keep(clock_.utc()); !done)
        Logger("historian").error("history is not tidied: {}", done.error().message);
    }
    std::unique_lock lock(mutex_);
    stopping_.wait_for(lock, stop, kLookAtDiskEvery, [] { return false; });
  }
}

StoreResult<void> Retention::keep(Timestamp now) {
  if (auto made = make_tiers(now); !made) return made;
  for (const auto& kept : kept_) {
    if (stop_.stop_requested()) return {};
    if (auto done = remove_old(kept, now); !done) return done;
  }
  return {};
}

StoreResult<void> Retention::make_tiers(Timestamp now) {
  RowBatch batch(store_);
  for (const auto& kept : kept_) {
    if (stop_.stop_requested()) break;
    const auto& rule = kept.rule;
    if (!kept.summable || (!rule.minute && !rule.hour)) continue;
    if (auto redone = redo_late(store_, kept.tag); !redone) return redone;
    for (const auto tier : kTiers)
      if (tier == Tier::minute ? rule.minute : rule.hour)
        if (auto made = bring_up_to(batch, kept.tag, tier, now - kSettled); !made) return made;
  }
  return batch.flush();
}

StoreResult<void> Retention::remove_old(const Kept& kept, Timestamp now) {
  const auto& [raw, minute, hour] = kept.rule;
  // By whole hours: then every tier has what goes.
  const auto edge = [&](Duration stays) { return round_down(now - stays, width_of(Tier::hour)); };
  if (raw)
    if (auto done = remove_samples_before(kept.tag, edge(*raw)); !done) return done;
  if (minute)
    if (auto done = remove_tier_before(store_, kept.tag.path, Tier::minute, edge(*minute)); !done) return done;
  if (hour)
    if (auto done = remove_tier_before(store_, kept.tag.path, Tier::hour, edge(*hour)); !done) return done;
  return {};
}

StoreResult<void> Retention::remove_samples_before(const TieredTag& tag, Timestamp before) {
  // The last one stays: it says what was in force then, and may be in force still.
  const auto last = store_.last_before(tag.id, before);
  if (!last) return fail(StoreError::io, "{}", last.error().message);
  const auto first = store_.first_from(tag.id, Timestamp::min());
  if (!first) return fail(StoreError::io, "{}", first.error().message);
  if (!*last || !*first || (*first)->source_time >= (*last)->source_time) return {};
  const auto removed = store_.remove(tag.id, Timestamp::min(), (*last)->source_time);
  if (!removed) return std::unexpected(removed.error());
  return {};
}

Timestamp Retention::oldest_sample() const {
  auto oldest = Timestamp::max();
  for (const auto& kept : kept_) {
    // The very first one may be there only to say what was in force.
    const auto first = store_.first_from(kept.tag.id, Timestamp::min());
    if (!first || !*first) continue;
    const auto second = store_.first_from(kept.tag.id, (*first)->source_time + Duration{1});
    if (second && *second) oldest = std::min(oldest, (*second)->source_time);
  }
  return oldest;
}

Timestamp Retention::oldest_of(Tier tier) const {
  auto oldest = Timestamp::max();
  for (const auto& kept : kept_)
    if (const auto series = tier_series(store_, kept.tag.path, tier))
      if (const auto first = store_.first_from(series->count, Timestamp::min()); first && *first)
        oldest = std::min(oldest, (*first)->source_time);
  return oldest;
}

StoreResult<bool> Retention::drop_some(Timestamp edge) {
  const auto part_of = [&](Timestamp oldest) {
    return std::min(oldest + std::max((edge - oldest) / kParts, Duration{1h}), edge);
  };
  if (const auto oldest = oldest_sample(); oldest < edge) {
    const auto before = part_of(oldest);
    for (const auto& kept : kept_)
      if (auto done = remove_samples_before(kept.tag, before); !done) return std::unexpected(done.error());
    on_drop_(fmt::format("the disk is full: samples before {} were removed", to_rfc3339(before)));
    return true;
  }
  for (const auto tier : kTiers) {
    const auto oldest = oldest_of(tier);
    if (oldest >= edge) continue;
    const auto before = part_of(oldest);
    for (const auto& kept : kept_)
      if (auto done = remove_tier_before(store_, kept.tag.path, tier, before); !done)
        return std::unexpected(done.error());
    on_drop_(fmt::format("the disk is full: summaries of every {} before {} were removed",
                         tier == Tier::minute ? "minute" : "hour", to_rfc3339(before)));
    return true;
  }
  return false;
}

StoreResult<void> Retention::make_room(Timestamp now) {
  // Begun a little before the store would refuse to write.
  const auto wanted = reserve_bytes_ + reserve_bytes_ / 10;
  if (!drops_oldest_ || reserve_bytes_ <= 0) return {};
  while (free_space_() < wanted) {
    const auto dropped = drop_some(now - kStays);
    if (!dropped) return std::unexpected(dropped.error());
    if (!*dropped) return {};
    if (auto tidied = store_.reclaim(); !tidied) return tidied;
  }
  return {};
}

}  // namespace millwright::scada::historian
