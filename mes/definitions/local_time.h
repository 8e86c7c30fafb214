#pragma once
// What the clocks on a plant's walls show: UTC and a fixed offset, or a time zone of the IANA database with its
// daylight saving. A value, cheap to copy. The rules are the system's (/usr/share/zoneinfo), read once a process; the
// library knows their changes up to 2037, and has standard time after it.

#include <chrono>
#include <optional>
#include <string>

#include "lib/base/time.h"

namespace date {
class time_zone;
}

namespace millwright::mes {

class LocalTime {
 public:
  /// UTC.
  LocalTime() = default;
  explicit LocalTime(std::chrono::minutes utc_offset) : utc_offset_(utc_offset) {}
  /// By its IANA name ("Europe/Berlin"), as it is written there; nullopt where the system has none of that name.
  [[nodiscard]] static std::optional<LocalTime> of_zone(const std::string& name);

  /// The zone's name; nullopt where the offset is fixed.
  [[nodiscard]] std::optional<std::string> zone() const;
  /// The fixed offset; nullopt in a zone.
  [[nodiscard]] std::optional<std::chrono::minutes> utc_offset() const;

  /// When the clock shows so much after midnight of the day. What it shows twice is meant the first time; what it never
  /// shows, because it is put forward over it, is the moment at which it jumps. So later is never earlier.
  [[nodiscard]] Timestamp utc(std::chrono::local_days day, Duration since_midnight) const;
  [[nodiscard]] std::chrono::local_days day_of(Timestamp at) const;

 private:
  const date::time_zone* zone_ = nullptr;  // lives as long as the process
  std::chrono::minutes utc_offset_{0};
};

/// "there is no time zone 'Berlin'; is Europe/Berlin meant?"
[[nodiscard]] std::string unknown_zone(const std::string& name);

}  // namespace millwright::mes
