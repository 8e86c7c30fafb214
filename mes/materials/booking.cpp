#include "mes/materials/booking.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "mes/definitions/needs.h"

namespace millwright::mes::materials {
namespace {

using orders::OrderState;

bool takes_lots(OrderState state) {
  using enum OrderState;
  return state == Pending || state == Dispatched || state == Ready || state == Running || state == Held ||
         state == Suspended;
}

std::string joined(const std::vector<Amount>& amounts) {
  std::string out;
  for (const auto& one : amounts) out += (out.empty() ? "" : ", ") + one.material;
  return out;
}

// Why it cannot be used now; empty: it can.
std::string against_using(const genealogy::Lot& lot, const Received& received, double left, Timestamp now) {
  if (lot.disposition == "held") return fmt::format("lot {} is held: {}", lot.id, lot.hold_reason.value_or(""));
  if (lot.disposition == "rejected") return fmt::format("lot {} is rejected", lot.id);
  if (received.expires && *received.expires <= now)
    return fmt::format("lot {} expired at {}", lot.id, to_rfc3339(*received.expires));
  if (left <= kNothingLeft) return fmt::format("lot {} is empty", lot.id);
  return {};
}

std::optional<Booking> open_booking(store::Session& sql, const std::string& lot) {
  return select_one<Booking>(sql, "mes_booking where lot = :lot and until = 0", lot);
}

// Where a lot is put: raw material into the mixer, packaging to the line.
std::string place_of(const MasterData& data, const orders::Order& order, const Material& material) {
  const auto* line = data.find_line(order.equipment.str());
  return line != nullptr && material.kind == "raw" ? line->lots.batch.equipment.str() : order.equipment.str();
}

// The units of a line that the definitions name, and the line.
std::set<std::string> places_of(const MasterData& data, const orders::Order& order) {
  const auto& path = order.equipment.str();
  std::set<std::string> out{path};
  const auto add = [&](const contracts::EquipmentPath& unit) {
    if (is_part_of(unit.str(), path)) out.insert(unit.str());
  };
  if (const auto* line = data.find_line(path)) {
    for (const auto* counter : {&line->good, &line->lots.batch, &line->lots.entering, &line->lots.pallet})
      add(counter->equipment);
    for (const auto& counter : line->scrap) add(counter.equipment);
  }
  for (const auto& equipment_class : data.equipment_classes)
    for (const auto& unit : equipment_class.equipment) add(unit);
  for (const auto& routing : data.routings)
    for (const auto& step : routing.steps) {
      add(step.equipment);
      for (const auto& capability : step.capabilities) add(capability.equipment);
    }
  return out;
}

MesResult<std::string> checked_place(const MasterData& data, const orders::Order& order, const Material& material,
                                     const std::optional<std::string>& wanted) {
  if (!wanted) return place_of(data, order, material);
  const auto places = places_of(data, order);
  if (places.contains(*wanted)) return *wanted;
  return fail(MesError::invalid, "equipment: '{}' is not of {}; there are: {}", *wanted, order.equipment.str(),
              fmt::join(places, ", "));
}

}  // namespace

MesResult<Booking> book_in(Transaction& transaction, const MasterData& data, const std::string& id,
                           const NewBooking& wanted, const std::string& by) {
  auto& sql = transaction.sql;
  const auto order = orders::find(sql, id);
  if (!order) return fail(MesError::not_found, "there is no order '{}'", id);
  const auto lot = genealogy::find(sql, wanted.lot);
  if (!lot) return fail(MesError::invalid, "lot: there is no lot '{}'", wanted.lot);
  if (!takes_lots(order->state))
    return fail(MesError::illegal, "order {} is {}: nothing is booked in for it", id, enum_name(order->state));
  const auto received = materials::received(sql, lot->id);
  if (!received) return fail(MesError::illegal, "lot {} was made here: it is not booked in", lot->id);
  const auto needs = bought_inputs_of(data, order->material, static_cast<double>(order->quantity), transaction.now);
  if (!needs) return fail(MesError::illegal, "order {}: {}", id, needs.error().message);
  if (std::ranges::find(*needs, lot->material, &Amount::material) == needs->end())
    return fail(MesError::illegal, "lot {} is {}, which is not in the bill of {}; in it are: {}", lot->id,
                lot->material, order->material, joined(*needs));
  if (const auto why = against_using(*lot, *received, left_of(sql, *lot), transaction.now); !why.empty())
    return fail(MesError::illegal, "{}", why);
  if (auto booked = open_booking(sql, lot->id)) {
    if (booked->order_id == id) return std::move(*booked);
    return fail(MesError::illegal, "lot {} is booked in for order {}", lot->id, booked->order_id);
  }
  const auto place = checked_place(data, *order, *data.find_material(lot->material), wanted.equipment);
  if (!place) return std::unexpected(place.error());
  Booking booking{id, lot->id, lot->material, *place, transaction.now, std::nullopt, by};
  insert(sql, "mes_booking", booking);
  transaction.changed("orders", id);
  transaction.changed("lots", lot->id);
  consume_since(transaction, data, transaction.now);
  return booking;
}

MesResult<Booking> take_off(Transaction& transaction, const MasterData& data, const std::string& order,
                            const std::string& lot) {
  auto booking = open_booking(transaction.sql, lot);
  if (!booking || booking->order_id != order)
    return fail(MesError::not_found, "lot '{}' is not booked in for order '{}'", lot, order);
  booking->until = transaction.now;
  execute(transaction.sql, "update mes_booking set until = :until where order_id = :order and lot = :lot and until = 0",
          booking->until, order, lot);
  transaction.changed("orders", order);
  transaction.changed("lots", lot);
  consume_since(transaction, data, transaction.now);
  return std::move(*booking);
}

MesResult<std::vector<OrderMaterial>> materials_of(store::Session& sql, const MasterData& data,
                                                   const orders::Order& order, Timestamp now) {
  const auto needs =
      bought_inputs_of(data, order.material, static_cast<double>(order.quantity), order.started.value_or(now));
  if (!needs) return fail(MesError::illegal, "order {}: {}", order.id, needs.error().message);
  std::vector<OrderMaterial> out;
  for (const auto& need : *needs) {
    const auto* material = data.find_material(need.material);
    OrderMaterial row{need.material, material->name, need.unit, need.quantity, 0, 0, 0, false, {}};
    row.used = query_one<double>(sql,
                                 "select coalesce(sum(p.quantity), 0.0) from mes_lot_parent p join mes_lot l on "
                                 "l.id = p.lot join mes_lot m on m.id = p.parent where l.\"order\" = :made_for and "
                                 "m.material = :material and m.kind = 'received'",
                                 order.id, need.material)
                   .value_or(0);
    for (const auto& booking : select<Booking>(
             sql, "mes_booking where order_id = :id and material = :material and until = 0 order by since, lot",
             order.id, need.material)) {
      const auto lot = genealogy::find(sql, booking.lot);
      const auto received = materials::received(sql, booking.lot);
      if (!lot || !received) continue;
      const auto left = left_of(sql, *lot);
      if (against_using(*lot, *received, left, now).empty()) row.left += left;
      row.booked += lot->quantity;
      row.lots.push_back(
          {lot->id, left, booking.equipment, booking.since, booking.by, received->expires, lot->disposition});
    }
    row.enough = row.used + row.left >= row.needed * (1 - 1e-9);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace millwright::mes::materials
