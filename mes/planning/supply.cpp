// Which orders there will be enough material for.

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

#include "mes/planning/planner.h"

namespace millwright::mes::planning {

namespace {

constexpr double kRounding = 1e-9;

constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }

/// Orders with the one that is served first in front.
std::vector<int> by_claim(const Problem& problem) {
  std::vector<char> runs(problem.orders.size(), 0);
  for (const auto& fixed : problem.fixed) runs[index(problem.operations[index(fixed.operation)].order)] = 1;
  std::vector<int> orders(problem.orders.size());
  std::iota(orders.begin(), orders.end(), 0);
  std::ranges::stable_sort(orders, [&](int a, int b) {
    const auto claim = [&](int i) {
      const auto& order = problem.orders[index(i)];
      return std::tuple(runs[index(i)] ? 0 : 1, -order.weight,
                        order.due_s.value_or(std::numeric_limits<std::int64_t>::max()));
    };
    return claim(a) < claim(b);
  });
  return orders;
}

/// Orders whose operations come after those of an order that is left out are left out too, and so on.
void add_those_who_wait(const Problem& problem, std::vector<char>& out, std::vector<Unplanned>& unplanned) {
  for (bool more = true; more;) {
    more = false;
    for (const auto& operation : problem.operations) {
      if (out[index(operation.order)]) continue;
      for (const int before : operation.after) {
        const int other = problem.operations[index(before)].order;
        if (!out[index(other)] || out[index(operation.order)]) continue;
        out[index(operation.order)] = 1;
        unplanned.push_back(
            {operation.order, fmt::format("order '{}' waits for order '{}', which cannot be planned",
                                          problem.orders[index(operation.order)].id, problem.orders[index(other)].id)});
        more = true;
      }
    }
  }
}

}  // namespace

std::vector<Unplanned> without_material(const Problem& problem) {
  std::vector<double> left;
  for (const auto& material : problem.materials) {
    double sum = 0;
    for (const auto& arrival : material.arrivals) sum += arrival.quantity;
    left.push_back(sum);
  }
  std::vector<std::map<int, double>> needs(problem.orders.size());
  std::vector<char> fixed(problem.operations.size(), 0);
  for (const auto& each : problem.fixed) fixed[index(each.operation)] = 1;
  for (std::size_t i = 0; i < problem.operations.size(); ++i)
    for (const auto& consumption : problem.operations[i].consumes) {
      if (fixed[i])
        left[index(consumption.material)] -= consumption.quantity;
      else
        needs[index(problem.operations[i].order)][consumption.material] += consumption.quantity;
    }
  std::vector<char> out(problem.orders.size(), 0);
  std::vector<Unplanned> unplanned;
  for (const int order : by_claim(problem)) {
    for (const auto& [material, quantity] : needs[index(order)]) {
      const double there = left[index(material)];
      if (quantity <= there + kRounding * std::max(1.0, quantity)) continue;
      out[index(order)] = 1;
      unplanned.push_back({order, fmt::format("order '{}' needs {:g} of '{}', {:g} are left of all that will come",
                                              problem.orders[index(order)].id, quantity,
                                              problem.materials[index(material)].id, std::max(0.0, there))});
      break;
    }
    if (out[index(order)]) continue;
    for (const auto& [material, quantity] : needs[index(order)]) left[index(material)] -= quantity;
  }
  add_those_who_wait(problem, out, unplanned);
  return unplanned;
}

}  // namespace millwright::mes::planning
