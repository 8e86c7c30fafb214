#pragma once
// Says in a sentence what is wrong with a problem. Whatever passes has a plan.

#include "lib/base/result.h"
#include "mes/planning/model/plan.h"

namespace millwright::mes::planning {

/// No time may lie further from the origin than this (some 34,000 years): sums of them then never overflow.
inline constexpr std::int64_t kFarthest_s = std::int64_t{1} << 40;

/// Checks indexes, signs and sizes, that no operation waits for itself, and that each can be done. Whether there is
/// enough material is not asked: orders that lack it are left out of the plan, with the reason.
[[nodiscard]] Result<void, PlanningError> validate(const Problem& problem);

}  // namespace millwright::mes::planning
