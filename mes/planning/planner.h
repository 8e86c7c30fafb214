#pragma once
// Planning's front door: a problem in, a plan out. A pure library: no database, no clock but the one handed in, threads
// only while a call runs. A problem that is no more than a classic job shop goes to the search for those (`jobshop`),
// every other one to the general search (`flexible`).

#include "lib/base/result.h"
#include "mes/planning/model/search_options.h"

namespace millwright::mes::planning {

/// The best plan found until the options say stop; each better one is told on the way. Orders for which there will
/// never be enough material are left out, with the reason (`Plan::unplanned`). Fails with a sentence if the problem is
/// not sound.
[[nodiscard]] Result<Plan, PlanningError> plan(const Problem& problem, const SearchOptions& options);

/// The orders that cannot be planned: all the stock and arrivals of a material do not suffice for them, or they wait
/// for one that is left out. What is short goes to running orders first, then by weight, then by due date.
[[nodiscard]] std::vector<Unplanned> without_material(const Problem& problem);

}  // namespace millwright::mes::planning
