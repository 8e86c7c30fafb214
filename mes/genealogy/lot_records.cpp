#include "mes/genealogy/lot_records.h"

#include <algorithm>

namespace millwright::mes::genealogy {

std::string lot_id(const contracts::EquipmentPath& line, char kind, std::int64_t run, std::int64_t number) {
  std::string name = line.str();
  std::ranges::replace(name, '/', '-');
  return fmt::format("{}-{}{}-{:04}", name, kind, run, number);
}

void announce(Transaction& transaction, const Lot& lot, const std::string& reason) {
  transaction.changed("lots", lot.id);
  const auto parents = parents_of(transaction.sql, lot.id);
  transaction.say(lot.line, contracts::LotEvent{lot.id, lot.material,
                                                parents.empty() ? std::nullopt : std::optional(parents.front()),
                                                lot.status, lot.disposition, reason, transaction.now});
}

void add_parent(store::Session& sql, const std::string& lot, const std::string& parent) {
  execute(sql, "insert into mes_lot_parent (lot, parent) values (:lot, :parent) on conflict do nothing", lot, parent);
}

void inherit_hold(Transaction& transaction, const std::string& pallet) {
  const auto lot = find(transaction.sql, pallet);
  if (!lot || lot->kind != "pallet" || lot->disposition != "none" || !lot->to) return;
  const auto parent = select_one<Lot>(transaction.sql,
                                      "mes_lot where disposition = 'held' and held_since <= :completed and id in "
                                      "(select parent from mes_lot_parent where lot = :lot) order by id limit 1",
                                      *lot->to, pallet);
  if (!parent) return;
  const std::string reason = fmt::format("made of {}: {}", parent->id, parent->hold_reason.value_or("held"));
  (void)hold(transaction, pallet, reason, *parent->held_since);
}

}  // namespace millwright::mes::genealogy
