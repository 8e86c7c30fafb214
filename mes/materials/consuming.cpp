// What was taken of the lots that are booked in. For one order everything is reckoned anew, in the order of time: each
// batch and pallet takes what its bill says from the lots that could be used then, the one booked in first to its end
// and then the next. Only what differs from the record is written.

#include <algorithm>
#include <map>

#include "mes/definitions/needs.h"
#include "mes/genealogy/holds.h"
#include "mes/materials/booking.h"

namespace millwright::mes::materials {
namespace {

using genealogy::Link;
using genealogy::Lot;
using genealogy::Window;

/// A lot booked in, with what it can still give and when it could not be used.
struct Source {
  Booking booking;
  std::optional<Timestamp> expires{};
  std::vector<Window> blocked{};

  [[nodiscard]] bool usable(Timestamp at) const {
    if (at < booking.since || (booking.until && at >= *booking.until) || (expires && at >= *expires)) return false;
    return std::ranges::none_of(blocked, [&](const Window& held) { return at >= held.from && at < held.to; });
  }
};

Timestamp taken_at(const Lot& lot) { return lot.kind == "pallet" ? *lot.to : *lot.from; }

std::vector<Lot> takers_of(store::Session& sql, const std::string& order) {
  auto lots = select<Lot>(sql,
                          "mes_lot where \"order\" = :id and \"from\" > 0 and (kind = 'batch' or (kind = 'pallet' and "
                          "\"to\" > 0))",
                          order);
  std::ranges::sort(lots, {}, [](const Lot& lot) { return std::pair(taken_at(lot), lot.id); });
  return lots;
}

// When it was held, and from its rejection on.
std::vector<Window> blocked_of(store::Session& sql, const Lot& lot) {
  std::vector<Window> out;
  Timestamp decided{};  // what quality decided last lifted the holds that were open then
  for (const auto& hold : select<genealogy::Hold>(sql, "mes_lot_hold where lot = :lot", lot.id)) {
    out.push_back({hold.placed, hold.lifted.value_or(Timestamp::max())});
    decided = std::max(decided, hold.lifted.value_or(Timestamp{}));
  }
  if (lot.disposition == "rejected") out.push_back({decided, Timestamp::max()});
  return out;
}

std::vector<Source> sources_of(store::Session& sql, const std::string& order, std::map<std::string, double>& left) {
  std::vector<Source> out;
  for (auto& booking : select<Booking>(sql, "mes_booking where order_id = :id order by since, lot", order)) {
    const auto lot = genealogy::find(sql, booking.lot);
    const auto as = received(sql, booking.lot);
    if (!lot || !as) continue;
    const auto elsewhere = query_one<double>(sql,
                                             "select coalesce(sum(p.quantity), 0.0) from mes_lot_parent p join mes_lot "
                                             "l on l.id = p.lot where p.parent = :lot and l.\"order\" <> :id",
                                             lot->id, order);
    left[lot->id] = lot->quantity - elsewhere.value_or(0);
    out.push_back({std::move(booking), as->expires, blocked_of(sql, *lot)});
  }
  return out;
}

// A made lot's unit is written as people read it.
std::string code_of(const std::string& unit, const Material& material) {
  for (const auto& one : units())
    if (one.symbol == unit || one.code == unit) return one.code;
  return material.unit;
}

// What is bought in of what a lot is made of, by the bill in effect then.
std::vector<Amount> bought_of(const MasterData& data, const Lot& lot) {
  std::vector<Amount> out;
  const auto* made = data.find_material(lot.material);
  if (made == nullptr) return out;
  const auto quantity = in_unit(*made, lot.quantity, code_of(lot.unit, *made), made->unit);
  const auto inputs = quantity ? inputs_of(data, made->id, *quantity, taken_at(lot)) : std::vector<Amount>{};
  if (!inputs) return out;
  for (const auto& input : *inputs) {
    const auto* material = data.find_material(input.material);
    if (material == nullptr || data.has_bill(material->id)) continue;
    if (const auto own = in_unit(*material, input.quantity, input.unit, material->unit))
      out.push_back({material->id, *own, material->unit});
  }
  return out;
}

/// What one lot took, by the lot it took it from; and what it could not be given.
struct Taken {
  std::map<std::string, Link> links{};
  std::string missing{};
};

Taken take(const MasterData& data, const Lot& taker, const std::vector<Source>& sources,
           std::map<std::string, double>& left) {
  Taken out;
  for (const auto& need : bought_of(data, taker)) {
    double wanted = need.quantity;
    for (const auto& source : sources) {
      if (source.booking.material != need.material || !source.usable(taken_at(taker))) continue;
      auto& there = left[source.booking.lot];
      const double given = std::clamp(there, 0.0, wanted);
      if (given <= kNothingLeft) continue;
      there -= given;
      wanted -= given;
      auto& link = out.links[source.booking.lot];
      link = {taker.id, source.booking.lot, link.quantity + given, need.unit};
    }
    if (wanted > kNothingLeft * std::max(1.0, need.quantity))
      out.missing += fmt::format("{}{:.6g} of {:.6g} {} {}", out.missing.empty() ? "" : ", ", wanted, need.quantity,
                                 need.unit, need.material);
  }
  return out;
}

void record(Transaction& transaction, const Lot& taker, const Taken& taken) {
  auto& sql = transaction.sql;
  bool changed = false;
  auto links = taken.links;
  for (const auto& old : select<Link>(sql,
                                      "mes_lot_parent where lot = :lot and exists (select 1 from mes_lot m where "
                                      "m.id = mes_lot_parent.parent and m.kind = 'received')",
                                      taker.id)) {
    const auto found = links.find(old.parent);
    if (found == links.end()) {
      execute(sql, "delete from mes_lot_parent where lot = :lot and parent = :parent", taker.id, old.parent);
      changed = true;
    } else if (found->second.quantity == old.quantity) {
      links.erase(found);
    }
  }
  for (const auto& [lot, link] : links) genealogy::put_link(transaction, link);
  if (taker.kind == "batch") {
    const auto note = taken.missing.empty() ? "" : "of no lot that was booked in: " + taken.missing;
    changed = execute(sql, "update mes_lot set tracing_note = :note where id = :id and tracing_note <> :old", note,
                      taker.id, note) > 0 ||
              changed;
  }
  if (!changed && links.empty()) return;
  genealogy::inherit(transaction, taker.id);
  transaction.changed("lots", taker.id);
}

void consume_one(Transaction& transaction, const MasterData& data, const std::string& order) {
  std::map<std::string, double> left;
  const auto sources = sources_of(transaction.sql, order, left);
  for (const auto& taker : takers_of(transaction.sql, order))
    record(transaction, taker, take(data, taker, sources, left));
}

}  // namespace

void consume(Transaction& transaction, const MasterData& data, const std::set<std::string>& orders) {
  for (const auto& order : orders) consume_one(transaction, data, order);
}

void consume_for(Transaction& transaction, const MasterData& data, const std::vector<Change>& changes) {
  std::set<std::string> lots, orders;
  for (const auto& change : changes)
    if (change.what == "lots") lots.insert(change.id);
  for (const auto& id : lots) {
    const auto lot = genealogy::find(transaction.sql, id);
    if (!lot) continue;
    if (lot->order && lot->kind != "sublot") orders.insert(*lot->order);
    // What it was made for before, where later readings say otherwise.
    for (auto& [order] : query<std::string>(transaction.sql,
                                            "select distinct b.order_id from mes_lot_parent p join mes_booking b on "
                                            "b.lot = p.parent where p.lot = :lot or p.parent = :same",
                                            id, id))
      orders.insert(std::move(order));
  }
  consume(transaction, data, orders);
}

}  // namespace millwright::mes::materials
