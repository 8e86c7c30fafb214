#include "mes/materials/parting.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "mes/definitions/needs.h"
#include "mes/genealogy/holds.h"
#include "mes/records/derived_id.h"

namespace millwright::mes::materials {
namespace {

using genealogy::Lot;

constexpr std::size_t kMergedMost = 100;

/// A lot that may be parted or put together, with what its supplier said.
struct Whole {
  Lot lot;
  Received received;
  double left = 0;
};

MesResult<Whole> whole(store::Session& sql, const std::string& id) {
  auto lot = genealogy::find(sql, id);
  if (!lot) return fail(MesError::not_found, "there is no lot '{}'", id);
  auto as = received(sql, id);
  if (!as) return fail(MesError::illegal, "lot {} was made here: the line parts and blends it", id);
  if (lot->disposition == "rejected") return fail(MesError::illegal, "lot {} is rejected", id);
  const double left = left_of(sql, *lot);
  return Whole{std::move(*lot), std::move(*as), left};
}

std::string free_part(store::Session& sql, const std::string& id) {
  int number = 1;
  while (genealogy::find(sql, fmt::format("{}-{}", id, number))) ++number;
  return fmt::format("{}-{}", id, number);
}

// The lot of this id if it came of the same request.
MesResult<std::optional<Lot>> made_before(store::Session& sql, const std::optional<std::string>& id,
                                          const std::string& content) {
  if (!id) return std::nullopt;
  if (id->empty()) return fail(MesError::invalid, "id: must not be empty");
  auto known = genealogy::find(sql, *id);
  if (!known) return std::nullopt;
  if (const auto as = received(sql, *id); !as || as->content != content)
    return fail(MesError::illegal, "there is a lot '{}' already", *id);
  return known;
}

Lot make(Transaction& transaction, const std::string& id, double quantity, const std::vector<genealogy::Link>& links,
         const Lot& like, const Received& as) {
  Lot lot{.id = id,
          .kind = std::string(kReceived),
          .material = like.material,
          .quantity = quantity,
          .unit = like.unit,
          .status = "available",
          .disposition = "none",
          .created = transaction.now,
          .from = transaction.now,
          .to = transaction.now};
  insert(transaction.sql, "mes_lot", lot);
  insert(transaction.sql, "mes_received", as);
  for (const auto& link : links) {
    genealogy::put_link(transaction, link);
    transaction.changed("lots", link.parent);
  }
  genealogy::inherit(transaction, id);
  transaction.changed("lots", id);
  return genealogy::find(transaction.sql, id).value_or(std::move(lot));
}

}  // namespace

MesResult<Lot> split(Transaction& transaction, const MasterData& data, const std::string& id, const Split& wanted,
                     const std::string& by) {
  auto& sql = transaction.sql;
  const auto content = derived_id("split-lot", fmt::format("{}|{}|{}", id, wanted.quantity, wanted.unit.value_or("")));
  auto known = made_before(sql, wanted.id, content);
  if (!known) return std::unexpected(std::move(known.error()));
  if (*known) return std::move(**known);  // whatever became of the lot since
  const auto from = whole(sql, id);
  if (!from) return std::unexpected(from.error());
  const auto* material = data.find_material(from->lot.material);
  if (material == nullptr) return fail(MesError::illegal, "there is no material '{}' any more", from->lot.material);
  const auto unit = wanted.unit.value_or(from->lot.unit);
  if (find_unit(unit) == nullptr) return fail(MesError::invalid, "unit: {}", unknown_unit(unit));
  const auto own = in_unit(*material, wanted.quantity, unit, from->lot.unit);
  if (!own) return fail(MesError::invalid, "unit: {}", own.error().message);
  if (!(*own > 0)) return fail(MesError::invalid, "quantity: must be above zero");
  if (*own >= from->left - kNothingLeft)
    return fail(MesError::illegal, "of lot {} {:.6g} {} are left: less than that can be parted from it", id, from->left,
                from->lot.unit);
  const auto part = wanted.id.value_or(free_part(sql, id));
  Received as = from->received;
  as.lot = part;
  as.received = transaction.now;
  as.by = by;
  as.content = content;
  as.location = wanted.location.value_or(as.location);
  return make(transaction, part, *own, {{part, id, *own, from->lot.unit}}, from->lot, as);
}

MesResult<Lot> merge(Transaction& transaction, const Merge& wanted, const std::string& by) {
  auto& sql = transaction.sql;
  const std::set<std::string> ids(wanted.lots.begin(), wanted.lots.end());
  if (ids.size() < 2 || ids.size() != wanted.lots.size() || ids.size() > kMergedMost)
    return fail(MesError::invalid, "lots: expected from 2 to {} lots, each once", kMergedMost);
  const auto content = derived_id("merged-lot", fmt::format("{}", fmt::join(ids, "|")));
  auto known = made_before(sql, wanted.id, content);
  if (!known) return std::unexpected(std::move(known.error()));
  if (*known) return std::move(**known);
  std::vector<Whole> wholes;
  for (const auto& id : ids) {
    auto one = whole(sql, id);
    if (!one) return std::unexpected(std::move(one.error()));
    wholes.push_back(std::move(*one));
    if (wholes.back().lot.material != wholes.front().lot.material)
      return fail(MesError::invalid, "lots: {} is {}, {} is {}", wholes.front().lot.id, wholes.front().lot.material, id,
                  wholes.back().lot.material);
    if (wholes.back().left <= kNothingLeft) return fail(MesError::illegal, "lot {} is empty", id);
    if (const auto order =
            query_one<std::string>(sql, "select order_id from mes_booking where lot = :lot and until = 0", id))
      return fail(MesError::illegal, "lot {} is booked in for order {}: take it off first", id, *order);
  }
  const auto id = wanted.id.value_or(free_part(sql, wholes.front().lot.id));
  Received as{id, "", "", std::nullopt, wanted.location.value_or(""), transaction.now, by, content};
  double quantity = 0;
  std::vector<genealogy::Link> links;
  for (const auto& one : wholes) {
    if (const auto expires = one.received.expires; expires && (!as.expires || *expires < *as.expires))
      as.expires = expires;
    quantity += one.left;
    links.push_back({id, one.lot.id, one.left, one.lot.unit});
  }
  const auto of_one = [&](auto member) {
    const auto& first = wholes.front().received.*member;
    return std::ranges::all_of(wholes, [&](const Whole& one) { return one.received.*member == first; }) ? first : "";
  };
  as.supplier = of_one(&Received::supplier);
  as.supplier_lot = of_one(&Received::supplier_lot);
  return make(transaction, id, quantity, links, wholes.front().lot, as);
}

double parted_of(store::Session& sql, const std::string& lot) {
  return query_one<double>(sql,
                           "select coalesce(sum(p.quantity), 0.0) from mes_lot_parent p join mes_lot l on l.id = p.lot "
                           "where p.parent = :lot and l.kind = 'received'",
                           lot)
      .value_or(0);
}

}  // namespace millwright::mes::materials
