#include "mes/materials/supply.h"

#include <map>

namespace millwright::mes::materials {
namespace {

/// A received lot that is not empty.
struct LeftLot {
  std::string material;
  double left;
  bool held;
  bool expired;
};

std::vector<LeftLot> lots_left(store::Session& sql, Timestamp now) {
  std::vector<LeftLot> out;
  const auto rows = query<std::string, double, std::string, std::optional<Timestamp>, double>(
      sql,
      "select m.material, m.quantity, m.disposition, r.expires, coalesce((select sum(p.quantity) from mes_lot_parent p "
      "where p.parent = m.id), 0.0) from mes_lot m join mes_received r on r.lot = m.id where m.kind = 'received'");
  for (const auto& [material, quantity, disposition, expires, used] : rows)
    if (quantity - used > kNothingLeft)
      out.push_back(
          {material, quantity - used, disposition == "held" || disposition == "rejected", expires && *expires <= now});
  return out;
}

}  // namespace

std::vector<Supply> supply(store::Session& sql, Timestamp now) {
  std::map<std::string, Supply> found;
  const auto of = [&](const std::string& material) -> Supply& {
    auto& one = found[material];
    one.material = material;
    return one;
  };
  for (auto& [material] : query<std::string>(sql, "select distinct material from mes_lot where kind = 'received'"))
    of(material).at.push_back({now, 0});
  for (const auto& lot : lots_left(sql, now))
    if (!lot.held && !lot.expired) of(lot.material).at.front().quantity += lot.left;
  for (const auto& arrival : expected(sql))
    of(arrival.material).at.push_back({std::max(arrival.at, now), arrival.quantity});
  std::vector<Supply> out;
  for (auto& [material, one] : found) out.push_back(std::move(one));
  return out;
}

std::vector<Stock> stock(store::Session& sql, const MasterData& data, Timestamp now) {
  std::vector<Stock> out;
  std::map<std::string, std::size_t> place;
  for (const auto& material : data.materials) {
    if (data.has_bill(material.id)) continue;
    place[material.id] = out.size();
    out.push_back({material.id, material.name, material.kind, material.unit, 0, 0, 0, 0, {}});
  }
  for (const auto& lot : lots_left(sql, now)) {
    const auto found = place.find(lot.material);
    if (found == place.end()) continue;
    auto& row = out[found->second];
    (lot.held ? row.held : lot.expired ? row.expired : row.left) += lot.left;
    ++row.lots;
  }
  for (auto& arrival : expected(sql))
    if (const auto found = place.find(arrival.material); found != place.end())
      out[found->second].arrivals.push_back(std::move(arrival));
  return out;
}

}  // namespace millwright::mes::materials
