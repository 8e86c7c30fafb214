#pragma once
// Times and durations as a planner reads them.

#include <string>

#include "mes/planning/model/problem.h"

namespace millwright::mes::planning {

/// "2026-12-01 06:30" (UTC), with seconds only where there are some.
[[nodiscard]] std::string moment_in_words(const Problem& problem, std::int64_t time_s);

/// "2 d 3 h", "3 h 20 min", "45 min", "30 s": the two greatest parts.
[[nodiscard]] std::string duration_in_words(std::int64_t duration_s);

}  // namespace millwright::mes::planning
