#pragma once
// From a week's shifts, holidays and maintenance windows to the closed times of a unit. All times are seconds from the
// problem's origin; weeks repeat from `week_begins_s` on, so that local time and its changes are the caller's affair.

#include <span>

#include "mes/planning/model/problem.h"

namespace millwright::mes::planning {

/// From `from_s` to `to_s` of every week; `to_s` may lie beyond the week's end (a shift over midnight on Sunday).
struct Shift {
  std::int64_t from_s = 0;
  std::int64_t to_s = 0;
};

inline constexpr std::int64_t kDay_s = 86'400;
inline constexpr std::int64_t kWeek_s = 7 * kDay_s;

/// The times outside all shifts from `from_s` to `to_s`, "shift closed", and `others` (holidays, maintenance) as they
/// are. Without any shift the unit is open round the clock but for `others`.
[[nodiscard]] std::vector<ClosedTime> closed_times(std::span<const Shift> week, std::int64_t week_begins_s,
                                                   std::int64_t from_s, std::int64_t to_s,
                                                   std::span<const ClosedTime> others);

}  // namespace millwright::mes::planning
