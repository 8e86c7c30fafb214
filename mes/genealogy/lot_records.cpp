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

void put_link(Transaction& transaction, const Link& link) {
  insert(transaction.sql, "mes_lot_parent", link,
         "on conflict (lot, parent) do update set quantity = excluded.quantity, unit = excluded.unit");
}

bool put(Transaction& transaction, const Lot& lot) {
  if (insert(transaction.sql, "mes_lot", lot)) return true;
  if (lot.left_from || lot.printed_from)  // what was found once stays when the readings are forgotten
    execute(transaction.sql,
            "update mes_lot set left_from = :left_from, left_to = :left_to, printed_from = :printed_from, "
            "printed_to = :printed_to where id = :id",
            lot.left_from, lot.left_to, lot.printed_from, lot.printed_to, lot.id);
  const auto moved =
      execute(transaction.sql,
              "update mes_lot set \"from\" = :began, \"to\" = :ended, presumed_from = :presumed, \"order\" = :of, "
              "material = :material, unit = :unit, left_from = :left_from, left_to = :left_to, "
              "printed_from = :printed_from, printed_to = :printed_to, "
              "status = case when disposition in ('held', 'rejected') then 'in_process' else cast(:status as text) end "
              "where id = :id and (\"from\" <> :old_from or \"to\" <> :old_to or presumed_from <> :old_presumed)",
              lot.from, lot.to, lot.presumed_from, lot.order, lot.material, lot.unit, lot.left_from, lot.left_to,
              lot.printed_from, lot.printed_to, lot.status, lot.id, lot.from, lot.to, lot.presumed_from);
  if (moved > 0) transaction.changed("lots", lot.id);
  return false;
}

}  // namespace millwright::mes::genealogy
