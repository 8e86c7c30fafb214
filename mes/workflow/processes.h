#pragma once
// What the plant's processes can do, and how what happens reaches them: the actions that their tasks may name, the
// answers to commands and tasks, and the messages that begin them. docs/formats/bpmn.md lists the actions.
// Functions run inside the caller's transaction, on the caller's thread.

#include <filesystem>
#include <memory>
#include <string>

#include "mes/definition_changes/definitions.h"
#include "mes/quality/charts.h"
#include "mes/workflow/processes/runner.h"
#include "mes/workflow/tasks.h"

namespace millwright::mes::workflow {

[[nodiscard]] bpmn::ActionTable action_table();

class Processes {
 public:
  /// The *.bpmn of the folder; every fault where there is one. `definitions` must outlive it.
  [[nodiscard]] static Result<std::unique_ptr<Processes>, LibraryError> open(const std::filesystem::path& folder,
                                                                             const Definitions& definitions);

  MesResult<void> deploy(Transaction& transaction) const { return library_->deploy(transaction); }

  /// The newest point of a chart was marked: message "chart_marked", about its deviation.
  void on_mark(Transaction& transaction, const quality::ChartMark& mark) const;
  /// The answer to a command that a process sent; false for others.
  bool on_result(Transaction& transaction, const contracts::CommandResult& result) const;
  /// A person has done a task; those of no process are left alone.
  void on_task(Transaction& transaction, const Task& task) const;
  void fire_timers(Transaction& transaction) const { runner_->fire_timers(transaction); }

  [[nodiscard]] Library& library() const { return *library_; }
  [[nodiscard]] const Runner& runner() const { return *runner_; }

 private:
  std::unique_ptr<Library> library_;
  std::unique_ptr<Runner> runner_;
};

}  // namespace millwright::mes::workflow
