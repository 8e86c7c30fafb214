#include "mes/workflow/commands.h"

#include "mes/records/derived_id.h"

namespace millwright::mes::workflow {
namespace {

struct SetPoint {
  double value;
  double replaces;
  bool while_violated;
};

void send(Transaction& transaction, const Reaction& reaction, const Workflow& workflow,
          const quality::Deviation& deviation, quality::Leg leg, const SetPoint& wanted, const std::string& reason) {
  contracts::Command command;
  command.id = contracts::CommandId{derived_id("command", workflow.id + "|" + std::string(enum_name(leg)))};
  command.equipment = deviation.equipment;
  command.command = reaction.command;
  command.parameters = {{"value", wanted.value}};
  command.issued_at = transaction.moment();
  command.not_after = command.issued_at + reaction.command_deadline;
  command.reason = reason;
  command.requester = fmt::format("workflow:{}/{}", workflow.definition, workflow.id);
  command.replaces = wanted.replaces;
  command.condition = contracts::Condition{deviation.tag, deviation.limit, wanted.while_violated};
  command.correlation = deviation.id;
  const WorkflowCommand row{command.id.str(), workflow.id, leg, command.issued_at, ""};
  if (!insert(transaction.sql, "mes_workflow_command", row)) return;
  transaction.command(command);
  quality::add_hops(transaction, deviation.id, leg, {{"mes.commanded", command.issued_at}});
  quality::add_action(transaction, deviation.id,
                      fmt::format("{} {:g} {} asked for", reaction.command, wanted.value, reaction.unit),
                      fmt::format("workflow {}", workflow.definition), reason);
}

}  // namespace

void send_reaction(Transaction& transaction, const Reaction& reaction, const Workflow& workflow,
                   const quality::Deviation& deviation) {
  const double in_force = quality::context_number(deviation, reaction.setpoint_tag).value_or(reaction.recipe_setpoint);
  send(transaction, reaction, workflow, deviation, quality::Leg::reaction, {reaction.reaction_setpoint, in_force, true},
       fmt::format("{}: {}", deviation.rule, deviation.summary));
}

void send_restoration(Transaction& transaction, const Reaction& reaction, const Workflow& workflow,
                      const quality::Deviation& deviation) {
  send(transaction, reaction, workflow, deviation, quality::Leg::restoration,
       {reaction.recipe_setpoint, reaction.reaction_setpoint, false},
       fmt::format("{} has settled: back to the recipe's set-point", deviation.rule));
}

std::optional<WorkflowCommand> take_result(Transaction& transaction, const contracts::CommandResult& result) {
  if (!contracts::is_final(result.state)) return std::nullopt;
  const auto recorded =
      execute(transaction.sql, "update mes_workflow_command set result = :result where id = :id and result = ''",
              result.state, result.id);
  if (recorded == 0) return std::nullopt;
  return select_one<WorkflowCommand>(transaction.sql, "mes_workflow_command where id = :id", result.id);
}

std::string words_of(const contracts::CommandResult& result) {
  std::string words{enum_name(result.state)};
  if (!result.reason.empty()) words += fmt::format(" ({})", result.reason);
  if (!result.detail.empty()) words += ": " + result.detail;
  return words;
}

}  // namespace millwright::mes::workflow
