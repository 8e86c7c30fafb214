#include "mes/genealogy/holds.h"

#include <algorithm>

#include "mes/genealogy/lot_records.h"

namespace millwright::mes::genealogy {
namespace {

void note(Transaction& transaction, const std::string& lot, const std::string& what, const std::string& by,
          const std::string& detail) {
  execute(transaction.sql,
          "insert into mes_lot_action (lot, number, \"time\", what, \"by\", detail) "
          "select :lot, coalesce(max(number), 0) + 1, cast(:moment as bigint), cast(:what as text), "
          "cast(:by as text), cast(:detail as text) from mes_lot_action where lot = :same",
          lot, transaction.now, what, by, detail, lot);
}

// False when the lot is held for that already, from then on or from earlier.
bool place(Transaction& transaction, const Hold& hold) {
  execute(transaction.sql,
          "insert into mes_lot_hold_past (lot, placed, lifted) select lot, placed, lifted from mes_lot_hold where "
          "lot = :lot and parent = :parent and cause = :cause and lifted > 0",
          hold.lot, hold.parent, hold.cause);
  return insert(
      transaction.sql, "mes_lot_hold", hold,
      "on conflict (lot, parent, cause) do update set reason = excluded.reason, since = excluded.since, "
      "placed = case when mes_lot_hold.lifted > 0 then excluded.placed else mes_lot_hold.placed end, lifted = 0 "
      "where mes_lot_hold.lifted > 0 or excluded.since < mes_lot_hold.since");
}

void write(Transaction& transaction, const Lot& lot) {
  execute(transaction.sql,
          "update mes_lot set disposition = :disposition, status = :status, hold_reason = :reason, "
          "held_since = :since where id = :id",
          lot.disposition, lot.status, lot.hold_reason, lot.held_since, lot.id);
}

// The lot's row follows from its open holds.
void show_holds(Transaction& transaction, Lot& lot) {
  const auto open = holds_of(transaction.sql, lot.id);
  std::string reasons;
  for (const auto& hold : open)
    if (reasons.find(hold.reason) == std::string::npos) reasons += (reasons.empty() ? "" : "; ") + hold.reason;
  lot.disposition = "held";
  lot.status = "in_process";
  lot.hold_reason = reasons;
  lot.held_since = std::ranges::min(open, {}, &Hold::since).since;
  write(transaction, lot);
}

// A sublot is of one batch, all of it. A pallet that was complete before has nothing of what is held.
bool reaches(const Lot& parent, const Lot& lot) {
  return lot.kind != "pallet" || (lot.to && parent.held_since && *lot.to >= *parent.held_since);
}

// Quality has decided on this lot by itself, or with its parent, and the parent was not held anew since.
bool is_decided(store::Session& sql, const Lot& lot, const Lot& parent) {
  const auto known = select_one<Hold>(sql, "mes_lot_hold where lot = :lot and parent = :parent and lifted > 0 limit 1",
                                      lot.id, parent.id);
  if (!known) return false;
  const auto newest = query_one<Timestamp>(
      sql, "select coalesce(max(placed), 0) from mes_lot_hold where lot = :lot and lifted = 0", parent.id);
  return parent.disposition == "rejected" || newest.value_or(Timestamp{}) <= *known->lifted;
}

std::string made_of(const Lot& parent, const std::string& reason) {
  return fmt::format("made of {}: {}", parent.id, reason);
}

void spread(Transaction& transaction, const Lot& lot, std::vector<std::string>& with);

void inherit_into(Transaction& transaction, const std::string& id, std::vector<std::string>& with);

// One decision on its way to what was made of the lot.
struct Disposal {
  Transaction& transaction;
  Decision decision;
  std::string by;
  std::vector<std::string> disposed{};
  std::vector<std::string> still_held{};

  void decide(Lot lot, const std::string& reason);
  void carry(Lot heir, const Lot& origin, const std::string& reason);
};

void Disposal::decide(Lot lot, const std::string& reason) {
  const bool release = decision == Decision::release;
  execute(transaction.sql, "update mes_lot_hold set lifted = :now where lot = :lot and lifted = 0", transaction.now,
          lot.id);
  lot.disposition = release ? "released" : "rejected";
  lot.status = release && lot.to ? "available" : "in_process";
  write(transaction, lot);
  note(transaction, lot.id, lot.disposition, by, reason);
  announce(transaction, lot, reason);
  disposed.push_back(lot.id);
  for (auto& heir : select<Lot>(transaction.sql,
                                "mes_lot where disposition = 'held' and id in (select lot from mes_lot_hold where "
                                "parent = :parent and lifted = 0) order by id",
                                lot.id))
    carry(std::move(heir), lot, made_of(lot, reason));
}

void Disposal::carry(Lot heir, const Lot& origin, const std::string& reason) {
  execute(transaction.sql, "update mes_lot_hold set lifted = :now where lot = :lot and parent = :parent and lifted = 0",
          transaction.now, heir.id, origin.id);
  const auto parents = parents_of(transaction.sql, heir.id);
  if (decision == Decision::reject && std::ranges::find(parents, origin.id) == parents.end())
    place(transaction,
          {heir.id, "", "lot:" + origin.id,
           fmt::format("was held as made of {}, which is rejected; later readings trace it elsewhere", origin.id),
           heir.held_since.value_or(transaction.now), transaction.now, std::nullopt});
  else if (decision == Decision::reject || holds_of(transaction.sql, heir.id).empty())
    return decide(std::move(heir), reason);
  show_holds(transaction, heir);
  still_held.push_back(heir.id);
  note(transaction, heir.id, "still held", by, fmt::format("{}; held for: {}", reason, *heir.hold_reason));
  announce(transaction, heir, *heir.hold_reason);
}

void reject_with(Transaction& transaction, const Lot& lot, const Lot& parent) {
  const std::string reason = made_of(parent, "rejected");
  place(transaction, {lot.id, parent.id, "", reason, transaction.now, transaction.now, std::nullopt});
  Disposal{transaction, Decision::reject, "genealogy"}.decide(lot, reason);
}

void inherit_into(Transaction& transaction, const std::string& id, std::vector<std::string>& with) {
  auto lot = find(transaction.sql, id);
  if (!lot || lot->disposition == "rejected") return;
  std::string reason;
  for (const auto& parent :
       select<Lot>(transaction.sql,
                   "mes_lot where disposition in ('held', 'rejected') and id in (select parent from mes_lot_parent "
                   "where lot = :lot) order by id",
                   id)) {
    if (!reaches(parent, *lot) || is_decided(transaction.sql, *lot, parent)) continue;
    if (parent.disposition == "rejected") return reject_with(transaction, *lot, parent);
    const auto inherited = made_of(parent, parent.hold_reason.value_or("held"));
    if (place(transaction, {id, parent.id, "", inherited, *parent.held_since, transaction.now, std::nullopt}))
      reason = inherited;
  }
  if (reason.empty()) return;
  show_holds(transaction, *lot);
  note(transaction, id, "held", "genealogy", reason);
  announce(transaction, *lot, reason);
  with.push_back(id);
  spread(transaction, *lot, with);
}

void spread(Transaction& transaction, const Lot& lot, std::vector<std::string>& with) {
  for (const auto& child : children_of(transaction.sql, lot.id)) inherit_into(transaction, child, with);
}

}  // namespace

MesResult<Affected> hold(Transaction& transaction, const std::string& id, const HoldCause& cause) {
  auto lot = find(transaction.sql, id);
  if (!lot) return fail(MesError::not_found, "there is no lot '{}'", id);
  if (lot->disposition == "rejected") return fail(MesError::illegal, "lot {} is rejected; it cannot be held", id);
  // Of a batch that was only named by the pasteurizer it is not known when it began.
  const auto began = lot->presumed_from ? lot->presumed_from : lot->from;
  const auto since = cause.since.value_or(began.value_or(from_unix_ns(1)));
  Affected affected;
  if (place(transaction, {id, "", cause.cause, cause.reason, since, transaction.now, std::nullopt})) {
    show_holds(transaction, *lot);
    note(transaction, id, "held", cause.by, cause.reason);
    announce(transaction, *lot, cause.reason);
    spread(transaction, *lot, affected.with);
  }
  affected.lot = *lot;
  return affected;
}

MesResult<Affected> dispose(Transaction& transaction, const std::string& id, Decision decision,
                            const std::string& reason, const std::string& by) {
  const auto lot = find(transaction.sql, id);
  if (!lot) return fail(MesError::not_found, "there is no lot '{}'", id);
  if (lot->disposition != "held")
    return fail(MesError::illegal, "lot {} is not held but {}; only a held lot is disposed of", id, lot->disposition);
  Disposal disposal{transaction, decision, by};
  disposal.decide(*lot, reason);
  Affected affected{find(transaction.sql, id).value_or(*lot), {}, {}};
  affected.with.assign(disposal.disposed.begin() + 1, disposal.disposed.end());
  for (const auto& heir : disposal.still_held)
    if (std::ranges::find(disposal.disposed, heir) == disposal.disposed.end()) affected.still_held.push_back(heir);
  return affected;
}

void inherit(Transaction& transaction, const std::string& id) {
  std::vector<std::string> with;
  inherit_into(transaction, id, with);
}

std::vector<Hold> holds_of(store::Session& sql, const std::string& lot) {
  return select<Hold>(sql, "mes_lot_hold where lot = :lot and lifted = 0 order by placed, parent, cause", lot);
}

std::vector<Window> held_during(store::Session& sql, const std::string& lot) {
  std::vector<Window> out;
  for (const auto& [from, to] :
       query<Timestamp, Timestamp>(sql,
                                   "select placed, lifted from mes_lot_hold where lot = :lot union all "
                                   "select placed, lifted from mes_lot_hold_past where lot = :same",
                                   lot, lot))
    out.push_back({from, to == Timestamp{} ? Timestamp::max() : to});
  return out;
}

std::vector<LotAction> actions_of(store::Session& sql, const std::string& lot) {
  return select<LotAction>(sql, "mes_lot_action where lot = :lot order by number", lot);
}

}  // namespace millwright::mes::genealogy
