#include "mes/definitions/calendar.h"

#include <algorithm>

namespace millwright::mes {
namespace {

using std::chrono::days;
using std::chrono::local_days;

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

bool is_holiday(const Calendar& calendar, local_days day) {
  return std::ranges::any_of(calendar.holidays,
                             [&](const Holiday& holiday) { return local_days{holiday.date} == day; });
}

}  // namespace

std::vector<Stretch> working_time(const Calendar& calendar, std::string_view equipment, Timestamp from, Timestamp to) {
  std::vector<Stretch> stretches;
  if (from >= to) return stretches;
  const auto& local = calendar.local_time;
  // A shift of the day before may reach into the first day; and where the clock is put back over midnight, the day
  // after the last has begun once already.
  const auto first = local.day_of(from) - days{1};
  const auto last = local.day_of(to) + days{1};
  for (auto day = first; day <= last; day += days{1}) {
    if (is_holiday(calendar, day)) continue;
    const auto weekday = static_cast<int>(std::chrono::weekday{day}.c_encoding());
    for (const auto& shift : calendar.shifts) {
      if (std::ranges::find(shift.days, weekday) == shift.days.end()) continue;
      const auto last_day = shift.to > shift.from ? day : day + days{1};
      stretches.push_back({std::max(local.utc(day, shift.from), from), std::min(local.utc(last_day, shift.to), to)});
    }
  }
  stretches = joined(std::move(stretches));
  for (const auto& away : calendar.maintenance)
    if (is_part_of(equipment, away.equipment.str())) stretches = without(stretches, away);
  return stretches;
}

}  // namespace millwright::mes
