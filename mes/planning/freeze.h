#pragma once
// What of an old plan stays where it is when planning anew, and what of the rest cannot.

#include <vector>

#include "mes/planning/model/plan.h"

namespace millwright::mes::planning {

struct Kept {
  std::vector<Fixed> fixed;    ///< history, and what lies in the frozen horizon and still can
  std::vector<int> disturbed;  ///< of the rest: planned before, and impossible at its old place
};

/// What of `old` stays in `problem` (nothing of which is fixed; its `now_s` is the moment of replanning): whatever
/// started before `until_s` of its unit (with its setup), if calendar, setup, material and what comes before it still
/// allow it. An operation that runs and may be interrupted stays and ends later; one that may not is to be done again.
[[nodiscard]] Kept keep(const Problem& problem, const Plan& old, const std::vector<std::int64_t>& until_s);

}  // namespace millwright::mes::planning
