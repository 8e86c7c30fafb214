#pragma once
// The Controller: takes commands at the door, keeps one in flight per unit and the others behind it in order, and runs
// them on a thread of its own. Split from controller.h so that tests can turn it by hand.

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "scada/control/authority_table.h"
#include "scada/control/command_runner.h"

namespace millwright::scada::control {

class CommandController final : public Controller {
 public:
  CommandController(const plant::Plant& plant, const tags::CurrentValues& values, CommandDevice& device, CommandLog log,
                    std::unique_ptr<AuthorityTable> authorities, const Clock& clock, Metrics& metrics);
  ~CommandController() override;

  void add_listener(ResultListener listener) override;
  void add_acceptance_listener(ResultListener listener) override;
  void add_authority_listener(std::function<void(const AuthorityChange&)> listener) override;
  void on_outcome_unknown(std::function<void(const contracts::CommandResult&)> raise) override;
  void start() override;
  void stop() override;
  contracts::CommandResult submit(const contracts::Command& command, const Caller& caller) override;
  [[nodiscard]] std::optional<contracts::CommandResult> find(const contracts::CommandId& id) override;
  [[nodiscard]] std::vector<contracts::CommandResult> latest(int limit) override;
  [[nodiscard]] Authority authority(const contracts::EquipmentPath& equipment) const override;
  [[nodiscard]] AuthorityChange authority_in_force(const contracts::EquipmentPath& equipment) const override;
  Result<AuthorityChange, store::StoreError> set_authority(const contracts::EquipmentPath& equipment,
                                                           Authority authority, const Caller& caller,
                                                           const std::string& reason) override;
  [[nodiscard]] std::optional<std::string> blocked_by(const contracts::EquipmentPath& equipment,
                                                      std::string_view command) const override;
  [[nodiscard]] bool in_effect(const contracts::EquipmentPath& equipment, std::string_view command) const override;

  /// Takes up what a process before this one left unfinished. start() does it first.
  store::StoreResult<void> recover();
  /// Does whatever is due; what the thread does in its turns. True while a command is in flight.
  bool turn();

 private:
  [[nodiscard]] World world() const;
  [[nodiscard]] contracts::CommandResult refuse_unrecorded(CommandRecord record, std::string reason,
                                                           std::string detail);
  [[nodiscard]] contracts::CommandResult answer_again(const CommandRecord& first, const CommandRecord& record);
  void enqueue(CommandRecord record);
  void take_incoming();
  void turn_unit(std::deque<CommandRunner>& line);
  void announce(const CommandRecord& record);
  void run();

  const plant::Plant& plant_;
  const tags::CurrentValues& values_;
  CommandDevice& device_;
  CommandLog log_;
  std::unique_ptr<AuthorityTable> authorities_;
  const Clock& clock_;
  RuleBook rules_;
  Bench bench_;
  std::vector<ResultListener> listeners_;
  std::vector<ResultListener> acceptance_listeners_;
  std::vector<std::function<void(const AuthorityChange&)>> authority_listeners_;
  std::function<void(const contracts::CommandResult&)> raise_;

  std::mutex door_;                               // one submission at a time
  std::map<std::string, Timestamp> last_remote_;  // behind door_

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<CommandRecord> incoming_;                  // behind mutex_
  std::map<contracts::EquipmentPath, int> unfinished_;  // behind mutex_
  bool stopping_ = false;                               // behind mutex_

  std::map<contracts::EquipmentPath, std::deque<CommandRunner>> lines_;  // the thread's
  std::thread thread_;
  Metrics& metrics_;
  Histogram accepted_to_written_;
};

}  // namespace millwright::scada::control
