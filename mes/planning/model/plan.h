#pragma once
// What comes out of planning: where and when each operation is done, what that costs, and what could not be planned.

#include <cstdint>
#include <string>
#include <vector>

#include "mes/planning/model/problem.h"

namespace millwright::mes::planning {

/// What a plan costs, in seconds; `total` is the weighted sum that the search makes small.
struct Cost {
  double weighted_tardiness_s = 0;
  std::int64_t setup_s = 0;
  std::int64_t makespan_s = 0;
  double total = 0;
};

/// An order that is left out of the plan, and why, in a sentence.
struct Unplanned {
  int order = 0;
  std::string why;
};

struct Plan {
  std::vector<Assignment> assignments;  ///< by operation; `unit` is kNone for the operations of an unplanned order
  std::vector<Unplanned> unplanned;
  Cost cost;
};

enum class PlanningError { bad_problem, bad_plan };

/// What the plan costs, computed from its assignments alone. Unplanned operations cost nothing.
[[nodiscard]] Cost cost_of(const Problem& problem, const std::vector<Assignment>& assignments);

/// The seconds that `order` ends after its due date; 0 if it is in time, has none, or is not planned.
[[nodiscard]] std::int64_t tardiness_s(const Problem& problem, const Plan& plan, int order);

/// The operations on `unit` in the order in which they are done there.
[[nodiscard]] std::vector<int> sequence_on(const std::vector<Assignment>& assignments, int unit);

}  // namespace millwright::mes::planning
