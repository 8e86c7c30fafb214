#pragma once
// The workflow high_temperature: hold what was in the unit, lower the set-point, watch, let it settle, restore the
// recipe's set-point or hand over to people. Durable: where it stands, its timers and its commands are rows, changed in
// the transaction that takes the signal, so each step has its effect once, whatever crashes.
// Functions run inside the caller's transaction, on the caller's thread.

#include <string>
#include <vector>

#include "lib/contracts/events.h"
#include "mes/definitions/master_data.h"
#include "mes/quality/deviations.h"
#include "mes/records/rows.h"
#include "mes/records/writer.h"
#include "mes/workflow/transitions.h"

namespace millwright::mes::workflow {

enum class WorkflowState { running, completed, escalated };
BOOST_DESCRIBE_ENUM(WorkflowState, running, completed, escalated)

struct Workflow {
  std::string id{};
  std::string definition{};
  std::string deviation{};
  std::string rule{};
  contracts::EquipmentPath equipment{};
  WorkflowState state = WorkflowState::running;
  Step step = Step::begin;
  Timestamp started{};
  std::optional<Timestamp> ended{};
  std::optional<Timestamp> restored_at{};
};
BOOST_DESCRIBE_STRUCT(Workflow, (),
                      (id, definition, deviation, rule, equipment, state, step, started, ended, restored_at))

struct WorkflowStep {
  std::string name{};
  std::string state{};  // running, done, failed
  Timestamp started{};
  std::optional<Timestamp> ended{};
  std::string detail{};
};
BOOST_DESCRIBE_STRUCT(WorkflowStep, (), (name, state, started, ended, detail))

[[nodiscard]] const std::vector<store::Migration>& migrations();

/// Goes on from what quality made of an event.
void on_deviation(Transaction& transaction, const MasterData& data, const quality::Outcome& outcome);
/// A late reading has told of lots that are held for this deviation now: quality is asked. Again changes nothing.
void on_late_holds(Transaction& transaction, const std::string& deviation);
/// The answer to a command of a workflow; others are left alone.
void on_result(Transaction& transaction, const MasterData& data, const contracts::CommandResult& result,
               Timestamp received);
/// Takes the timers that are due. A timer is taken by deleting its row: of two instances one gets it.
void fire_timers(Transaction& transaction, const MasterData& data);
[[nodiscard]] std::optional<Timestamp> next_timer(store::Session& sql);
/// Quality has disposed of a lot: deviations and tasks that waited for that are closed.
void on_disposed(Transaction& transaction, const std::string& lot, const std::string& user);

[[nodiscard]] std::vector<Workflow> list(store::Session& sql);
[[nodiscard]] std::optional<Workflow> find(store::Session& sql, const std::string& id);
[[nodiscard]] std::vector<WorkflowStep> steps_of(store::Session& sql, const std::string& id);

}  // namespace millwright::mes::workflow
