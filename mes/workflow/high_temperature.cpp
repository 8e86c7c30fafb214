#include "mes/workflow/high_temperature.h"

#include <cmath>

#include "lib/base/log.h"
#include "mes/records/derived_id.h"
#include "mes/workflow/asking.h"
#include "mes/workflow/commands.h"
#include "mes/workflow/tasks.h"

namespace millwright::mes::workflow {
namespace {

// One signal on its way through the table.
struct Run {
  Transaction& transaction;
  const Reaction& reaction;
  Workflow workflow;
  quality::Deviation deviation;
};

void enter(Run& run, Step to, const std::string& detail) {
  auto& sql = run.transaction.sql;
  const bool failed = to == Step::handed_over && run.workflow.step != Step::begin;
  // What is told came of the step that ends.
  execute(sql,
          "update mes_workflow_step set state = :state, ended = :ended, detail = cast(:detail as text) "
          "where workflow = :workflow and ended = 0",
          failed ? "failed" : "done", run.transaction.now, detail, run.workflow.id);
  const bool final = to == Step::completed || to == Step::handed_over;
  execute(sql,
          "insert into mes_workflow_step (workflow, number, name, state, started, ended, detail) select :workflow, "
          "coalesce(max(number), 0) + 1, cast(:name as text), cast(:state as text), cast(:started as bigint), "
          "cast(:ended as bigint), cast(:detail as text) from mes_workflow_step where workflow = :same",
          run.workflow.id, title_of(to).data(), final ? "done" : "running", run.transaction.now,
          final ? std::optional(run.transaction.now) : std::nullopt, final ? detail : "", run.workflow.id);
  run.workflow.step = to;
}

void set_timer(Run& run, Signal signal, Duration after_now) {
  execute(run.transaction.sql,
          "insert into mes_workflow_timer (workflow, signal, due) values (:workflow, :signal, :due) "
          "on conflict (workflow, signal) do update set due = excluded.due",
          run.workflow.id, signal, run.transaction.now + after_now);
}

void end_as(Run& run, WorkflowState state) {
  run.workflow.state = state;
  run.workflow.ended = run.transaction.now;
}

void finish(Run& run) {
  end_as(run, WorkflowState::completed);
  ask_quality(run.transaction, run.deviation);
  quality::add_action(run.transaction, run.deviation.id, "workflow completed", run.reaction.workflow, "");
}

void hand_over(Run& run, const std::string& why) {
  end_as(run, WorkflowState::escalated);
  open_task(run.transaction,
            {.title = fmt::format("Take over {}: {}", run.deviation.equipment.str(), run.deviation.rule),
             .detail = why,
             .role = "operator",
             .kind = "take_over",
             .equipment = run.deviation.equipment.str(),
             .deviation = run.deviation.id});
  ask_quality(run.transaction, run.deviation);
  quality::escalate(run.transaction, run.deviation.id, why);
}

void act(Run& run, Action action, const std::string& detail) {
  switch (action) {
    case Action::none:
      return;
    case Action::lower_setpoint:
      send_reaction(run.transaction, run.reaction, run.workflow, run.deviation);
      return set_timer(run, Signal::result_overdue, run.reaction.command_deadline + kResultGrace);
    case Action::watch:
      return set_timer(run, Signal::watch_elapsed, run.reaction.watch_time);
    case Action::settle:
      return set_timer(run, Signal::settled, run.reaction.settling_time);
    case Action::restore_setpoint:
      send_restoration(run.transaction, run.reaction, run.workflow, run.deviation);
      return set_timer(run, Signal::result_overdue, run.reaction.command_deadline + kResultGrace);
    case Action::finish:
      return finish(run);
    case Action::hand_over:
      return hand_over(run, detail);
  }
}

void take(Run& run, Signal signal, const std::string& detail) {
  const auto row = after(run.workflow.step, signal);
  if (!row) return;
  auto& sql = run.transaction.sql;
  // A cleared limit does not end the wait for the command's result.
  if (row->to != Step::cleared_early)
    execute(sql, "delete from mes_workflow_timer where workflow = :workflow", run.workflow.id);
  if (row->from == Step::restoring && signal == Signal::command_completed)
    run.workflow.restored_at = run.transaction.now;
  enter(run, row->to, detail);
  act(run, row->action, detail);
  execute(
      sql,
      "update mes_workflow set state = :state, step = :step, ended = :ended, restored_at = :restored where id = :id",
      run.workflow.state, run.workflow.step, run.workflow.ended, run.workflow.restored_at, run.workflow.id);
  run.transaction.changed("workflows", run.workflow.id);
  run.transaction.changed("deviations", run.deviation.id);
  if (run.workflow.state != WorkflowState::running) quality::close_if_settled(run.transaction, run.deviation.id);
}

void signal_to(Transaction& transaction, const MasterData& data, const Workflow& workflow, Signal signal,
               const std::string& detail) {
  auto deviation = quality::find(transaction.sql, workflow.deviation);
  const auto* reaction = data.find_reaction(workflow.rule, workflow.equipment.str());
  if (!deviation || reaction == nullptr) {
    Logger("workflow")
        .warning("workflow {} has no deviation or no reaction in the master data any more: {} is ignored", workflow.id,
                 enum_name(signal));
    return;
  }
  Run run{transaction, *reaction, workflow, std::move(*deviation)};
  take(run, signal, detail);
}

Workflow begin(Transaction& transaction, const Reaction& reaction, const quality::Deviation& deviation) {
  Workflow workflow{.id = derived_id("workflow", deviation.id),
                    .definition = reaction.workflow,
                    .deviation = deviation.id,
                    .rule = deviation.rule,
                    .equipment = deviation.equipment,
                    .started = transaction.now};
  if (!insert(transaction.sql, "mes_workflow", workflow))
    return select_one<Workflow>(transaction.sql, "mes_workflow where id = :id", workflow.id).value_or(workflow);
  const auto lots = quality::lots_of(transaction.sql, deviation.id);
  execute(transaction.sql,
          "insert into mes_workflow_step (workflow, number, name, state, started, ended, detail) values (:workflow, 1, "
          ":name, 'done', :started, :ended, :detail)",
          workflow.id, title_of(Step::begin).data(), transaction.now, transaction.now,
          fmt::format("{} held", lots.size()));
  quality::set_workflow(transaction, deviation.id, workflow.id);
  return workflow;
}

// An earlier workflow on the same unit that is still bringing the set-point back, or did so a moment ago. When the
// operator has completed a take-over since, the unit starts anew.
std::vector<Workflow> contradicted(Transaction& transaction, const Reaction& reaction, const Workflow& workflow) {
  const Timestamp recent = transaction.now - reaction.recurrence_window;
  return select<Workflow>(
      transaction.sql,
      "mes_workflow where rule = :rule and equipment = :equipment and id <> :id and "
      "((state = 'running' and step in ('cleared_early', 'settling', 'restoring')) or (restored_at > :recent and not "
      "exists (select 1 from mes_task t where t.kind = 'take_over' and t.equipment = mes_workflow.equipment and "
      "t.done_at > mes_workflow.restored_at))) order by started",
      workflow.rule, workflow.equipment, workflow.id, recent);
}

void open(Transaction& transaction, const MasterData& data, const Reaction& reaction,
          const quality::Deviation& deviation, bool may_command) {
  const auto workflow = begin(transaction, reaction, deviation);
  if (!may_command) return signal_to(transaction, data, workflow, Signal::raised_old, "");
  const auto earlier = contradicted(transaction, reaction, workflow);
  if (earlier.empty()) return signal_to(transaction, data, workflow, Signal::raised, "");
  for (const auto& other : earlier)
    signal_to(transaction, data, other, Signal::recurred,
              "the limit was violated again before the recipe's set-point was back");
  signal_to(
      transaction, data, workflow, Signal::recurred,
      fmt::format("{} came back within {} min of the earlier correction: the MES does not fight it. Find the cause; "
                  "completing this task gives the unit back to automatic reaction.",
                  reaction.rule, std::chrono::duration_cast<std::chrono::minutes>(reaction.recurrence_window).count()));
}

std::string words_for(const Reaction& reaction, Signal signal) {
  const auto seconds = [](Duration time) { return std::chrono::duration_cast<std::chrono::seconds>(time).count(); };
  if (signal == Signal::watch_elapsed)
    return fmt::format("{} is still violated {} s after the set-point {:g} {} took effect", reaction.rule,
                       seconds(reaction.watch_time), reaction.reaction_setpoint, reaction.unit);
  if (signal == Signal::result_overdue)
    return fmt::format("no answer to the command within {} s", seconds(reaction.command_deadline + kResultGrace));
  return "";
}

/// Samples come every second; an older one tells nothing about now.
constexpr Duration kSampleAgeMax = 10s;
constexpr Duration kLookAgainAfter = 1s;

/// Why the recipe's set-point must not come back yet; nullopt when it may.
std::optional<std::string> cause_of(store::Session& sql, const Reaction& reaction, Timestamp now) {
  if (!reaction.restore_when_agree) return std::nullopt;
  const auto& rule = *reaction.restore_when_agree;
  const auto one = quality::latest_sample(sql, rule.tag);
  const auto other = quality::latest_sample(sql, rule.with);
  const auto usable = [&](const auto& sample) {
    return sample && sample->quality == "Good" && now - sample->time <= kSampleAgeMax;
  };
  if (!usable(one) || !usable(other))
    return fmt::format("it is not known whether {} and {} agree", rule.tag.str(), rule.with.str());
  if (std::abs(one->value - other->value) <= rule.within) return std::nullopt;
  return fmt::format("{} reads {:.1f} {} and {} {:.1f} {}: one of them is wrong", rule.tag.str(), one->value,
                     reaction.unit, rule.with.str(), other->value, reaction.unit);
}

/// The settling time is over. While the cause is still there the workflow looks again, and in the end asks a person.
void settled(Transaction& transaction, const MasterData& data, const Reaction& reaction, const Workflow& workflow) {
  const auto cause = cause_of(transaction.sql, reaction, transaction.now);
  if (!cause) return signal_to(transaction, data, workflow, Signal::settled, "");
  const auto since = query_one<Timestamp>(
      transaction.sql, "select started from mes_workflow_step where workflow = :workflow and ended = 0", workflow.id);
  const auto until = since.value_or(transaction.now) + reaction.settling_time + reaction.restore_when_agree->patience;
  if (transaction.now >= until)
    return signal_to(transaction, data, workflow, Signal::cause_persists,
                     fmt::format("the recipe's set-point was not restored: {}", *cause));
  execute(transaction.sql, "insert into mes_workflow_timer (workflow, signal, due) values (:workflow, :signal, :due)",
          workflow.id, Signal::settled, transaction.now + kLookAgainAfter);
}

// No workflow is at work: what is held waits for quality, and what is not is done.
void ask_or_close(Transaction& transaction, const quality::Deviation& deviation) {
  ask_quality(transaction, deviation);
  quality::close_if_settled(transaction, deviation.id);
}

}  // namespace

void on_deviation(Transaction& transaction, const MasterData& data, const quality::Outcome& outcome) {
  for (const auto& earlier : outcome.late_holds) on_late_holds(transaction, earlier);
  if (outcome.kind == quality::Outcome::Kind::nothing) return;
  const auto deviation = quality::find(transaction.sql, outcome.deviation);
  if (!deviation) return;
  const auto* reaction = data.find_reaction(deviation->rule, deviation->equipment.str());
  if (reaction == nullptr) return ask_or_close(transaction, *deviation);
  if (outcome.kind == quality::Outcome::Kind::opened)
    open(transaction, data, *reaction, *deviation, outcome.may_command);
  const auto workflow = find(transaction.sql, derived_id("workflow", deviation->id));
  if (!workflow || workflow->state != WorkflowState::running) return ask_or_close(transaction, *deviation);
  if (deviation->cleared_at) signal_to(transaction, data, *workflow, Signal::cleared, "");
}

void on_late_holds(Transaction& transaction, const std::string& id) {
  const auto deviation = quality::find(transaction.sql, id);
  const auto workflow = find(transaction.sql, derived_id("workflow", id));
  const bool asks_at_its_end = workflow && workflow->state == WorkflowState::running;
  if (deviation && !asks_at_its_end) ask_quality(transaction, *deviation);
}

void on_result(Transaction& transaction, const MasterData& data, const contracts::CommandResult& result,
               Timestamp received) {
  const auto command = take_result(transaction, result);
  if (!command) return;
  const auto workflow = find(transaction.sql, command->workflow);
  if (!workflow) return;
  auto hops = result.hops;
  hops.push_back({"mes.result", received});
  quality::add_hops(transaction, workflow->deviation, command->leg, hops);
  const std::string words = words_of(result);
  quality::add_action(transaction, workflow->deviation, fmt::format("command {}", enum_name(result.state)), "scada",
                      words);
  transaction.changed("deviations", workflow->deviation);
  // A result that comes after the workflow went on is recorded, and no more.
  const auto wanted = command->leg == quality::Leg::restoration ? Step::restoring : Step::commanding;
  const bool awaited =
      workflow->step == wanted || (wanted == Step::commanding && workflow->step == Step::cleared_early);
  if (!awaited) return;
  const bool completed = result.state == contracts::CommandState::completed;
  signal_to(transaction, data, *workflow, completed ? Signal::command_completed : Signal::command_failed, words);
}

void fire_timers(Transaction& transaction, const MasterData& data) {
  for (const auto& [id, signal] : query<std::string, Signal>(
           transaction.sql, "select workflow, signal from mes_workflow_timer where due <= :now order by due",
           transaction.now)) {
    const auto taken =
        execute(transaction.sql,
                "delete from mes_workflow_timer where workflow = :workflow and signal = :signal and due <= :now", id,
                signal, transaction.now);
    const auto workflow = find(transaction.sql, id);
    if (taken == 0 || !workflow) continue;
    const auto* reaction = data.find_reaction(workflow->rule, workflow->equipment.str());
    if (reaction != nullptr && signal == Signal::settled && workflow->step == Step::settling)
      settled(transaction, data, *reaction, *workflow);
    else
      signal_to(transaction, data, *workflow, signal, reaction != nullptr ? words_for(*reaction, signal) : "");
  }
}

void on_disposed(Transaction& transaction, const std::string& lot, const std::string& user) {
  for (const auto& deviation : quality::deviations_of_lot(transaction.sql, lot)) {
    const bool decided = quality::held_lots_of(transaction.sql, deviation).empty();
    for (const auto& task : tasks_of(transaction.sql, deviation)) {
      if (task.kind != "dispose" || task.state != "open") continue;
      if (decided)
        (void)complete_task(transaction, task.id, user, "every lot is disposed of", std::nullopt);
      else if (const auto still = quality::find(transaction.sql, deviation))
        ask_quality(transaction, *still);  // for the lots that are left
    }
    if (!decided) continue;
    const auto workflow = find(transaction.sql, derived_id("workflow", deviation));
    if (!workflow || workflow->state != WorkflowState::running) quality::close_if_settled(transaction, deviation);
  }
}

}  // namespace millwright::mes::workflow
