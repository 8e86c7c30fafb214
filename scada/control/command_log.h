#pragma once
// Commands on disk: what was asked, by whom, and how far it got. Written before the device is (intent) and at every
// phase after; the audit row goes into the same transaction.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lib/accounts/audit.h"
#include "scada/control/controller.h"
#include "scada/control/state.h"

namespace millwright::scada::control {

/// One command as it lies in the log.
struct CommandRecord {
  contracts::Command command;
  Caller caller;
  Phase phase = Phase::queued;
  std::string reason;
  std::string detail;
  std::vector<contracts::Hop> hops;
  Timestamp accepted_at{};  // or refused
  std::optional<Timestamp> intended_at;
};
[[nodiscard]] contracts::CommandResult result_of(const CommandRecord& record);

/// What makes two commands of one id the same: what is to be done, not when it was asked or until when. Asking again
/// after a lost answer must find the first, also where the asker's clock supplied the times.
[[nodiscard]] std::string fingerprint(const contracts::Command& command);

class CommandLog {
 public:
  [[nodiscard]] static store::StoreResult<CommandLog> open(store::Database& database, accounts::AuditTrail& audit);

  store::StoreResult<void> insert(const CommandRecord& record, Timestamp now);
  store::StoreResult<void> update(const CommandRecord& record, Timestamp now);
  /// A refusal that has no row of its own: its id is no id, or is another command's.
  store::StoreResult<void> audit_only(const CommandRecord& record, Timestamp now);
  [[nodiscard]] store::StoreResult<std::optional<CommandRecord>> find(const contracts::CommandId& id);
  [[nodiscard]] store::StoreResult<std::vector<CommandRecord>> unfinished();
  [[nodiscard]] store::StoreResult<std::vector<CommandRecord>> latest(int limit);
  /// The newest acceptance from above of each kind, by "<equipment>/<command>".
  [[nodiscard]] store::StoreResult<std::map<std::string, Timestamp>> last_remote();

 private:
  CommandLog(store::Database& database, accounts::AuditTrail& audit) : database_(&database), audit_(&audit) {}
  store::StoreResult<void> append_audit(store::Session& sql, const CommandRecord& record, Timestamp now);

  store::Database* database_;
  accounts::AuditTrail* audit_;
};

/// For the API: the newest commands accepted at from <= time < to, with who asked and why, newest first; one by its id.
[[nodiscard]] store::StoreResult<std::vector<CommandRecord>> read_commands(store::Database& database, int limit,
                                                                           Timestamp from = Timestamp::min(),
                                                                           Timestamp to = Timestamp::max());
[[nodiscard]] store::StoreResult<std::optional<CommandRecord>> read_command(store::Database& database,
                                                                            const contracts::CommandId& id);

}  // namespace millwright::scada::control
