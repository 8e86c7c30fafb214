#include "mes/planning/model/shifts.h"

#include <algorithm>

namespace millwright::mes::planning {

std::vector<ClosedTime> closed_times(std::span<const Shift> week, std::int64_t week_begins_s, std::int64_t from_s,
                                     std::int64_t to_s, std::span<const ClosedTime> others) {
  std::vector<ClosedTime> closed(others.begin(), others.end());
  if (week.empty()) return closed;
  std::vector<Shift> open;
  // A shift that began in the week before may reach into the time asked for.
  const std::int64_t weeks_before = (from_s - week_begins_s) / kWeek_s - 2;
  for (std::int64_t begin = week_begins_s + weeks_before * kWeek_s; begin < to_s; begin += kWeek_s)
    for (const auto& shift : week) open.push_back({begin + shift.from_s, begin + shift.to_s});
  std::ranges::sort(open, {}, &Shift::from_s);
  std::int64_t closed_from = from_s;
  for (const auto& shift : open) {
    if (shift.to_s <= closed_from) continue;
    if (shift.from_s >= to_s) break;
    if (shift.from_s > closed_from) closed.push_back({closed_from, shift.from_s, "shift closed"});
    closed_from = std::max(closed_from, shift.to_s);
  }
  if (closed_from < to_s) closed.push_back({closed_from, to_s, "shift closed"});
  return closed;
}

}  // namespace millwright::mes::planning
