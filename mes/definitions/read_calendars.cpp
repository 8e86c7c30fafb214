// Changeover matrices and calendars.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "mes/definitions/reading.h"

namespace millwright::mes {
namespace {

constexpr std::array<std::string_view, 7> kDays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

bool two_digits(std::string_view text, int below, int& out) {
  if (text.size() != 2 || text.find_first_not_of("0123456789") != std::string_view::npos) return false;
  out = (text[0] - '0') * 10 + (text[1] - '0');
  return out < below;
}

/// "06:00" as the time since midnight.
std::optional<std::chrono::minutes> time_of_day(std::string_view text) {
  int hour = 0, minute = 0;
  if (text.size() != 5 || text[2] != ':' || !two_digits(text.substr(0, 2), 24, hour) ||
      !two_digits(text.substr(3), 60, minute))
    return std::nullopt;
  return std::chrono::hours{hour} + std::chrono::minutes{minute};
}

Duration clock(YamlReader& in, const std::string& key) {
  const auto text = in.string(key);
  const auto time = time_of_day(text);
  if (!time && !text.empty()) in.child(key).fault("expected a time of day such as \"06:00\", found '" + text + "'");
  return time.value_or(std::chrono::minutes{0});
}

std::chrono::minutes utc_offset(YamlReader& in) {
  const auto text = in.string_or("utc_offset", "+00:00");
  const auto time = text.size() == 6 ? time_of_day(std::string_view(text).substr(1)) : std::nullopt;
  if (time && (text[0] == '+' || text[0] == '-')) return text[0] == '-' ? -*time : *time;
  in.child("utc_offset").fault("expected an offset such as \"+01:00\", found '" + text + "'");
  return std::chrono::minutes{0};
}

/// A time zone, or an offset from UTC that never changes.
LocalTime local_time(YamlReader& in) {
  const auto zone = in.child("time_zone");
  if (!zone.exists()) return LocalTime{utc_offset(in)};
  if (in.child("utc_offset").exists())
    zone.fault("a calendar has a time_zone or a utc_offset, not both: a zone knows its offset");
  const auto name = zone.as_string();
  const auto found = name ? LocalTime::of_zone(*name) : std::nullopt;
  if (name && !found) zone.fault(unknown_zone(*name));
  return found.value_or(LocalTime{});
}

Shift shift(YamlReader& in) {
  Shift out{in.string("name"), {}, clock(in, "from"), clock(in, "to")};
  for (const auto& item : in.required("days").items()) {
    const auto day = item.as_string();
    const auto found = day ? std::ranges::find(kDays, *day) : kDays.end();
    if (found == kDays.end())
      item.fault("a day is one of sun, mon, tue, wed, thu, fri, sat");
    else
      out.days.push_back(static_cast<int>(found - kDays.begin()));
  }
  in.finish();
  return out;
}

Maintenance maintenance(const Reading& reading, YamlReader& in, const Calendar& calendar) {
  Maintenance out{reading.equipment(in, "equipment"), {}, {}, in.string("name")};
  const auto from = moment(in.required("from"));
  const auto to = moment(in.required("to"));
  if (from && to && *from >= *to) in.child("to").fault("it ends before it begins");
  out.from = from.value_or(Timestamp{});
  out.to = to.value_or(Timestamp{});
  const auto holds = [&](const contracts::EquipmentPath& path) {
    return is_part_of(out.equipment.str(), path.str()) || is_part_of(path.str(), out.equipment.str());
  };
  if (!out.equipment.empty() && std::ranges::none_of(calendar.equipment, holds))
    in.child("equipment").fault("this calendar is not for " + out.equipment.str());
  in.finish();
  return out;
}

template <class Definition>
void check_one_each(const YamlReader& place, const std::vector<Definition>& all, const Definition& one,
                    std::string_view what) {
  for (const auto& other : all) {
    if (other.id == one.id && !one.id.empty()) place.fault(fmt::format("there is a {} '{}' already", what, one.id));
    for (const auto& path : one.equipment)
      if (std::ranges::find(other.equipment, path) != other.equipment.end())
        place.fault(fmt::format("{} has the {} {} already", path.str(), what, other.id));
  }
}

}  // namespace

void Reading::setup_matrices(YamlReader& file, MasterData& data) const {
  for (auto& item : file.child("setup_matrices").items()) {
    SetupMatrix out{item.string("id"), equipment_list(item.required("equipment")), {}};
    for (auto& row : item.required("setups").items()) {
      Setup setup{row.string("attribute"), row.string_or("from", ""), row.string_or("to", ""), row.duration("time"),
                  row.string("name")};
      const auto has = [&](const Material& material) { return material.attributes.contains(setup.attribute); };
      if (!setup.attribute.empty() && std::ranges::none_of(data.materials, has))
        row.child("attribute").fault("no material has an attribute '" + setup.attribute + "'");
      row.finish();
      out.setups.push_back(std::move(setup));
    }
    item.finish();
    make_room(data.setup_matrices, out.id);
    check_one_each(item, data.setup_matrices, out, "setup matrix");
    data.setup_matrices.push_back(std::move(out));
  }
}

void Reading::calendars(YamlReader& file, MasterData& data) const {
  for (auto& item : file.child("calendars").items()) {
    Calendar out;
    out.id = item.string("id");
    out.name = item.string_or("name", out.id);
    out.equipment = equipment_list(item.required("equipment"));
    out.local_time = local_time(item);
    for (auto& row : item.required("shifts").items()) out.shifts.push_back(shift(row));
    for (auto& row : item.child("holidays").items()) {
      const auto on = date(row.required("date"));
      Holiday holiday{on.value_or(std::chrono::year_month_day{}), row.string_or("name", "")};
      row.finish();
      if (on) out.holidays.push_back(std::move(holiday));
    }
    for (auto& row : item.child("maintenance").items()) out.maintenance.push_back(maintenance(*this, row, out));
    item.finish();
    make_room(data.calendars, out.id);
    check_one_each(item, data.calendars, out, "calendar");
    data.calendars.push_back(std::move(out));
  }
}

}  // namespace millwright::mes
