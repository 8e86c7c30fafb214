#pragma once
// The general search: dispatching rules for a plan at once, then annealing on every thread.

#include "mes/planning/flexible/incumbent.h"

namespace millwright::mes::planning::flexible {

/// Searches until the options say stop. The problem has passed `validate`; `unplanned` are left out.
[[nodiscard]] Plan search(const Problem& problem, const std::vector<Unplanned>& unplanned,
                          const SearchOptions& options);

/// Anneals from what `incumbent` has, on every thread, until the options say stop.
void anneal(const Compiled& compiled, Incumbent& incumbent, const SearchOptions& options, double heat);

}  // namespace millwright::mes::planning::flexible
