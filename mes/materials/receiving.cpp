#include "mes/materials/receiving.h"

#include <cmath>

#include "mes/definitions/needs.h"
#include "mes/records/derived_id.h"

namespace millwright::mes::materials {
namespace {

constexpr double kQuantityMax = 1e12;

// A bought-in material and a quantity of it in its own unit.
struct Bought {
  const Material* material;
  double quantity;
};

MesResult<Bought> bought(const MasterData& data, const std::string& id, double quantity,
                         const std::optional<std::string>& unit) {
  const auto* material = data.find_material(id);
  if (material == nullptr) return fail(MesError::invalid, "material: there is no material '{}'", id);
  if (data.has_bill(id)) return fail(MesError::invalid, "material: {} is made here, it is not received", id);
  if (!(quantity > 0) || quantity > kQuantityMax) return fail(MesError::invalid, "quantity: must be above zero");
  const auto code = unit.value_or(material->unit);
  if (find_unit(code) == nullptr) return fail(MesError::invalid, "unit: {}", unknown_unit(code));
  const auto own = in_unit(*material, quantity, code, material->unit);
  if (!own) return fail(MesError::invalid, "unit: {}", own.error().message);
  return Bought{material, *own};
}

// One after the number of those there are, or the next that nobody chose by hand.
std::string next_id(store::Session& sql, Timestamp now) {
  const auto day = to_rfc3339(now).substr(0, 10);
  auto number = query_one<std::int64_t>(sql, "select count(*) from mes_received").value_or(0);
  std::string id;
  do id = fmt::format("R{}{}{}-{:04}", day.substr(2, 2), day.substr(5, 2), day.substr(8, 2), ++number);
  while (genealogy::find(sql, id));
  return id;
}

std::string next_arrival(store::Session& sql) {
  auto number = query_one<std::int64_t>(sql, "select count(*) from mes_arrival").value_or(0);
  std::string id;
  do id = fmt::format("A-{:04}", ++number);
  while (query_one<std::string>(sql, "select id from mes_arrival where id = :id", id));
  return id;
}

std::string content_of(const NewLot& wanted, double quantity) {
  return derived_id("received-lot",
                    fmt::format("{}|{}|{}|{}|{}|{}", wanted.material, quantity, wanted.supplier.value_or(""),
                                wanted.supplier_lot.value_or(""), wanted.expires ? to_rfc3339(*wanted.expires) : "",
                                wanted.location.value_or("")));
}

MesResult<void> take_arrival(Transaction& transaction, const NewLot& wanted) {
  if (!wanted.arrival) return {};
  const auto arrival = select_one<Arrival>(transaction.sql, "mes_arrival where id = :id", *wanted.arrival);
  if (!arrival) return fail(MesError::invalid, "arrival: there is no arrival '{}'", *wanted.arrival);
  if (arrival->material != wanted.material)
    return fail(MesError::invalid, "arrival: {} is of {}", arrival->id, arrival->material);
  if (arrival->state != "expected")
    return fail(MesError::illegal, "arrival {} is {} already", arrival->id, arrival->state);
  execute(transaction.sql, "update mes_arrival set state = 'received' where id = :id", arrival->id);
  return {};
}

}  // namespace

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{
      {1, "received lots, arrivals, and what is booked in for an order",
       R"(create table mes_received (
            lot text primary key, supplier text not null, supplier_lot text not null, expires bigint not null,
            location text not null, received bigint not null, "by" text not null, content text not null);
          create table mes_arrival (
            id text primary key, material text not null, quantity {real} not null, at bigint not null,
            state text not null, "by" text not null);
          create table mes_booking (
            order_id text not null, lot text not null, material text not null, equipment text not null,
            since bigint not null, until bigint not null, "by" text not null, primary key (order_id, lot, since));
          create index mes_booking_by_lot on mes_booking (lot))"},
      {2, "the made lots that take from others",
       R"(create table mes_taker (
            lot text primary key, kind text not null, order_id text not null, at bigint not null,
            material text not null, quantity {real} not null, unit text not null);
          create index mes_taker_by_time on mes_taker (at);
          insert into mes_taker (lot, kind, order_id, at, material, quantity, unit)
            select id, kind, "order", case kind when 'batch' then "from" else "to" end, material, quantity, unit
            from mes_lot
            where "order" <> '' and ((kind = 'batch' and "from" > 0) or (kind = 'pallet' and "to" > 0)))"}};
  return kMigrations;
}

MesResult<genealogy::Lot> receive(Transaction& transaction, const MasterData& data, const NewLot& wanted,
                                  const std::string& by) {
  auto& sql = transaction.sql;
  const auto what = bought(data, wanted.material, wanted.quantity, wanted.unit);
  if (!what) return std::unexpected(what.error());
  if (wanted.id && wanted.id->empty()) return fail(MesError::invalid, "id: must not be empty");
  const auto content = content_of(wanted, what->quantity);
  const auto id = wanted.id ? *wanted.id : next_id(sql, transaction.now);
  if (auto known = genealogy::find(sql, id)) {
    const auto as = received(sql, id);
    if (as && as->content == content) return std::move(*known);
    return fail(MesError::illegal, "there is a lot '{}' already", id);
  }
  if (auto taken = take_arrival(transaction, wanted); !taken) return std::unexpected(std::move(taken.error()));
  genealogy::Lot lot;
  lot.id = id;
  lot.kind = kReceived;
  lot.material = what->material->id;
  lot.quantity = what->quantity;
  lot.unit = what->material->unit;
  lot.status = "available";
  lot.disposition = "none";
  lot.created = transaction.now;
  lot.from = transaction.now;
  lot.to = transaction.now;
  if (!insert(sql, "mes_lot", lot)) return fail(MesError::illegal, "there is a lot '{}' already", id);
  insert(sql, "mes_received",
         Received{id, wanted.supplier.value_or(""), wanted.supplier_lot.value_or(""), wanted.expires,
                  wanted.location.value_or(""), transaction.now, by, content});
  transaction.changed("lots", id);
  return lot;
}

std::optional<Received> received(store::Session& sql, const std::string& lot) {
  return select_one<Received>(sql, "mes_received where lot = :lot", lot);
}

double used_of(store::Session& sql, const std::string& lot) {
  return query_one<double>(sql, "select coalesce(sum(quantity), 0.0) from mes_lot_parent where parent = :lot", lot)
      .value_or(0);
}

double left_of(store::Session& sql, const genealogy::Lot& lot) {
  return std::max(0.0, lot.quantity - used_of(sql, lot.id));
}

MesResult<Arrival> announce(Transaction& transaction, const MasterData& data, const NewArrival& wanted,
                            const std::string& by) {
  const auto what = bought(data, wanted.material, wanted.quantity, wanted.unit);
  if (!what) return std::unexpected(what.error());
  if (wanted.at == Timestamp{}) return fail(MesError::invalid, "at: must be given");
  Arrival arrival{wanted.id ? *wanted.id : next_arrival(transaction.sql),
                  wanted.material,
                  what->quantity,
                  wanted.at,
                  "expected",
                  by};
  if (!insert(transaction.sql, "mes_arrival", arrival)) {
    const auto known = select_one<Arrival>(transaction.sql, "mes_arrival where id = :id", arrival.id);
    if (known && known->material == arrival.material && known->quantity == arrival.quantity && known->at == arrival.at)
      return *known;
    return fail(MesError::illegal, "there is an arrival '{}' already", arrival.id);
  }
  transaction.changed("lots", arrival.id);
  return arrival;
}

MesResult<Arrival> cancel(Transaction& transaction, const std::string& id) {
  auto arrival = select_one<Arrival>(transaction.sql, "mes_arrival where id = :id", id);
  if (!arrival) return fail(MesError::not_found, "there is no arrival '{}'", id);
  if (arrival->state != "expected") return fail(MesError::illegal, "arrival {} is {} already", id, arrival->state);
  arrival->state = "cancelled";
  execute(transaction.sql, "update mes_arrival set state = 'cancelled' where id = :id", id);
  transaction.changed("lots", id);
  return std::move(*arrival);
}

std::vector<Arrival> expected(store::Session& sql) {
  return select<Arrival>(sql, "mes_arrival where state = 'expected' order by at, id");
}

}  // namespace millwright::mes::materials
