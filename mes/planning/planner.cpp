#include "mes/planning/planner.h"

#include "mes/planning/flexible/search.h"
#include "mes/planning/jobshop/search.h"
#include "mes/planning/model/validate.h"

namespace millwright::mes::planning {

Result<Plan, PlanningError> plan(const Problem& problem, const SearchOptions& options) {
  if (const auto checked = validate(problem); !checked) return std::unexpected(checked.error());
  if (options.deadline && options.clock == nullptr)
    return fail(PlanningError::bad_problem, "a deadline was given without a clock");
  if (const auto shop = jobshop::as_job_shop(problem); shop && shop->size > 0)
    return jobshop::search(problem, *shop, options);
  return flexible::search(problem, without_material(problem), options);
}

}  // namespace millwright::mes::planning
