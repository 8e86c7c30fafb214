#include "mes/definitions/local_time.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace millwright::mes {
namespace {

/// The names of the system's zones; nothing where it has none installed.
const date::tzdb* zones() {
  try {
    return &date::get_tzdb();
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

/// "New York" and "america/new_york" as "new_york" and "america/new_york".
std::string plain(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return c == ' ' ? '_' : std::tolower(c); });
  return text;
}

}  // namespace

std::optional<LocalTime> LocalTime::of_zone(const std::string& name) {
  // The list has the machine's own setting in it, which is no zone's name and differs from machine to machine.
  if (name == "localtime" || zones() == nullptr) return std::nullopt;
  LocalTime out;
  try {
    out.zone_ = date::locate_zone(name);
    // The zone's file is read at its first use: one that cannot be read is told here and not while planning.
    (void)out.zone_->get_info(date::sys_seconds{});
  } catch (const std::exception&) {
    return std::nullopt;
  }
  return out;
}

std::optional<std::string> LocalTime::zone() const {
  return zone_ == nullptr ? std::nullopt : std::optional{std::string(zone_->name())};
}

std::optional<std::chrono::minutes> LocalTime::utc_offset() const {
  return zone_ == nullptr ? std::optional{utc_offset_} : std::nullopt;
}

Timestamp LocalTime::utc(std::chrono::local_days day, Duration since_midnight) const {
  const Duration shown = day.time_since_epoch() + since_midnight;
  if (zone_ == nullptr) return Timestamp{shown - utc_offset_};
  return zone_->to_sys(date::local_time<Duration>{shown}, date::choose::earliest);
}

std::chrono::local_days LocalTime::day_of(Timestamp at) const {
  const std::chrono::seconds offset =
      zone_ == nullptr ? utc_offset_ : zone_->get_info(std::chrono::floor<std::chrono::seconds>(at)).offset;
  return std::chrono::local_days{std::chrono::floor<std::chrono::days>(at.time_since_epoch() + offset)};
}

std::string unknown_zone(const std::string& name) {
  const auto* all = zones();
  if (all == nullptr) return "this machine knows no time zones: is the package tzdata installed?";
  const auto wanted = plain(name);
  for (const auto& zone : all->zones) {
    const auto known = plain(std::string(zone.name()));
    if (!wanted.empty() && (known == wanted || known.ends_with('/' + wanted)))
      return fmt::format("there is no time zone '{}'; is {} meant?", name, zone.name());
  }
  return fmt::format("there is no time zone '{}'; expected an IANA name such as Europe/Berlin", name);
}

}  // namespace millwright::mes
