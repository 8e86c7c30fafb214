#pragma once
// Reads the job-shop instances that the literature shares as text, in either of their two forms: a line with the
// numbers of jobs and machines, then one line a job with pairs of machine (from 0) and duration; or Taillard's, with a
// table `Times` and a table `Machines` (from 1). Lines that begin with # are comments.

#include <string>
#include <string_view>

#include "lib/base/result.h"
#include "mes/planning/model/plan.h"

namespace millwright::mes::planning::jobshop {

/// The instance as a problem that counts the makespan alone; units "M0", orders "J0", operations "J0.0". `name` is put
/// before the line of an error: "ft06.txt:3: job 2 has 5 durations, 6 machines need 6".
[[nodiscard]] Result<Problem, PlanningError> read_instance(std::string_view text, const std::string& name);

}  // namespace millwright::mes::planning::jobshop
