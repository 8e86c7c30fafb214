#include "mes/materials/balance.h"

#include <algorithm>
#include <map>

#include "mes/definitions/needs.h"
#include "mes/materials/bought.h"

namespace millwright::mes::materials {
namespace {

std::map<std::string, double> by_material(const std::vector<Amount>& amounts) {
  std::map<std::string, double> out;
  for (const auto& one : amounts) out[one.material] += one.quantity;
  return out;
}

double of(const std::map<std::string, double>& amounts, const std::string& material) {
  const auto found = amounts.find(material);
  return found == amounts.end() ? 0 : found->second;
}

// Pallets of the order, and the pieces on them.
std::pair<std::int64_t, std::int64_t> palletized(store::Session& sql, const std::string& order) {
  const auto rows = query<std::int64_t, double>(
      sql,
      "select count(*), coalesce(sum(quantity), 0.0) from mes_lot where \"order\" = :made_for and kind = 'pallet' and "
      "\"to\" > 0",
      order);
  const auto& [pallets, pieces] = rows.at(0);
  return {pallets, static_cast<std::int64_t>(pieces)};
}

}  // namespace

std::vector<Consumed> consumed_for(store::Session& sql, const std::string& order) {
  std::vector<Consumed> out;
  for (auto& [lot, material, quantity, unit] : query<std::string, std::string, double, std::string>(
           sql,
           "select m.id, m.material, sum(p.quantity), m.unit from mes_taker t join mes_lot_parent p on p.lot = t.lot "
           "join mes_lot m on m.id = p.parent where t.order_id = :id and m.kind = 'received' "
           "group by m.id, m.material, m.unit",
           order))
    out.push_back({std::move(lot), std::move(material), quantity, std::move(unit)});
  std::ranges::sort(out, {}, [](const Consumed& one) { return std::tie(one.material, one.lot); });
  return out;
}

MesResult<Balance> balance_of(store::Session& sql, const MasterData& data, const orders::Order& order, Timestamp now) {
  const auto at = order.started.value_or(now);
  const auto good = static_cast<double>(order.total_good());
  const auto scrap = static_cast<double>(order.total_scrap());
  const auto contained = contents_of(data, order.material, 1, at);
  const auto issued = issued_for(data, order.material, 1, at);
  if (!contained || !issued)
    return fail(MesError::illegal, "order {}: {}", order.id, (contained ? issued : contained).error().message);
  auto needs = materials_of(sql, data, order, now);
  if (!needs) return std::unexpected(std::move(needs.error()));
  std::map<std::string, double> taken;
  for (const auto& one : consumed_for(sql, order.id)) taken[one.material] += one.quantity;

  Balance out{order.id, order.unit, order.total_good(), order.total_scrap(), 0, 0, 0, {}};
  std::tie(out.pallets, out.on_pallets) = palletized(sql, order.id);
  out.not_on_pallets = out.good - out.on_pallets;
  const auto a_piece = by_material(*contained);
  const auto a_piece_issued = by_material(*issued);
  // What the pallet being filled takes of lots when it is complete.
  const auto next_pallet = by_material(bought_for(data, order.material, static_cast<double>(out.not_on_pallets), at));
  for (const auto& need : *needs) {
    const double each = of(a_piece, need.material);
    MaterialBalance row{
        need.material, need.name, need.unit, of(taken, need.material), each * good, each * scrap, 0, 0, 0, need.left};
    row.lost = (of(a_piece_issued, need.material) - each) * (good + scrap);
    row.difference = row.in - row.out - row.scrapped - row.lost;
    row.pending = std::clamp(-row.difference, 0.0, std::max(0.0, of(next_pallet, need.material)));
    out.materials.push_back(std::move(row));
  }
  return out;
}

}  // namespace millwright::mes::materials
