// Of which order a lot is: what ran on the line in its time. A run may become known after the lots that were made in
// it; then they are given to it, with the material that the order makes.

#include <algorithm>

#include "mes/genealogy/lot_records.h"
#include "mes/orders/orders.h"

namespace millwright::mes::genealogy {
namespace {

// Runs that ended longer ago have been looked at many times.
constexpr Duration kRunAge = 7 * 24h;

using Key = std::pair<std::string, Timestamp>;
Key key_of(const orders::Run& run) { return {run.order_id, run.started}; }

void of_intermediate(Transaction& transaction, const Line& line, Lot& lot) {
  const bool batch = lot.kind == "batch";
  const auto& of_product = batch ? line.lots.batch_materials : line.lots.sublot_materials;
  lot.material = batch ? line.lots.batch_material : line.lots.sublot_material;
  const auto order = lot.order ? orders::find(transaction.sql, *lot.order) : std::nullopt;
  if (!order) return;
  if (const auto found = of_product.find(order->material); found != of_product.end()) lot.material = found->second;
}

void of_product(Transaction& transaction, Lot& lot) {
  const auto order = lot.order ? orders::find(transaction.sql, *lot.order) : std::nullopt;
  lot.material = order ? order->material : "unplanned";
  lot.unit = order ? order->unit : "pieces";
}

/// Since when what is known to have run differs from what the lots were given to.
std::optional<Timestamp> differs_since(Transaction& transaction, const contracts::EquipmentPath& line) {
  const auto horizon = transaction.now - kRunAge;
  std::map<Key, orders::Run> seen;
  for (auto& run : select<orders::Run>(
           transaction.sql, "mes_lot_run where equipment = :line and (ended = 0 or ended > :horizon)", line, horizon))
    seen.emplace(key_of(run), run);
  std::optional<Timestamp> since;
  const auto from = [&](Timestamp moment) { since = std::min(since.value_or(moment), moment); };
  for (const auto& run : orders::runs_ended_since(transaction.sql, line, horizon)) {
    const auto found = seen.find(key_of(run));
    const bool known = found != seen.end();
    if (known && found->second.ended == run.ended) continue;
    if (known) {
      from(std::min(found->second.ended.value_or(Timestamp::max()), run.ended.value_or(Timestamp::max())));
      execute(transaction.sql, "delete from mes_lot_run where order_id = :id and equipment = :line and started = :at",
              run.order_id, line, run.started);
    } else {
      from(run.started);
    }
    insert(transaction.sql, "mes_lot_run", run);
  }
  return since;
}

void give_anew(Transaction& transaction, const Line& line, const Lot& lot) {
  Lot now = lot;
  give_to_order(transaction, line, now);
  if (now.order == lot.order && now.material == lot.material && now.unit == lot.unit) return;
  execute(transaction.sql, "update mes_lot set \"order\" = :of, material = :material, unit = :unit where id = :id",
          now.order, now.material, now.unit, now.id);
  transaction.changed("lots", now.id);
  if (now.material != lot.material) announce(transaction, now, "of " + now.order.value_or("no order"));
}

}  // namespace

void give_to_order(Transaction& transaction, const Line& line, Lot& lot) {
  if (lot.kind == "pallet") {
    lot.order = lot.to ? orders::running_at(transaction.sql, line.equipment, *lot.to) : std::nullopt;
    return of_product(transaction, lot);
  }
  lot.order = lot.from ? orders::running_during(transaction.sql, lot.line, *lot.from, lot.to) : std::nullopt;
  of_intermediate(transaction, line, lot);
}

void follow_runs(Transaction& transaction, const MasterData& data) {
  for (const auto& line : data.lines) {
    const auto since = differs_since(transaction, line.equipment);
    if (!since) continue;
    for (const auto& lot : select<Lot>(transaction.sql,
                                       "mes_lot where line = :line and kind in ('batch', 'sublot', 'pallet') and "
                                       "\"from\" > 0 and (\"to\" = 0 or \"to\" >= :since)",
                                       line.equipment, *since))
      give_anew(transaction, line, lot);
  }
}

}  // namespace millwright::mes::genealogy
