#pragma once
// The audit trail: a row for every login, command and change of state by a person, in the application's own database.
// Each row carries the hash of the one before it, so that a row changed or removed is found.

#include <memory>
#include <string>
#include <vector>

#include "lib/base/json.h"
#include "lib/store/database.h"

namespace millwright::accounts {

struct AuditRow {
  std::int64_t number = 0;  // given by the trail
  Timestamp time{};
  std::string user{};
  std::string action{};   // "session.open", "command.set_temperature", "alarm.acknowledge"
  std::string target{};   // "line1/pasteurizer"
  std::string outcome{};  // "accepted", "rejected(not_remote)"
  std::string detail{};   // reason given, parameters; never a secret
};
BOOST_DESCRIBE_STRUCT(AuditRow, (), (number, time, user, action, target, outcome, detail))

class AuditTrail {
 public:
  [[nodiscard]] static store::StoreResult<std::unique_ptr<AuditTrail>> open(store::Database& database);
  virtual ~AuditTrail() = default;
  /// In a transaction of its own.
  virtual store::StoreResult<void> append(const AuditRow& row) = 0;
  /// Inside the caller's transaction.
  virtual store::StoreResult<void> append(store::Session& sql, const AuditRow& row) = 0;
  /// The newest `limit` rows, newest first.
  virtual store::StoreResult<std::vector<AuditRow>> latest(int limit) = 0;
  /// Number of the first row that is missing or does not fit the chain; 0 when all do.
  virtual store::StoreResult<std::int64_t> first_broken() = 0;
};

}  // namespace millwright::accounts
