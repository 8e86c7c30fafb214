#include "mes/genealogy/queueing.h"

#include <algorithm>
#include <set>

namespace millwright::mes::genealogy {
namespace {

double between(Timestamp from, double first, Timestamp to, double last, Timestamp at) {
  if (to <= from) return last;
  using Seconds = std::chrono::duration<double>;
  return first + (last - first) * (Seconds(at - from) / Seconds(to - from));
}

std::optional<std::int64_t> held_at(const Readings& readings, Timestamp time) {
  const auto later = std::ranges::upper_bound(readings, time, {}, &PassingReading::time);
  if (later == readings.begin()) return std::nullopt;
  return std::prev(later)->reading;
}

bool in_sight(const Readings& seen, Timestamp time) {
  const auto later = std::ranges::upper_bound(seen, time, {}, &PassingReading::time);
  return later != seen.begin() && time - std::prev(later)->time <= kInSight;
}

}  // namespace

Passage::Passage(const Readings& leaving, const std::vector<Readings>& queued, const Readings& seen) {
  double count = 0;
  const PassingReading* before = nullptr;
  for (const auto& reading : leaving) {
    if (before != nullptr)
      count +=
          static_cast<double>(reading.reading >= before->reading ? reading.reading - before->reading : reading.reading);
    append(left_, {reading.time, count});
    before = &reading;
  }
  std::set<Timestamp> times;
  for (const auto& reading : leaving) times.insert(reading.time);
  for (const auto& readings : queued)
    for (const auto& reading : readings) times.insert(reading.time);
  for (const auto time : times) {
    const auto gone = left_by(time);
    if (!gone || !in_sight(seen, time)) continue;
    double there = *gone;
    bool known = true;
    for (const auto& readings : queued) {
      const auto held = held_at(readings, time);
      known = known && held.has_value();
      there += static_cast<double>(held.value_or(0));
    }
    if (!known) continue;
    append(entered_, {time, entered_.empty() ? there : std::max(there, entered_.back().count)});
  }
}

void Passage::append(std::vector<Point>& curve, Point point) {
  if (!curve.empty() && point.time - curve.back().time > kPassingKept)
    curve.push_back({point.time - kPassingKept, curve.back().count});
  curve.push_back(point);
}

// After the last reading nothing has left.
std::optional<double> Passage::left_by(Timestamp time) const {
  const auto later = std::ranges::upper_bound(left_, time, {}, &Point::time);
  if (later == left_.begin()) return std::nullopt;
  const auto& before = *std::prev(later);
  if (later == left_.end()) return before.count;
  return between(before.time, before.count, later->time, later->count, time);
}

std::optional<Timestamp> Passage::entered_of(Timestamp left) const {
  const auto gone = left_by(left);
  if (!gone) return std::nullopt;
  const auto reached = std::ranges::lower_bound(entered_, *gone, {}, &Point::count);
  if (reached == entered_.begin() || reached == entered_.end()) return std::nullopt;
  const auto& before = *std::prev(reached);
  using Seconds = std::chrono::duration<double>;
  const double part = (*gone - before.count) / (reached->count - before.count);
  const auto since = std::chrono::duration_cast<Duration>(Seconds(reached->time - before.time) * part);
  return std::min(before.time + since, left);
}

}  // namespace millwright::mes::genealogy
