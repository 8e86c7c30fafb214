#pragma once
// Who is in charge of each unit: durable, changed by people only. What was set last counts, of a unit and of what
// stands above it: an operator who takes the line takes every unit of it, and may give one back alone. Safe from any
// thread.

#include <map>
#include <mutex>

#include "lib/accounts/audit.h"
#include "scada/control/controller.h"

namespace millwright::scada::control {

class AuthorityTable {
 public:
  [[nodiscard]] static store::StoreResult<std::unique_ptr<AuthorityTable>> open(const plant::Plant& plant,
                                                                                store::Database& database,
                                                                                accounts::AuditTrail& audit);
  /// Where nobody has ever set one: remote.
  [[nodiscard]] AuthorityChange effective(const contracts::EquipmentPath& equipment) const;
  store::StoreResult<void> set(const AuthorityChange& change, const std::string& reason);

 private:
  AuthorityTable(const plant::Plant& plant, store::Database& database, accounts::AuditTrail& audit)
      : plant_(plant), database_(database), audit_(audit) {}
  store::StoreResult<void> load();

  const plant::Plant& plant_;
  store::Database& database_;
  accounts::AuditTrail& audit_;
  mutable std::mutex mutex_;
  std::map<contracts::EquipmentPath, AuthorityChange> set_;
};

}  // namespace millwright::scada::control
