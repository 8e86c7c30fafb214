// What was taken of the lots that are booked in. Each batch and pallet takes what its bill says from the lots that
// could be used then, the one booked in first to its end and then the next; in the order of time, over all orders. A
// lot that is found anew changes what later ones were left with: from its moment on everything is reckoned again, and
// only what differs from the record is written.

#include <algorithm>
#include <map>

#include "mes/definitions/needs.h"
#include "mes/genealogy/holds.h"
#include "mes/materials/booking.h"
#include "mes/materials/bought.h"
#include "mes/materials/parting.h"

namespace millwright::mes::materials {
namespace {

using genealogy::Link;
using genealogy::Lot;
using genealogy::Window;

/// A made lot that takes from others, as it was when that was reckoned.
struct Taker {
  std::string lot{};
  std::string kind{};  // batch, pallet
  std::string order_id{};
  Timestamp at{};
  std::string material{};
  double quantity = 0;
  std::string unit{};

  bool operator==(const Taker&) const = default;
};
BOOST_DESCRIBE_STRUCT(Taker, (), (lot, kind, order_id, at, material, quantity, unit))

/// A lot booked in, and when it could not be used.
struct Source {
  Booking booking;
  std::optional<Timestamp> expires{};
  std::vector<Window> blocked{};

  [[nodiscard]] bool usable(Timestamp at) const {
    if (at < booking.since || (booking.until && at >= *booking.until) || (expires && at >= *expires)) return false;
    return std::ranges::none_of(blocked, [&](const Window& held) { return at >= held.from && at < held.to; });
  }
};

// A batch takes when it is begun, a pallet when it is complete. nullopt for what takes nothing.
std::optional<Taker> taker_of(const Lot& lot) {
  const auto at = lot.kind == "batch" ? lot.from : lot.kind == "pallet" ? lot.to : std::nullopt;
  if (!at || !lot.order) return std::nullopt;
  return Taker{lot.id, lot.kind, *lot.order, *at, lot.material, lot.quantity, lot.unit};
}

std::vector<Taker> takers_since(store::Session& sql, Timestamp since) {
  auto takers = select<Taker>(sql, "mes_taker where at >= :since", since);
  std::ranges::sort(takers, {}, [](const Taker& taker) { return std::tie(taker.at, taker.lot); });
  return takers;
}

// When it was held, and from its rejection on.
std::vector<Window> blocked_of(store::Session& sql, const Lot& lot) {
  auto out = genealogy::held_during(sql, lot.id);
  Timestamp decided{};  // what quality decided last lifted the holds that were open then
  for (const auto& held : out)
    if (held.to != Timestamp::max()) decided = std::max(decided, held.to);
  if (lot.disposition == "rejected") out.push_back({decided, Timestamp::max()});
  return out;
}

/// What there was to take from, from a moment on.
class Sources {
 public:
  Sources(store::Session& sql, Timestamp since) : sql_(sql), since_(since) {}

  /// Booked in for the order, the first one first.
  const std::vector<Source>& of(const std::string& order) {
    const auto found = by_order_.find(order);
    return found != by_order_.end() ? found->second : by_order_.emplace(order, read(order)).first->second;
  }
  /// Of a lot, what those before have left.
  double& left(const std::string& lot) { return left_.at(lot); }

 private:
  std::vector<Source> read(const std::string& order) {
    std::vector<Source> out;
    auto bookings = select<Booking>(sql_, "mes_booking where order_id = :id", order);
    std::ranges::sort(bookings, {}, [](const Booking& booking) { return std::tie(booking.since, booking.lot); });
    for (auto& booking : bookings) {
      const auto lot = genealogy::find(sql_, booking.lot);
      const auto as = received(sql_, booking.lot);
      if (!lot || !as) continue;
      if (!left_.contains(lot->id)) left_[lot->id] = lot->quantity - taken_before(lot->id) - parted_of(sql_, lot->id);
      out.push_back({std::move(booking), as->expires, blocked_of(sql_, *lot)});
    }
    return out;
  }
  double taken_before(const std::string& lot) {
    return query_one<double>(sql_,
                             "select coalesce(sum(p.quantity), 0.0) from mes_lot_parent p join mes_taker t on "
                             "t.lot = p.lot where p.parent = :lot and t.at < :since",
                             lot, since_)
        .value_or(0);
  }

  store::Session& sql_;
  Timestamp since_;
  std::map<std::string, std::vector<Source>> by_order_;
  std::map<std::string, double> left_;
};

// A made lot's unit is written as people read it.
std::string code_of(const std::string& unit, const Material& material) {
  for (const auto& one : units())
    if (one.symbol == unit || one.code == unit) return one.code;
  return material.unit;
}

// What is bought in of what a lot is made of, by the bill in effect then.
std::vector<Amount> bought_of(const MasterData& data, const Taker& lot) {
  const auto* made = data.find_material(lot.material);
  if (made == nullptr) return {};
  const auto quantity = in_unit(*made, lot.quantity, code_of(lot.unit, *made), made->unit);
  return quantity ? bought_for(data, made->id, *quantity, lot.at) : std::vector<Amount>{};
}

/// What one lot took, by the lot it took it from; and what it could not be given.
struct Taken {
  std::map<std::string, Link> links{};
  std::string missing{};
};

Taken take(const MasterData& data, const Taker& taker, Sources& sources) {
  Taken out;
  const auto& booked = sources.of(taker.order_id);
  for (const auto& need : bought_of(data, taker)) {
    double wanted = need.quantity;
    for (const auto& source : booked) {
      if (source.booking.material != need.material || !source.usable(taker.at)) continue;
      auto& there = sources.left(source.booking.lot);
      const double given = std::clamp(there, 0.0, wanted);
      if (given <= kNothingLeft) continue;
      there -= given;
      wanted -= given;
      auto& link = out.links[source.booking.lot];
      link = {taker.lot, source.booking.lot, link.quantity + given, need.unit};
    }
    if (wanted > kNothingLeft * std::max(1.0, need.quantity))
      out.missing += fmt::format("{}{:.6g} of {:.6g} {} {}", out.missing.empty() ? "" : ", ", wanted, need.quantity,
                                 need.unit, need.material);
  }
  return out;
}

void record(Transaction& transaction, const Taker& taker, const Taken& taken) {
  auto& sql = transaction.sql;
  bool changed = false;
  auto links = taken.links;
  for (const auto& old : select<Link>(sql,
                                      "mes_lot_parent where lot = :lot and exists (select 1 from mes_lot m where "
                                      "m.id = mes_lot_parent.parent and m.kind = 'received')",
                                      taker.lot)) {
    const auto found = links.find(old.parent);
    if (found == links.end()) {
      execute(sql, "delete from mes_lot_parent where lot = :lot and parent = :parent", taker.lot, old.parent);
      changed = true;
    } else if (found->second.quantity == old.quantity) {
      links.erase(found);
    }
  }
  for (const auto& [lot, link] : links) genealogy::put_link(transaction, link);
  if (taker.kind == "batch") {
    const auto note = taken.missing.empty() ? "" : "of no lot that was booked in: " + taken.missing;
    changed = execute(sql, "update mes_lot set tracing_note = :note where id = :id and tracing_note <> :old", note,
                      taker.lot, note) > 0 ||
              changed;
  }
  if (!changed && links.empty()) return;
  genealogy::inherit(transaction, taker.lot);
  transaction.changed("lots", taker.lot);
}

// The record of takers as the lot is now; from when on what was taken must be reckoned anew, if it must.
std::optional<Timestamp> note_taker(Transaction& transaction, const std::string& id) {
  auto& sql = transaction.sql;
  const auto lot = genealogy::find(sql, id);
  if (!lot) return std::nullopt;
  if (lot->kind == kReceived) return transaction.now;  // held, or decided on
  const auto known = select_one<Taker>(sql, "mes_taker where lot = :lot", id);
  const auto is = taker_of(*lot);
  if (known == is) return std::nullopt;
  execute(sql, "delete from mes_taker where lot = :lot", id);
  if (is) insert(sql, "mes_taker", *is);
  if (!is) record(transaction, *known, {});
  return known && is ? std::min(known->at, is->at) : (is ? is : known)->at;
}

}  // namespace

void consume_since(Transaction& transaction, const MasterData& data, Timestamp since) {
  Sources sources(transaction.sql, since);
  for (const auto& taker : takers_since(transaction.sql, since)) record(transaction, taker, take(data, taker, sources));
}

void consume_for(Transaction& transaction, const MasterData& data, const std::vector<Change>& changes) {
  std::set<std::string> lots;
  for (const auto& change : changes)
    if (change.what == "lots") lots.insert(change.id);
  std::optional<Timestamp> since;
  for (const auto& id : lots)
    if (const auto moment = note_taker(transaction, id)) since = std::min(since.value_or(*moment), *moment);
  if (since) consume_since(transaction, data, *since);
}

}  // namespace millwright::mes::materials
