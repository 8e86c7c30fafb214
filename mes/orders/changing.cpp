// What people change in an order beside its state: corrections of its counts, and parts split off.

#include <algorithm>

#include "mes/orders/order_records.h"
#include "mes/records/derived_id.h"

namespace millwright::mes::orders {

MesResult<SplitOrders> split(Transaction& transaction, const std::string& id, const Split& wanted) {
  auto order = find(transaction.sql, id);
  if (!order) return fail(MesError::not_found, "there is no order '{}'", id);
  if (!rights_in(order->state).split)
    return fail(MesError::illegal, "order {} cannot be split: it is {}", id, enum_name(order->state));
  const std::int64_t made = std::max<std::int64_t>(order->total_good(), 0);
  const std::int64_t most_of_it = order->quantity - std::max<std::int64_t>(made, 1);
  if (wanted.quantity <= 0) return fail(MesError::invalid, "quantity: must be above zero");
  if (wanted.quantity > most_of_it)
    return fail(MesError::invalid, "quantity: of order {} {} at most can be split off: {} are ordered and {} made", id,
                std::max<std::int64_t>(most_of_it, 0), order->quantity, made);
  Order part{.id = wanted.id.value_or(""),
             .material = order->material,
             .description = order->description,
             .equipment = order->equipment,
             .quantity = wanted.quantity,
             .unit = order->unit,
             .due = wanted.due ? wanted.due : order->due,
             .priority = order->priority,
             .created = transaction.now,
             .reason = fmt::format("split off {}", id),
             .request = order->request,
             .split_of = id,
             .under_percent = order->under_percent,
             .over_percent = order->over_percent,
             .earliest = order->earliest};
  auto added = add(transaction, std::move(part), id + "-");
  if (!added) return std::unexpected(std::move(added.error()));
  order->quantity -= wanted.quantity;
  execute(transaction.sql, "update mes_order set quantity = :quantity where id = :id", order->quantity, id);
  announce(transaction, *order);
  return SplitOrders{std::move(*order), std::move(*added)};
}

void set_earliest(Transaction& transaction, const std::string& id, Timestamp earliest) {
  execute(transaction.sql, "update mes_order set earliest = :earliest where id = :id", earliest, id);
  transaction.changed("orders", id);
}

MesResult<Order> correct(Transaction& transaction, const std::string& id, const NewCorrection& wanted,
                         const std::string& by) {
  auto order = find(transaction.sql, id);
  if (!order) return fail(MesError::not_found, "there is no order '{}'", id);
  const auto good = wanted.good.value_or(0);
  const auto scrap = wanted.scrap.value_or(0);
  if (wanted.reason.empty()) return fail(MesError::invalid, "reason: must be given");
  if (good == 0 && scrap == 0) return fail(MesError::invalid, "good, scrap: one of them must change something");
  // Pieces that a line makes in a year are far below; what is above is a slip of the finger.
  constexpr std::int64_t kPiecesMax = 1'000'000'000;
  if (std::min(good, scrap) < -kPiecesMax || std::max(good, scrap) > kPiecesMax)
    return fail(MesError::invalid, "good, scrap: {} pieces at most", kPiecesMax);
  const Correction row{
      wanted.id.value_or(derived_id("correction", fmt::format("{}:{}:{}:{}:{}:{}", id, unix_ns(transaction.now), good,
                                                              scrap, by, wanted.reason))),
      id,
      transaction.now,
      good,
      scrap,
      wanted.reason,
      by};
  if (const auto known = select_one<Correction>(transaction.sql, "mes_order_correction where id = :id", row.id)) {
    if (known->order_id == id && known->good == good && known->scrap == scrap) return *order;
    return fail(MesError::illegal, "id: there is another correction '{}' of order {}", row.id, known->order_id);
  }
  if (!rights_in(order->state).correct)
    return fail(MesError::illegal, "order {} cannot be corrected: it is {}", id, enum_name(order->state));
  if (order->total_good() + good < 0)
    return fail(MesError::invalid, "good: order {} has {} good pieces; {} cannot be taken off", id, order->total_good(),
                -good);
  if (order->total_scrap() + scrap < 0)
    return fail(MesError::invalid, "scrap: order {} has {} pieces of scrap; {} cannot be taken off", id,
                order->total_scrap(), -scrap);
  insert(transaction.sql, "mes_order_correction", row, "");
  order->corrected_good += good;
  order->corrected_scrap += scrap;
  execute(transaction.sql, "update mes_order set corrected_good = :good, corrected_scrap = :scrap where id = :id",
          order->corrected_good, order->corrected_scrap, id);
  announce(transaction, *order);
  return *order;
}

std::vector<Correction> corrections_of(store::Session& sql, const std::string& order) {
  return select<Correction>(sql, "mes_order_correction where order_id = :order_id order by \"time\", id", order);
}

}  // namespace millwright::mes::orders
