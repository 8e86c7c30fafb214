#include "mes/planning/flexible/compiled.h"

#include <algorithm>

namespace millwright::mes::planning::flexible {

Compiled::Compiled(const Problem& problem, const std::vector<Unplanned>& excluded, Preferences wanted)
    : preferences(std::move(wanted)), problem_(&problem) {
  std::vector<char> out(problem.orders.size(), 0);
  for (const auto& unplanned : excluded) out[static_cast<std::size_t>(unplanned.order)] = 1;
  states = problem.setup_states.size();
  for (const auto& unit : problem.units) {
    open.emplace_back(unit.closed);
    matrices.push_back(unit.setup_matrix == kNone
                           ? nullptr
                           : problem.setup_matrices[static_cast<std::size_t>(unit.setup_matrix)].seconds.data());
    units_at_start.push_back({.free_s = problem.now_s, .setup_state = unit.setup_state});
  }
  for (const auto& terms : problem.orders) {
    OrderTerms compiled;
    if (terms.due_s) compiled = {*terms.due_s, terms.weight * problem.weights.tardiness};
    orders.push_back(compiled);
  }
  add_operations(out);
  add_ends_of_orders();
  add_supplies();
  place_fixed();
}

void Compiled::add_operations(const std::vector<char>& excluded) {
  const auto size = problem_->operations.size();
  std::vector<char> fixed(size, 0);
  for (const auto& each : problem_->fixed) fixed[static_cast<std::size_t>(each.operation)] = 1;
  std::vector<std::vector<int>> followers(size);
  std::vector<std::vector<int>> by_order(problem_->orders.size());
  for (std::size_t i = 0; i < size; ++i) {
    const auto& operation = problem_->operations[i];
    const auto own_order = static_cast<std::size_t>(operation.order);
    for (const auto& alternative : operation.alternatives) alternatives.add(alternative);
    alternatives.end_row();
    for (const int earlier : operation.after) {
      before.add(earlier);
      followers[static_cast<std::size_t>(earlier)].push_back(static_cast<int>(i));
    }
    before.end_row();
    for (const auto& consumption : operation.consumes) consumes.add(consumption);
    consumes.end_row();
    order.push_back(operation.order);
    setup_state.push_back(operation.setup_state);
    interruptible.push_back(operation.interruptible ? 1 : 0);
    release_s.push_back(std::max(problem_->now_s, problem_->orders[own_order].release_s));
    if (fixed[i] || excluded[own_order]) continue;
    to_plan.push_back(static_cast<int>(i));
    by_order[own_order].push_back(static_cast<int>(i));
  }
  for (const auto& list : followers) {
    for (const int follower : list) behind.add(follower);
    behind.end_row();
  }
  for (const auto& list : by_order) {
    for (const int operation : list) operations_of.add(operation);
    operations_of.end_row();
  }
}

void Compiled::add_ends_of_orders() {
  std::vector<std::vector<int>> ends(problem_->orders.size());
  ends_order.assign(problem_->operations.size(), 1);
  for (int i = 0; i < operations(); ++i) {
    for (const int follower : behind.of(i))
      if (order[static_cast<std::size_t>(follower)] == order[static_cast<std::size_t>(i)])
        ends_order[static_cast<std::size_t>(i)] = 0;
    if (ends_order[static_cast<std::size_t>(i)])
      ends[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])].push_back(i);
  }
  for (int i = 0; i < operations(); ++i) {
    if (ends_order[static_cast<std::size_t>(i)])
      for (const int other : ends[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])])
        if (other != i) other_ends.add(other);
    other_ends.end_row();
  }
}

void Compiled::add_supplies() {
  for (const auto& material : problem_->materials) {
    auto arrivals = material.arrivals;
    std::ranges::stable_sort(arrivals, {}, &Arrival::at_s);
    Supply supply;
    double sum = 0;
    for (const auto& arrival : arrivals) {
      sum += arrival.quantity;
      supply.at_s.push_back(arrival.at_s);
      supply.sum.push_back(sum);
    }
    supplies.push_back(std::move(supply));
  }
  materials_at_start.resize(supplies.size());
}

void Compiled::place_fixed() {
  ends_at_start.assign(problem_->operations.size(), std::numeric_limits<std::int64_t>::min());
  auto fixed = problem_->fixed;
  std::ranges::stable_sort(fixed, {}, [](const Fixed& each) { return std::pair(each.at.start_s, each.at.end_s); });
  std::vector<std::int64_t> completions(orders.size(), std::numeric_limits<std::int64_t>::min());
  for (const auto& each : fixed) {
    const auto i = static_cast<std::size_t>(each.operation);
    auto& unit = units_at_start[static_cast<std::size_t>(each.at.unit)];
    cost_at_start +=
        problem_->weights.setup * static_cast<double>(setup(each.at.unit, unit.setup_state, setup_state[i]));
    if (setup_state[i] != kNone) unit.setup_state = setup_state[i];
    unit.free_s = std::max(unit.free_s, each.at.end_s);
    ends_at_start[i] = each.at.end_s;
    makespan_at_start = std::max(makespan_at_start, each.at.end_s);
    for (const auto& consumption : consumes.of(each.operation)) {
      const auto material = static_cast<std::size_t>(consumption.material);
      take(supplies[material], materials_at_start[material], consumption.quantity);
    }
    if (!ends_order[i]) continue;
    auto& completion = completions[static_cast<std::size_t>(order[i])];
    completion = std::max(completion, each.at.end_s);
  }
  for (std::size_t k = 0; k < orders.size(); ++k)
    if (completions[k] > orders[k].due_s)
      cost_at_start += orders[k].price_s * static_cast<double>(completions[k] - orders[k].due_s);
}

}  // namespace millwright::mes::planning::flexible
