#pragma once
// What must be published is written to the outbox in the transaction that decided it; a relay publishes it afterwards,
// in order, again and again until the bus confirms, and only then removes it.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lib/store/database.h"

namespace millwright::store {

struct OutboxMessage {
  std::string channel;  // "events" or "commands"
  std::string id;
  std::string routing_key;
  std::string type;
  std::string body;
  friend bool operator==(const OutboxMessage&, const OutboxMessage&) = default;
};

/// One outbox per process (or module). add() is called inside any transaction of the same database; relay() from the
/// one relay thread. Several processes on one outbox are kept apart by a lease row.
class Outbox {
 public:
  [[nodiscard]] static StoreResult<std::unique_ptr<Outbox>> open(Database& database, std::string name);
  virtual ~Outbox() = default;

  /// Inside a transaction. After that transaction commits, call wake() (spurious calls do no harm).
  virtual StoreResult<void> add(Session& sql, const std::vector<OutboxMessage>& messages) = 0;
  /// Wakes a relay() that waits in another thread of this process.
  virtual void wake() = 0;

  /// Takes up to `max` of the oldest, waiting up to `timeout` for the first, calls `publish` with them, and removes
  /// them if it returns true. Returns how many were removed. Messages committed by another process are seen at the
  /// timeout at the latest.
  virtual StoreResult<std::size_t> relay(std::size_t max, Duration timeout,
                                         const std::function<bool(std::span<const OutboxMessage>)>& publish) = 0;
  [[nodiscard]] virtual StoreResult<std::uint64_t> depth() = 0;
};

}  // namespace millwright::store
