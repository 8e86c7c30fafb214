#include "mes/planning/model/validate.h"

#include <cmath>

namespace millwright::mes::planning {

namespace {

using Checked = Result<void, PlanningError>;

bool among(int index, std::size_t size) { return index >= 0 && static_cast<std::size_t>(index) < size; }
bool none_or_among(int index, std::size_t size) { return index == kNone || among(index, size); }
bool near(std::int64_t time_s) { return time_s >= -kFarthest_s && time_s <= kFarthest_s; }
bool is_weight(double value) { return std::isfinite(value) && value >= 0; }

template <class... Args>
std::unexpected<Failure<PlanningError>> bad(fmt::format_string<Args...> text, Args&&... args) {
  return fail(PlanningError::bad_problem, text, std::forward<Args>(args)...);
}

Checked check_setups(const Problem& problem) {
  const auto states = problem.setup_states.size();
  for (const auto& matrix : problem.setup_matrices) {
    if (matrix.seconds.size() != states * states)
      return bad("setup matrix '{}' has {} entries, {} states need {}", matrix.id, matrix.seconds.size(), states,
                 states * states);
    for (std::size_t i = 0; i < matrix.seconds.size(); ++i)
      if (matrix.seconds[i] < 0 || !near(matrix.seconds[i]))
        return bad("setup matrix '{}' says {} s from '{}' to '{}'", matrix.id, matrix.seconds[i],
                   problem.setup_states[i / states], problem.setup_states[i % states]);
  }
  return {};
}

Checked check_units(const Problem& problem) {
  if (problem.now_s < 0 || !near(problem.now_s)) return bad("planning begins at {} s", problem.now_s);
  if (problem.units.empty()) return bad("there is no unit");
  for (const auto& unit : problem.units) {
    if (!none_or_among(unit.setup_matrix, problem.setup_matrices.size()))
      return bad("unit '{}' names a setup matrix that does not exist", unit.id);
    if (!none_or_among(unit.setup_state, problem.setup_states.size()))
      return bad("unit '{}' is set up for a state that does not exist", unit.id);
    for (const auto& closed : unit.closed)
      if (!near(closed.from_s) || !near(closed.to_s) || closed.from_s >= closed.to_s)
        return bad("unit '{}' has a closed time from {} s to {} s ({})", unit.id, closed.from_s, closed.to_s,
                   closed.why);
  }
  return {};
}

Checked check_materials_and_orders(const Problem& problem) {
  for (const auto& material : problem.materials)
    for (const auto& arrival : material.arrivals)
      if (!near(arrival.at_s) || !std::isfinite(arrival.quantity) || arrival.quantity < 0)
        return bad("of material '{}' {} arrive at {} s", material.id, arrival.quantity, arrival.at_s);
  for (const auto& order : problem.orders) {
    if (!near(order.release_s)) return bad("order '{}' is released at {} s", order.id, order.release_s);
    if (order.due_s && !near(*order.due_s)) return bad("order '{}' is due at {} s", order.id, *order.due_s);
    if (!is_weight(order.weight)) return bad("order '{}' has the weight {}", order.id, order.weight);
  }
  const auto& weights = problem.weights;
  if (!is_weight(weights.tardiness) || !is_weight(weights.setup) || !is_weight(weights.makespan))
    return bad("the weights of the objective are {}, {} and {}", weights.tardiness, weights.setup, weights.makespan);
  return {};
}

Checked check_operation(const Problem& problem, std::size_t index) {
  const auto& operation = problem.operations[index];
  if (!among(operation.order, problem.orders.size()))
    return bad("operation '{}' belongs to an order that does not exist", operation.id);
  if (operation.alternatives.empty()) return bad("operation '{}' has no unit that can do it", operation.id);
  for (const auto& alternative : operation.alternatives) {
    if (!among(alternative.unit, problem.units.size()))
      return bad("operation '{}' names a unit that does not exist", operation.id);
    if (alternative.duration_s < 0 || !near(alternative.duration_s))
      return bad("operation '{}' takes {} s on '{}'", operation.id, alternative.duration_s,
                 problem.units[static_cast<std::size_t>(alternative.unit)].id);
  }
  for (const int before : operation.after)
    if (!among(before, problem.operations.size()) || before == static_cast<int>(index))
      return bad("operation '{}' comes after one that does not exist, or after itself", operation.id);
  if (!none_or_among(operation.setup_state, problem.setup_states.size()))
    return bad("operation '{}' needs a setup state that does not exist", operation.id);
  for (const auto& consumption : operation.consumes) {
    if (!among(consumption.material, problem.materials.size()))
      return bad("operation '{}' consumes a material that does not exist", operation.id);
    if (!std::isfinite(consumption.quantity) || consumption.quantity < 0)
      return bad("operation '{}' consumes {} of '{}'", operation.id, consumption.quantity,
                 problem.materials[static_cast<std::size_t>(consumption.material)].id);
  }
  return {};
}

/// Takes away operations that wait for nothing until none is left; what cannot be taken away waits in a circle.
Checked check_no_circle(const Problem& problem) {
  const auto count = problem.operations.size();
  std::vector<std::vector<int>> followers(count);
  std::vector<std::size_t> waits(count);
  std::vector<int> free;
  for (std::size_t i = 0; i < count; ++i) {
    waits[i] = problem.operations[i].after.size();
    for (const int before : problem.operations[i].after)
      followers[static_cast<std::size_t>(before)].push_back(static_cast<int>(i));
    if (waits[i] == 0) free.push_back(static_cast<int>(i));
  }
  for (std::size_t next = 0; next < free.size(); ++next)
    for (const int follower : followers[static_cast<std::size_t>(free[next])])
      if (--waits[static_cast<std::size_t>(follower)] == 0) free.push_back(follower);
  for (std::size_t i = 0; i < count; ++i)
    if (waits[i] > 0) return bad("operation '{}' waits for itself, by way of others", problem.operations[i].id);
  return {};
}

Checked check_fixed(const Problem& problem) {
  std::vector<char> seen(problem.operations.size(), 0);
  for (const auto& fixed : problem.fixed) {
    if (!among(fixed.operation, problem.operations.size())) return bad("an operation that does not exist is fixed");
    const auto index = static_cast<std::size_t>(fixed.operation);
    const auto& operation = problem.operations[index];
    if (seen[index]) return bad("operation '{}' is fixed twice", operation.id);
    seen[index] = 1;
    const auto& at = fixed.at;
    if (!among(at.unit, problem.units.size()) || !near(at.setup_start_s) || at.setup_start_s > at.setup_end_s ||
        at.setup_end_s > at.start_s || at.start_s > at.end_s || !near(at.end_s))
      return bad("operation '{}' is fixed at times or on a unit that cannot be", operation.id);
  }
  for (const auto& fixed : problem.fixed)
    for (const int before : problem.operations[static_cast<std::size_t>(fixed.operation)].after)
      if (!seen[static_cast<std::size_t>(before)])
        return bad("operation '{}' is fixed, and '{}' before it is not",
                   problem.operations[static_cast<std::size_t>(fixed.operation)].id,
                   problem.operations[static_cast<std::size_t>(before)].id);
  return {};
}

}  // namespace

Result<void, PlanningError> validate(const Problem& problem) {
  for (const auto check : {check_setups, check_units, check_materials_and_orders})
    if (auto checked = check(problem); !checked) return checked;
  for (std::size_t i = 0; i < problem.operations.size(); ++i)
    if (auto checked = check_operation(problem, i); !checked) return checked;
  if (auto checked = check_no_circle(problem); !checked) return checked;
  return check_fixed(problem);
}

}  // namespace millwright::mes::planning
