#include "mes/planning/model/plan.h"

#include <algorithm>

namespace millwright::mes::planning {

namespace {

/// The end of each order's last operation, or nothing for an order without a planned one.
std::vector<std::optional<std::int64_t>> completions(const Problem& problem,
                                                     const std::vector<Assignment>& assignments) {
  std::vector<std::optional<std::int64_t>> ends(problem.orders.size());
  for (std::size_t i = 0; i < assignments.size(); ++i) {
    if (assignments[i].unit == kNone) continue;
    auto& end = ends[static_cast<std::size_t>(problem.operations[i].order)];
    end = std::max(end.value_or(assignments[i].end_s), assignments[i].end_s);
  }
  return ends;
}

}  // namespace

std::vector<int> sequence_on(const std::vector<Assignment>& assignments, int unit) {
  std::vector<int> sequence;
  for (std::size_t i = 0; i < assignments.size(); ++i)
    if (assignments[i].unit == unit) sequence.push_back(static_cast<int>(i));
  std::ranges::stable_sort(sequence, {}, [&](int i) {
    const auto& at = assignments[static_cast<std::size_t>(i)];
    return std::pair(at.start_s, at.end_s);
  });
  return sequence;
}

Cost cost_of(const Problem& problem, const std::vector<Assignment>& assignments) {
  Cost cost;
  for (std::size_t i = 0; i < assignments.size(); ++i)
    if (assignments[i].unit != kNone) cost.makespan_s = std::max(cost.makespan_s, assignments[i].end_s);
  const auto ends = completions(problem, assignments);
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const auto& order = problem.orders[i];
    if (ends[i] && order.due_s && *ends[i] > *order.due_s)
      cost.weighted_tardiness_s += order.weight * static_cast<double>(*ends[i] - *order.due_s);
  }
  for (int unit = 0; unit < static_cast<int>(problem.units.size()); ++unit) {
    int state = problem.units[static_cast<std::size_t>(unit)].setup_state;
    for (const int operation : sequence_on(assignments, unit)) {
      const int needs = problem.operations[static_cast<std::size_t>(operation)].setup_state;
      cost.setup_s += setup_seconds(problem, unit, state, needs);
      if (needs != kNone) state = needs;
    }
  }
  cost.total = problem.weights.tardiness * cost.weighted_tardiness_s +
               problem.weights.setup * static_cast<double>(cost.setup_s) +
               problem.weights.makespan * static_cast<double>(cost.makespan_s);
  return cost;
}

std::int64_t tardiness_s(const Problem& problem, const Plan& plan, int order) {
  const auto& due = problem.orders[static_cast<std::size_t>(order)].due_s;
  const auto end = completions(problem, plan.assignments)[static_cast<std::size_t>(order)];
  return due && end ? std::max<std::int64_t>(0, *end - *due) : 0;
}

}  // namespace millwright::mes::planning
