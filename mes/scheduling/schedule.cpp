#include "mes/scheduling/schedule.h"

#include <algorithm>
#include <numeric>

#include "mes/planning/freeze.h"
#include "mes/planning/planner.h"
#include "mes/scheduling/placing.h"

namespace millwright::mes::scheduling {

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{
      {1, "the plan in force",
       R"(create table mes_schedule (
            order_id text primary key, equipment text not null, setup_start bigint not null, start bigint not null,
            finish bigint not null, late_s bigint not null, why text not null, planned_at bigint not null))"},
      {2, "what a plan leaves out", "alter table mes_schedule add column left_out bigint not null default 0"},
      {3, "what older plans left out", "update mes_schedule set left_out = 1 where finish = 0"},
      {4, "times in which equipment cannot work",
       R"(create table mes_unavailable (
            id text primary key, equipment text not null, "from" bigint not null, "to" bigint not null,
            why text not null, "by" text not null))"}};
  return kMigrations;
}

LineProblem problem_to_plan(const MasterData& data, const Situation& situation) {
  auto line = line_problem(data, situation);
  line.problem.fixed = planning::keep(line.problem, plan_of(line, situation.plan), line.frozen_s).fixed;
  return line;
}

MesResult<std::vector<Planned>> plan(const MasterData& data, const Situation& situation, const Clock& clock,
                                     Duration patience) {
  const auto line = problem_to_plan(data, situation);
  if (line.order_ids.empty()) return rows_of(line, {});
  planning::SearchOptions options;
  options.clock = &clock;
  options.deadline = clock.monotonic() + patience;
  const auto found = planning::plan(line.problem, options);
  if (!found) return fail(MesError::invalid, "the orders cannot be planned: {}", found.error().message);
  return rows_of(line, *found);
}

std::vector<Planned> laid_out_again(const MasterData& data, const Situation& situation, std::span<const Planned> plan) {
  const auto line = line_problem(data, situation);
  std::vector<std::int64_t> from_s(line.order_ids.size(), 0);
  std::vector<Timestamp> starts(line.order_ids.size(), Timestamp::max());
  for (std::size_t i = 0; i < line.order_ids.size(); ++i)
    for (const auto& row : plan)
      if (row.order_id == line.order_ids[i] && !row.left_out) {
        starts[i] = row.start;
        from_s[i] = std::chrono::ceil<std::chrono::seconds>(row.start - line.problem.origin).count();
      }
  std::vector<int> sequence(line.order_ids.size());
  std::iota(sequence.begin(), sequence.end(), 0);
  std::ranges::stable_sort(sequence, {}, [&](int i) { return starts[static_cast<std::size_t>(i)]; });
  return rows_of(line, in_sequence(line, sequence, from_s));
}

void keep(Transaction& transaction, const std::vector<Planned>& plan) {
  for (const auto& row : in_force(transaction.sql)) {
    const auto order = orders::find(transaction.sql, row.order_id);
    if (!order || !has_line(order->state))
      execute(transaction.sql, "delete from mes_schedule where order_id = :order", row.order_id);
  }
  for (const auto& planned : plan) {
    const auto order = orders::find(transaction.sql, planned.order_id);
    if (!order || !is_plannable(order->state)) continue;
    insert(transaction.sql, "mes_schedule", planned);
    if (!planned.left_out && order->state == orders::OrderState::Waiting)
      (void)orders::act(transaction, order->id, orders::OrderAction::plan, "");
    transaction.changed("orders", order->id);
  }
  transaction.changed("schedule", "plan");
}

std::vector<Planned> in_force(store::Session& sql) {
  return select<Planned>(sql, "mes_schedule order by left_out, equipment, start, order_id");
}

}  // namespace millwright::mes::scheduling
