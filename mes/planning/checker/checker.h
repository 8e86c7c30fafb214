#pragma once
// Says whether a plan can be carried out, written apart from everything that makes plans: it shares with them the data
// types alone, so that a mistake in their calendars or setups is not repeated here. Pure; any thread.

#include <string>
#include <vector>

#include "mes/planning/model/plan.h"

namespace millwright::mes::planning {

enum class Violation {
  incomplete,         ///< an operation is neither planned nor part of an unplanned order, or only half an order is
  wrong_unit,         ///< on a unit that cannot do it
  wrong_duration,     ///< shorter or longer than the work takes on that unit's calendar
  unit_closed,        ///< starts, or runs without leave, while the unit is closed
  unit_shared,        ///< two operations (with their setups) on a unit at once
  setup_missing,      ///< the setup is too short, or not between the two operations
  precedence,         ///< starts before an operation that it comes after has ended
  released_too_late,  ///< starts before its order is released, or before planning began
  material_missing,   ///< consumes what is not there yet
  fixed_moved,        ///< a fixed operation is not where it was fixed
  wrong_cost,         ///< the plan states another cost than it has
};

struct Fault {
  Violation violation;
  std::string message;  ///< a sentence that names the operations
};

/// Every fault of the plan; empty: it can be carried out. The problem itself must pass `validate`.
[[nodiscard]] std::vector<Fault> check_plan(const Problem& problem, const Plan& plan);

}  // namespace millwright::mes::planning
