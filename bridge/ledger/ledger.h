#pragma once
// What the bridge must not forget: events not yet published (outbox), open episodes, how far each tag was read, alarm
// states told, and the commands it has taken from the bus and not yet answered. One SQLite file. Safe from any thread.

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/mapping/event_mapper.h"
#include "lib/contracts/events.h"
#include "lib/store/outbox.h"

namespace millwright::bridge::ledger {

/// A command taken from the bus whose final result is not known yet.
struct PendingCommand {
  contracts::Command command;
  Timestamp taken_at{};                   // by the bridge
  std::optional<Timestamp> published_at;  // by the MES's relay
};

class Ledger {
 public:
  [[nodiscard]] static store::StoreResult<std::unique_ptr<Ledger>> open(const std::filesystem::path& folder);

  /// Events and what they are built on, in one transaction; wakes the relay.
  store::StoreResult<void> commit(const mapping::Taken& taken);
  store::StoreResult<std::map<std::string, std::string>> open_episodes();  // rule → episode
  store::StoreResult<std::map<std::string, Timestamp>> seen();             // tag path → source time

  /// Tells an alarm's state if it is not the one told last.
  store::StoreResult<void> tell_alarm(const contracts::AlarmEvent& event, const std::string& event_id, Timestamp now);

  /// Tells a job's state and counts if they are not what was told last.
  store::StoreResult<void> tell_job(const contracts::JobEvent& event, const std::string& event_id, Timestamp now);
  /// The jobs that were not at their end when they were last told of, as they were; and those sent down since.
  store::StoreResult<std::vector<contracts::JobEvent>> open_jobs();

  /// Takes commands over from the bus: durable when it returns. Ids known already are left as they are.
  store::StoreResult<void> take(const std::vector<PendingCommand>& commands);
  store::StoreResult<std::vector<PendingCommand>> pending();
  /// Publishes a result and closes the command, once: a second final result of one id changes nothing. Results of
  /// commands that came by another door (an operator's) are told too. Correlation is filled in from the command.
  store::StoreResult<void> finish(contracts::CommandResult result, Timestamp now, const std::string& event_id);

  [[nodiscard]] store::Outbox& outbox() { return *outbox_; }

 private:
  store::StoreResult<void> put_job(store::Session& sql, const contracts::JobEvent& event, const std::string& event_id,
                                   Timestamp now);
  /// What a job command that was done means for what is remembered of its job.
  store::StoreResult<void> follow_job(store::Session& sql, const contracts::Command& command, Timestamp now,
                                      const std::string& event_id);

  Ledger(std::unique_ptr<store::Database> database, std::unique_ptr<store::Outbox> outbox)
      : database_(std::move(database)), outbox_(std::move(outbox)) {}

  std::unique_ptr<store::Database> database_;
  std::unique_ptr<store::Outbox> outbox_;
};

}  // namespace millwright::bridge::ledger
