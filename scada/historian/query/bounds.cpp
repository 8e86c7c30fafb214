#include "scada/historian/query/bounds.h"

#include <cmath>
#include <limits>

namespace millwright::scada::historian {
namespace {

Bound raw(const Point& point) { return {point.value, point.number, point.quality, true}; }

/// A Bad sample at the very time: BadNoData, and no value.
Bound bad_sample() {
  Bound out;
  out.raw = true;
  return out;
}

Bound held(const Point& point, bool good) {
  return {point.value, point.number, good ? contracts::quality::kGood : quality::kUncertainDataSubNormal, false};
}

Bound computed(const Point& like, double number, bool good) {
  return {as_type_of(like.value, number), number, good ? contracts::quality::kGood : quality::kUncertainDataSubNormal,
          false};
}

}  // namespace

contracts::Value as_type_of(const contracts::Value& like, double number) {
  if (std::holds_alternative<bool>(like)) return number != 0;
  if (!std::holds_alternative<std::int64_t>(like)) return number;
  constexpr double kEnd = 9223372036854775808.0;  // 2^63: an extrapolation may leave what Int64 holds
  if (number >= kEnd) return std::numeric_limits<std::int64_t>::max();
  if (!(number >= -kEnd)) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(std::llround(number));
}

double on_line(const Point& from, const Point& to, std::int64_t time) {
  const auto part = static_cast<double>(time - from.time) / static_cast<double>(to.time - from.time);
  return from.number + (to.number - from.number) * part;
}

double extrapolated(std::int64_t time, const Around& around, const Rules& rules) {
  const auto& last = *around.usable_before;
  if (!rules.use_sloped_extrapolation || around.usable_before2 == nullptr || always_stepped(last.value))
    return last.number;
  return on_line(*around.usable_before2, last, time);
}

Bound simple_bound(std::int64_t time, const Around& around, const Rules& rules) {
  if (around.before == nullptr) return {};
  const auto& before = *around.before;
  const bool usable = rules.usable(before.quality);
  if (before.time == time) return usable ? raw(before) : bad_sample();
  if (!usable) return {};
  if (around.after == nullptr) return {};
  const auto& after = *around.after;
  if (rules.stepped || always_stepped(before.value)) return held(before, before.quality.is_good());
  if (!rules.usable(after.quality)) return held(before, false);
  return computed(before, on_line(before, after, time), before.quality.is_good() && after.quality.is_good());
}

Bound interpolated_bound(std::int64_t time, const Around& around, const Rules& rules) {
  if (around.usable_before == nullptr) return {};
  const auto& before = *around.usable_before;
  if (before.time == time) return raw(before);
  const bool none_skipped = around.before->time == before.time && before.quality.is_good();
  if (rules.stepped || always_stepped(before.value)) return held(before, none_skipped && around.after != nullptr);
  if (around.usable_after == nullptr) return computed(before, extrapolated(time, around, rules), false);
  const auto& after = *around.usable_after;
  return computed(before, on_line(before, after, time),
                  none_skipped && around.after->time == after.time && after.quality.is_good());
}

}  // namespace millwright::scada::historian
