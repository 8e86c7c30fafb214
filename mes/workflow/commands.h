#pragma once
// The set-point commands of a workflow and their results. A command's id follows from workflow and leg: a step taken
// again asks for the same command, which SCADA carries out once.

#include <optional>
#include <string>

#include "mes/workflow/high_temperature.h"

namespace millwright::mes::workflow {

/// How long beyond its deadline a command's result is waited for.
inline constexpr Duration kResultGrace = 10s;

struct WorkflowCommand {
  std::string id;
  std::string workflow;
  quality::Leg leg = quality::Leg::reaction;
  Timestamp issued{};
  std::string result;  // empty until the final one
};
BOOST_DESCRIBE_STRUCT(WorkflowCommand, (), (id, workflow, leg, issued, result))

/// The lower set-point, while the limit is violated.
void send_reaction(Transaction& transaction, const Reaction& reaction, const Workflow& workflow,
                   const quality::Deviation& deviation);
/// The recipe's set-point, while the limit is not violated.
void send_restoration(Transaction& transaction, const Reaction& reaction, const Workflow& workflow,
                      const quality::Deviation& deviation);

/// Records the final result of a workflow's command; nullopt for others, for repeats, and for what is not final.
[[nodiscard]] std::optional<WorkflowCommand> take_result(Transaction& transaction,
                                                         const contracts::CommandResult& result);
/// "rejected (not_remote): the operator has line1/pasteurizer".
[[nodiscard]] std::string words_of(const contracts::CommandResult& result);

}  // namespace millwright::mes::workflow
