#include "mes/definitions/calendar.h"

#include <algorithm>

namespace millwright::mes {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

std::vector<Stretch> joined(std::vector<Stretch> stretches) {
  std::ranges::sort(stretches, {}, &Stretch::from);
  std::vector<Stretch> out;
  for (const auto& next : stretches) {
    if (next.from >= next.to) continue;
    if (!out.empty() && next.from <= out.back().to)
      out.back().to = std::max(out.back().to, next.to);
    else
      out.push_back(next);
  }
  return out;
}

std::vector<Stretch> without(const std::vector<Stretch>& all, const Maintenance& away) {
  std::vector<Stretch> out;
  for (const auto& stretch : all) {
    if (away.from >= away.to || away.to <= stretch.from || away.from >= stretch.to) {
      out.push_back(stretch);
      continue;
    }
    if (stretch.from < away.from) out.push_back({stretch.from, away.from});
    if (away.to < stretch.to) out.push_back({away.to, stretch.to});
  }
  return out;
}

bool is_holiday(const Calendar& calendar, sys_days day) {
  return std::ranges::any_of(calendar.holidays, [&](const Holiday& holiday) { return sys_days{holiday.date} == day; });
}

}  // namespace

std::vector<Stretch> working_time(const Calendar& calendar, std::string_view equipment, Timestamp from, Timestamp to) {
  std::vector<Stretch> stretches;
  if (from >= to) return stretches;
  // A shift of the day before may reach into the first day.
  const auto first = std::chrono::floor<days>(from + calendar.utc_offset) - days{1};
  const auto last = std::chrono::floor<days>(to + calendar.utc_offset);
  for (auto day = first; day <= last; day += days{1}) {
    if (is_holiday(calendar, day)) continue;
    const auto weekday = static_cast<int>(std::chrono::weekday{day}.c_encoding());
    for (const auto& shift : calendar.shifts) {
      if (std::ranges::find(shift.days, weekday) == shift.days.end()) continue;
      const auto midnight = Timestamp{day} - calendar.utc_offset;
      const Duration length = shift.to > shift.from ? shift.to - shift.from : shift.to - shift.from + 24h;
      const auto begins = midnight + shift.from;
      stretches.push_back({std::max(begins, from), std::min(begins + length, to)});
    }
  }
  stretches = joined(std::move(stretches));
  for (const auto& away : calendar.maintenance)
    if (is_part_of(equipment, away.equipment.str())) stretches = without(stretches, away);
  return stretches;
}

}  // namespace millwright::mes
