#pragma once
// Why an order is late, in words: which of its operations waited for what. Told from problem and plan alone, so that a
// plan moved by hand is explained as well. Pure.

#include <string>
#include <vector>

#include "mes/planning/model/plan.h"

namespace millwright::mes::planning {

enum class Reason {
  material,    ///< not there yet
  unit_busy,   ///< another operation was on the unit
  changeover,  ///< the unit was being set up
  closed,      ///< the unit was closed, or closing before the work would have been done
  planned,     ///< nothing: the plan has it start later (frozen, or held where it was)
};

/// One thing that an operation waited for, from `from_s` to `to_s`.
struct Wait {
  int operation = 0;
  Reason reason{};
  std::int64_t from_s = 0;
  std::int64_t to_s = 0;
  std::string text;  ///< a sentence
};

/// Everything that the operations of a planned order waited for once they could have begun, in order of time.
[[nodiscard]] std::vector<Wait> waits_of(const Problem& problem, const Plan& plan, int order);

/// The sentences for a planner: how late the order is, what it waited for, and whether it could have been in time at
/// all. For an order that is in time, or not planned, one sentence that says so.
[[nodiscard]] std::vector<std::string> explain(const Problem& problem, const Plan& plan, int order);

}  // namespace millwright::mes::planning
