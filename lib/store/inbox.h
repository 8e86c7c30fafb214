#pragma once
// Exactly-once effect over at-least-once delivery: an event's id is recorded in the transaction that applies it.

#include <string_view>
#include <vector>

#include "lib/store/database.h"

namespace millwright::store {

/// One inbox per consuming module. Rows older than the bus could redeliver are pruned by prune().
class Inbox {
 public:
  /// Creates its table. `name` is a plain identifier: "mes_quality".
  [[nodiscard]] static StoreResult<Inbox> open(Database& database, std::string name);

  /// Inside the applying transaction: of these ids, in order, which have not been seen; the new ones are recorded.
  /// Set-wise: one statement for the batch.
  [[nodiscard]] StoreResult<std::vector<bool>> take(Session& sql, const std::vector<std::string>& ids, Timestamp now);
  StoreResult<void> prune(Database& database, Timestamp older_than);

 private:
  Inbox(std::string name, Dialect dialect) : name_(std::move(name)), dialect_(dialect) {}
  std::string name_;
  Dialect dialect_;
};

}  // namespace millwright::store
