#include "mes/scheduling/schedule.h"

#include "mes/planning/explain.h"
#include "mes/planning/planner.h"
#include "mes/scheduling/line_problem.h"

namespace millwright::mes::scheduling {
namespace {

Timestamp at(const planning::Problem& problem, std::int64_t seconds) {
  return problem.origin + std::chrono::seconds{seconds};
}

std::string joined(const std::vector<std::string>& sentences) {
  std::string out;
  for (const auto& sentence : sentences) out += (out.empty() ? "" : " ") + sentence;
  return out;
}

Planned placed(const LineProblem& line, const planning::Plan& plan, int order) {
  const auto index = static_cast<std::size_t>(order);
  const auto& problem = line.problem;
  const auto& where = plan.assignments[index];
  Planned out;
  out.order_id = line.order_ids[index];
  out.equipment = contracts::EquipmentPath{problem.units[static_cast<std::size_t>(where.unit)].id};
  out.setup_start = at(problem, where.setup_start_s);
  out.start = at(problem, where.start_s);
  out.finish = at(problem, where.end_s);
  out.late_s = planning::tardiness_s(problem, plan, order);
  if (out.late_s > 0) out.why = joined(planning::explain(problem, plan, order));
  out.planned_at = problem.origin;
  return out;
}

}  // namespace

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{{1, "the plan in force",
                                                          R"(create table mes_schedule (
            order_id text primary key, equipment text not null, setup_start bigint not null, start bigint not null,
            finish bigint not null, late_s bigint not null, why text not null, planned_at bigint not null))"}};
  return kMigrations;
}

MesResult<std::vector<Planned>> plan(const MasterData& data, const std::vector<orders::Order>& orders,
                                     const Clock& clock, Duration patience) {
  const auto line = line_problem(data, orders, clock.utc());
  planning::SearchOptions options;
  options.clock = &clock;
  options.deadline = clock.monotonic() + patience;
  std::vector<Planned> out;
  const auto unplanned = [&](const std::string& order, const std::string& why) {
    Planned none;
    none.order_id = order;
    none.why = why;
    none.planned_at = line.problem.origin;
    out.push_back(std::move(none));
  };
  for (const auto& left : line.left_out) unplanned(left.order_id, left.why);
  if (line.order_ids.empty()) return out;
  const auto found = planning::plan(line.problem, options);
  if (!found) return fail(MesError::invalid, "the orders cannot be planned: {}", found.error().message);
  std::vector<bool> without_place(line.order_ids.size(), false);
  for (const auto& [order, why] : found->unplanned) {
    without_place[static_cast<std::size_t>(order)] = true;
    unplanned(line.order_ids[static_cast<std::size_t>(order)], why);
  }
  for (std::size_t i = 0; i < line.order_ids.size(); ++i)
    if (!without_place[i]) out.push_back(placed(line, *found, static_cast<int>(i)));
  return out;
}

void keep(Transaction& transaction, const std::vector<Planned>& plan) {
  execute(transaction.sql, "delete from mes_schedule");
  for (const auto& planned : plan) {
    const auto order = orders::find(transaction.sql, planned.order_id);
    if (!order || !is_plannable(order->state)) continue;
    insert(transaction.sql, "mes_schedule", planned);
    const bool has_place = planned.finish > Timestamp{};
    if (has_place && order->state == orders::OrderState::Waiting)
      (void)orders::act(transaction, order->id, orders::OrderAction::plan, "");
    transaction.changed("orders", order->id);
  }
}

std::vector<Planned> in_force(store::Session& sql) {
  return select<Planned>(sql,
                         "mes_schedule order by case when finish = 0 then 1 else 0 end, equipment, start, order_id");
}

}  // namespace millwright::mes::scheduling
