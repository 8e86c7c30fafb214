#pragma once
// The classic job shop in flat arrays: every operation has one machine, a job's operations follow one another, the
// makespan alone counts. A Problem that is no more than that is planned by this folder's search, which needs neither
// calendars nor setups and is therefore much faster than the general one. Immutable once made; any thread.

#include <optional>
#include <vector>

#include "mes/planning/model/plan.h"

namespace millwright::mes::planning::jobshop {

/// Operations are numbered 0 to `size - 1`; the number `size` stands for "none" in every array (duration 0).
struct Shop {
  int size = 0;
  int machines = 0;
  std::vector<int> machine;   ///< by operation
  std::vector<int> duration;  ///< by operation, and 0 for none
  std::vector<int> floor;     ///< by operation: no earlier start than this (its job's release)
  std::vector<int> before;    ///< by operation: the one before it in its job
  std::vector<int> behind;    ///< by operation: the one behind it in its job
  std::vector<int> begin;     ///< by machine, and one more: where its operations begin in a machine-by-machine array
  bool has_zero_durations = false;
};

/// The problem as a classic job shop, or nothing if it is more than one: alternatives, setups, closed times, materials,
/// fixed operations, branching routings, or anything but the makespan in its objective.
[[nodiscard]] std::optional<Shop> as_job_shop(const Problem& problem);

/// A value below which no makespan of the shop can lie: the greatest of the jobs' lengths and of the machines' bounds
/// with preemption (Jackson's preemptive schedule; Carlier and Pinson 1989).
[[nodiscard]] int lower_bound(const Shop& shop);

}  // namespace millwright::mes::planning::jobshop
