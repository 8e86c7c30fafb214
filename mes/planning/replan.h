#pragma once
// Planning anew when something has happened: what runs or lies within the frozen horizon stays, what the event made
// impossible finds a new place, and as little as possible of everything else moves. Pure, as `plan` is.

#include <variant>

#include "lib/base/result.h"
#include "mes/planning/model/search_options.h"

namespace millwright::mes::planning {

/// A unit cannot work from `from_s` to `to_s`.
struct UnitDown {
  int unit = 0;
  std::int64_t from_s = 0;
  std::int64_t to_s = 0;
  std::string why;
};

/// An order can begin at `release_s` only.
struct OrderLate {
  int order = 0;
  std::int64_t release_s = 0;
};

/// A material comes as `arrivals` say, not as was thought.
struct MaterialChanged {
  int material = 0;
  std::vector<Arrival> arrivals;
};

using Event = std::variant<UnitDown, OrderLate, MaterialChanged>;

/// The problem as it is after the event; fails if the event names what is not there.
[[nodiscard]] Result<Problem, PlanningError> after(Problem problem, const Event& event);

struct ReplanOptions {
  std::int64_t now_s = 0;                         ///< what starts before is history
  std::int64_t frozen_s = 0;                      ///< and for so long from now on nothing moves that need not
  std::vector<std::int64_t> frozen_of_units_s{};  ///< by unit, instead of `frozen_s` where it is given
  double moves_allowed = 0.2;  ///< share of the undisturbed operations, one at least where it is above zero; beyond it,
                               ///< moving is a last resort
  double price_of_move_s = 1800;  ///< moving one operation costs as much as so many seconds of tardiness of weight 1
  SearchOptions search{};
};

struct Replanned {
  Plan plan;
  Problem problem;               ///< what the plan is for: from now on, with what stays fixed
  std::vector<int> disturbed;    ///< operations whose old place the event made impossible
  std::vector<int> undisturbed;  ///< that were planned, are neither fixed nor disturbed, and are planned again
  std::vector<int> moved;        ///< of those: the ones that start at another time or on another unit than before
};

/// Plans `changed` (as `after` gives it) again, starting from `old`, a plan that was right before the event. Fails with
/// a sentence if the problem is not sound or the plan does not belong to it.
[[nodiscard]] Result<Replanned, PlanningError> replan(const Problem& changed, const Plan& old,
                                                      const ReplanOptions& options);

}  // namespace millwright::mes::planning
