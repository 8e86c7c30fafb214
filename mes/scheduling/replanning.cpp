#include "mes/scheduling/replanning.h"

#include <algorithm>

#include "mes/planning/replan.h"
#include "mes/scheduling/placing.h"

namespace millwright::mes::scheduling {
namespace {

Unavailable closed_time(const Event& event, Timestamp now, const std::string& by) {
  return {"", *event.equipment, event.from.value_or(now), event.to, event.why.value_or(""), by};
}

MesResult<void> take_unit_down(const MasterData& data, Situation& situation, const Event& event) {
  if (!event.equipment) return fail(MesError::invalid, "equipment: say which unit is down");
  if (data.line_of(event.equipment->str()) == nullptr)
    return fail(MesError::invalid, "equipment: '{}' is no line and no part of one", event.equipment->str());
  const auto time = closed_time(event, situation.now, "");
  if (time.to && *time.to <= time.from)
    return fail(MesError::invalid, "to: it must be after {}", to_rfc3339(time.from));
  if (time.is_over(situation.now)) return fail(MesError::invalid, "to: {} is past", to_rfc3339(*time.to));
  situation.closed.push_back(time);
  return {};
}

MesResult<void> take_order_late(Situation& situation, const Event& event) {
  if (!event.order) return fail(MesError::invalid, "order: say which order is late");
  const auto order = std::ranges::find(situation.orders, *event.order, &orders::Order::id);
  if (order == situation.orders.end()) return fail(MesError::not_found, "there is no order '{}'", *event.order);
  if (has_line(order->state)) return {};  // how far it is, its counts say
  if (!is_plannable(order->state))
    return fail(MesError::illegal, "order '{}' is {}: it is not planned any more", order->id, enum_name(order->state));
  if (!event.earliest) return fail(MesError::invalid, "earliest: say when '{}' can begin", order->id);
  order->earliest = event.earliest;
  return {};
}

MesResult<void> take_material_changed(const MasterData& data, Situation& situation, const Event& event) {
  if (!event.material) return fail(MesError::invalid, "material: say which material comes otherwise");
  if (data.find_material(*event.material) == nullptr)
    return fail(MesError::invalid, "material: there is no '{}'", *event.material);
  const auto known = situation.supplies
                         ? std::ranges::find(*situation.supplies, *event.material, &materials::Supply::material)
                         : std::vector<materials::Supply>::iterator{};
  if (!situation.supplies || known == situation.supplies->end())
    return fail(MesError::illegal, "what there is of '{}' is not known: it does not bound the plan", *event.material);
  if (event.from)
    for (auto& supply : known->at) supply.at = std::max(supply.at, *event.from);
  return {};
}

/// The orders by the numbers of the problem.
void add_orders(const LineProblem& line, const std::vector<int>& orders, std::vector<std::string>& out) {
  for (const int i : orders) out.push_back(line.order_ids[static_cast<std::size_t>(i)]);
}

}  // namespace

MesResult<Situation> after(const MasterData& data, Situation situation, const Event& event) {
  MesResult<void> taken;
  if (event.event == EventKind::unit_down) taken = take_unit_down(data, situation, event);
  if (event.event == EventKind::order_late) taken = take_order_late(situation, event);
  if (event.event == EventKind::material_changed) taken = take_material_changed(data, situation, event);
  if (!taken) return std::unexpected(taken.error());
  return situation;
}

MesResult<Replan> replan(const MasterData& data, const Situation& changed, const Clock& clock, Duration patience) {
  const auto line = line_problem(data, changed);
  Replan out;
  if (line.order_ids.empty()) {
    out.plan = rows_of(line, {});
    return out;
  }
  const auto old = plan_of(line, changed.plan);
  planning::ReplanOptions options;
  options.frozen_of_units_s = line.frozen_s;
  options.search.clock = &clock;
  options.search.deadline = clock.monotonic() + patience;
  const auto found = planning::replan(line.problem, old, options);
  if (!found) return fail(MesError::invalid, "the orders cannot be planned: {}", found.error().message);
  out.plan = rows_of(line, found->plan);
  out.moved = moved_between(changed.plan, out.plan);
  // What should have begun by now has no old place for the library; its place is gone all the same.
  auto disturbed = found->disturbed;
  for (std::size_t i = 0; i < line.order_ids.size(); ++i) {
    const auto row = std::ranges::find(changed.plan, line.order_ids[i], &Planned::order_id);
    if (old.assignments[i].unit == planning::kNone && row != changed.plan.end() && !row->left_out)
      disturbed.push_back(static_cast<int>(i));
  }
  add_orders(line, disturbed, out.disturbed);
  return out;
}

MesResult<void> remember(Transaction& transaction, const Event& event, const std::string& by) {
  if (event.event == EventKind::unit_down) {
    const auto kept = close(transaction, closed_time(event, transaction.now, by));
    if (!kept) return std::unexpected(kept.error());
  }
  if (event.event == EventKind::order_late && event.earliest) {
    const auto order = orders::find(transaction.sql, *event.order);
    if (order && is_plannable(order->state)) orders::set_earliest(transaction, order->id, *event.earliest);
  }
  return {};
}

}  // namespace millwright::mes::scheduling
