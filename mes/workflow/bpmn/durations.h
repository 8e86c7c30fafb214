#pragma once
// ISO 8601's durations and repeating intervals, as far as a timer needs them: days, hours, minutes, seconds. Months and
// years have no fixed length and are refused.

#include <optional>
#include <string_view>
#include <utility>

#include "lib/base/time.h"

namespace millwright::mes::bpmn {

inline constexpr Duration kTimerMax = std::chrono::days{3660};

/// "PT5M", "P1DT12H", "PT0.5S", "P2W"; more than zero, ten years at most.
[[nodiscard]] std::optional<Duration> parse_iso_duration(std::string_view text);
/// "R3/PT10M": how often, and after how long each time; "R/PT10M" is without end (0).
[[nodiscard]] std::optional<std::pair<int, Duration>> parse_iso_cycle(std::string_view text);

}  // namespace millwright::mes::bpmn
