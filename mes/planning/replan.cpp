#include "mes/planning/replan.h"

#include <algorithm>
#include <cmath>

#include "mes/planning/flexible/reinsert.h"
#include "mes/planning/flexible/search.h"
#include "mes/planning/freeze.h"
#include "mes/planning/model/validate.h"
#include "mes/planning/planner.h"

namespace millwright::mes::planning {

namespace {

constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }
// What a move beyond those allowed costs more than one that is allowed.
constexpr double kBeyond = 1000;
// A plan that is being mended is not shaken up.
constexpr double kHeat = 0.05;

Result<void, PlanningError> check_old(const Problem& problem, const Plan& old) {
  if (old.assignments.size() != problem.operations.size())
    return fail(PlanningError::bad_plan, "the plan has {} operations, the problem {}", old.assignments.size(),
                problem.operations.size());
  for (std::size_t i = 0; i < old.assignments.size(); ++i)
    if (const int unit = old.assignments[i].unit; unit != kNone && (unit < 0 || index(unit) >= problem.units.size()))
      return fail(PlanningError::bad_plan, "the plan has operation '{}' on a unit that does not exist",
                  problem.operations[i].id);
  return {};
}

/// Where every operation was, and what it costs to have it elsewhere: nothing for what had to move.
flexible::Preferences preferences_of(const Plan& old, const std::vector<int>& undisturbed, const Problem& problem,
                                     const ReplanOptions& options) {
  flexible::Preferences preferences;
  const auto& weights = problem.weights;
  const double price = options.price_of_move_s * (weights.tardiness > 0 ? weights.tardiness : weights.makespan);
  for (const auto& at : old.assignments) preferences.of.push_back({at.unit, at.start_s, 0});
  for (const int i : undisturbed) preferences.of[index(i)].price = std::max(price, 1e-9);
  const double share = options.moves_allowed * static_cast<double>(undisturbed.size());
  // A fifth of four is none, and a unit would stand idle for hours rather than push one operation back by a minute.
  preferences.moves_allowed = share > 0 ? std::max(1, static_cast<int>(std::floor(share))) : 0;
  preferences.price_beyond = kBeyond * std::max(price, 1e-9);
  return preferences;
}

}  // namespace

Result<Problem, PlanningError> after(Problem problem, const Event& event) {
  const auto among = [](int i, std::size_t size) { return i >= 0 && index(i) < size; };
  if (const auto* down = std::get_if<UnitDown>(&event)) {
    if (!among(down->unit, problem.units.size()))
      return fail(PlanningError::bad_problem, "a unit that does not exist is down");
    problem.units[index(down->unit)].closed.push_back({down->from_s, down->to_s, down->why});
  } else if (const auto* late = std::get_if<OrderLate>(&event)) {
    if (!among(late->order, problem.orders.size()))
      return fail(PlanningError::bad_problem, "an order that does not exist is late");
    problem.orders[index(late->order)].release_s = late->release_s;
  } else {
    const auto& changed = std::get<MaterialChanged>(event);
    if (!among(changed.material, problem.materials.size()))
      return fail(PlanningError::bad_problem, "a material that does not exist comes otherwise");
    problem.materials[index(changed.material)].arrivals = changed.arrivals;
  }
  if (auto checked = validate(problem); !checked) return std::unexpected(checked.error());
  return problem;
}

Result<Replanned, PlanningError> replan(const Problem& changed, const Plan& old, const ReplanOptions& options) {
  Replanned out;
  out.problem = changed;
  out.problem.fixed.clear();
  out.problem.now_s = options.now_s;
  if (auto checked = validate(out.problem); !checked) return std::unexpected(checked.error());
  if (auto checked = check_old(changed, old); !checked) return std::unexpected(checked.error());
  if (options.search.deadline && options.search.clock == nullptr)
    return fail(PlanningError::bad_problem, "a deadline was given without a clock");

  std::vector<std::int64_t> until_s(changed.units.size(), options.frozen_s);
  if (options.frozen_of_units_s.size() == until_s.size()) until_s = options.frozen_of_units_s;
  for (auto& time_s : until_s) time_s = options.now_s + std::max<std::int64_t>(0, time_s);
  auto kept = keep(out.problem, old, until_s);
  out.problem.fixed = std::move(kept.fixed);
  out.disturbed = std::move(kept.disturbed);
  const auto unplanned = without_material(out.problem);

  std::vector<char> to_move(changed.operations.size(), 0);
  for (const int i : out.disturbed) to_move[index(i)] = 1;
  for (const int i : flexible::Compiled(out.problem, unplanned).to_plan)
    if (!to_move[index(i)] && old.assignments[index(i)].unit != kNone) out.undisturbed.push_back(i);

  const flexible::Compiled compiled(out.problem, unplanned, preferences_of(old, out.undisturbed, out.problem, options));
  flexible::Incumbent incumbent(compiled, unplanned, options.search);
  flexible::Decoder decoder(compiled);
  const auto mended = flexible::reinsert(compiled, decoder, to_move);
  incumbent.offer(mended, decoder.decode(mended));
  flexible::anneal(compiled, incumbent, options.search, kHeat);

  out.plan = incumbent.plan();
  for (const int i : out.undisturbed) {
    const auto& was = old.assignments[index(i)];
    const auto& is = out.plan.assignments[index(i)];
    if (was.unit != is.unit || was.start_s != is.start_s) out.moved.push_back(i);
  }
  return out;
}

}  // namespace millwright::mes::planning
