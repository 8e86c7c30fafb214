#include "mes/genealogy/genealogy.h"

#include <algorithm>

#include "mes/genealogy/lot_records.h"

namespace millwright::mes::genealogy {

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{{1, "lots, their parents, and the readings they come from",
                                                          R"(create table mes_lot (
            id text primary key, kind text not null, material text not null, "order" text not null,
            quantity {real} not null, unit text not null, status text not null, disposition text not null,
            hold_reason text not null, held_since bigint not null, created bigint not null, "from" bigint not null,
            "to" bigint not null, line text not null, run bigint not null, number bigint not null);
          create index mes_lot_by_window on mes_lot (line, kind, "from");
          create index mes_lot_by_order on mes_lot ("order");
          create index mes_lot_by_disposition on mes_lot (disposition);
          create table mes_lot_parent (lot text not null, parent text not null, primary key (lot, parent));
          create index mes_lot_parent_reverse on mes_lot_parent (parent);
          create table mes_lot_reading (
            counter text not null, "time" bigint not null, reading bigint not null, run bigint not null,
            primary key (counter, "time"));
          create table mes_lot_entering (
            line text not null, "time" bigint not null, lot text not null, primary key (line, "time")))"}};
  return kMigrations;
}

void apply(Transaction& transaction, const MasterData& data, const contracts::CountEvent& event) {
  if (!event.quality.is_good()) return;
  const CounterName name{event.equipment, event.counter};
  for (const auto& line : data.lines) {
    if (line.lots.batch == name) place_batch(transaction, line, event.count, event.time);
    if (line.lots.entering == name && event.count > 0) note_entering(transaction, line, event.count, event.time);
    if (line.lots.pallet == name) place_pallets(transaction, line, event.count, event.time);
  }
}

std::vector<std::string> entered_in(store::Session& sql, const contracts::EquipmentPath& line, const Window& window) {
  for (const char* kind : {"sublot", "batch"}) {
    std::vector<std::string> found;
    for (auto& [id] : query<std::string>(sql,
                                         "select id from mes_lot where line = :line and kind = :kind and \"from\" > 0 "
                                         "and \"from\" <= :until and (\"to\" = 0 or \"to\" > :since) order by \"from\"",
                                         line, kind, window.to, window.from))
      found.push_back(std::move(id));
    if (!found.empty()) return found;
  }
  return {};
}

MesResult<Lot> hold(Transaction& transaction, const std::string& id, const std::string& reason, Timestamp since) {
  auto lot = find(transaction.sql, id);
  if (!lot) return fail(MesError::not_found, "there is no lot '{}'", id);
  if (lot->disposition == "rejected") return fail(MesError::illegal, "lot {} is rejected; it cannot be held", id);
  const bool earlier = !lot->held_since || since < *lot->held_since;
  if (lot->disposition == "held" && !earlier) return *lot;
  if (lot->disposition != "held") lot->hold_reason = reason;
  lot->disposition = "held";
  if (earlier) lot->held_since = since;
  execute(transaction.sql,
          "update mes_lot set disposition = 'held', hold_reason = :reason, held_since = :since where id = :id",
          lot->hold_reason, lot->held_since, id);
  announce(transaction, *lot, reason);
  for (const auto& child : children_of(transaction.sql, id)) inherit_hold(transaction, child);
  return *lot;
}

MesResult<Lot> dispose(Transaction& transaction, const std::string& id, bool release, const std::string& reason) {
  auto lot = find(transaction.sql, id);
  if (!lot) return fail(MesError::not_found, "there is no lot '{}'", id);
  if (lot->disposition != "held")
    return fail(MesError::illegal, "lot {} is not held but {}; only a held lot is disposed of", id, lot->disposition);
  lot->disposition = release ? "released" : "rejected";
  execute(transaction.sql, "update mes_lot set disposition = :disposition where id = :id", lot->disposition, id);
  announce(transaction, *lot, reason);
  return *lot;
}

std::optional<Lot> find(store::Session& sql, const std::string& id) {
  return select_one<Lot>(sql, "mes_lot where id = :id", id);
}

std::vector<std::string> parents_of(store::Session& sql, const std::string& id) {
  std::vector<std::string> out;
  for (auto& [parent] :
       query<std::string>(sql, "select parent from mes_lot_parent where lot = :lot order by parent", id))
    out.push_back(std::move(parent));
  return out;
}

std::vector<std::string> children_of(store::Session& sql, const std::string& id) {
  std::vector<std::string> out;
  for (auto& [child] :
       query<std::string>(sql, "select lot from mes_lot_parent where parent = :parent order by lot", id))
    out.push_back(std::move(child));
  return out;
}

std::vector<Lot> list(store::Session& sql, const LotFilter& filter) {
  const auto any = [](const std::optional<std::string>& wanted) { return wanted.value_or(""); };
  return select<Lot>(
      sql,
      "mes_lot where (status = :status or '' = :any_status) and (\"order\" = :ordered or '' = :any_order) "
      "and (disposition = :disposition or '' = :any_disposition) order by created desc, id desc limit 1000",
      any(filter.status), any(filter.status), any(filter.order), any(filter.order), any(filter.disposition),
      any(filter.disposition));
}

}  // namespace millwright::mes::genealogy
