#include "mes/records/writer.h"

#include <algorithm>

#include "mes/records/rows.h"

namespace millwright::mes {
namespace {

// Instances on one PostgreSQL take turns at writing, as SQLite's writers do anyway: the modules then need no other
// protection against each other, and a transaction of a whole batch takes milliseconds.
void take_turn(store::Session& sql, store::Dialect dialect) {
  if (dialect == store::Dialect::postgresql)
    query<std::string>(sql, "select cast(pg_advisory_xact_lock(7701) as text)");
}

std::vector<Change> each_once(std::vector<Change> changes) {
  std::ranges::sort(changes);
  const auto [first, last] = std::ranges::unique(changes);
  changes.erase(first, last);
  return changes;
}

}  // namespace

void Transaction::add(std::string channel, const contracts::CloudEvent& event, std::string routing_key) {
  messages_.push_back({std::move(channel), event.id, std::move(routing_key), event.type, contracts::to_text(event)});
}

void Transaction::command(const contracts::Command& command) {
  add("commands", contracts::make_event(command.id.str(), std::string(kSource), command.equipment, now, command),
      contracts::routing_key(command.equipment, contracts::kind_of<contracts::Command>().word));
}

MesError Writer::code_of(store::StoreError error) {
  const bool passes = error == store::StoreError::unavailable || error == store::StoreError::busy;
  return passes ? MesError::unavailable : MesError::storage;
}

store::StoreResult<void> Writer::run(const std::function<bool(Transaction&)>& work) {
  std::vector<Change> changes;
  bool said = false;
  auto done = database_.transaction([&](store::Session& sql) -> store::StoreResult<void> {
    take_turn(sql, database_.dialect());
    Transaction transaction(sql, clock_, ids_);
    if (!work(transaction)) return fail(store::StoreError::aborted, "refused");
    said = !transaction.messages().empty();
    if (said) {
      if (auto added = outbox_.add(sql, transaction.messages()); !added) return added;
    }
    changes = each_once(transaction.changes());
    return {};
  });
  if (!done) return done;
  if (said) outbox_.wake();
  if (listener_ && !changes.empty()) listener_(changes);
  return {};
}

}  // namespace millwright::mes
