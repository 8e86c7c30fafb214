#include "mes/genealogy/whereabouts.h"

#include <algorithm>

namespace millwright::mes::genealogy {

Window left_for(const Line& line, const Lot& pallet) {
  if (pallet.left_from && pallet.left_to) return {*pallet.left_from, *pallet.left_to};
  return {*pallet.from - line.lots.transit, *pallet.to - line.lots.transit};
}

Window entered_for(const Line& line, const Lot& pallet) {
  const auto left = left_for(line, pallet);
  return {left.from - line.lots.dwell, left.to - line.lots.dwell};
}

Window inside_for(const Line& line, const Lot& pallet, Duration dwell) {
  const auto left = left_for(line, pallet);
  return {left.from - dwell, left.to};
}

Window packed_for(const Line& line, const Lot& pallet) { return {left_for(line, pallet).from, *pallet.to}; }

std::vector<Stay> stays_of(const MasterData& data, const Lot& lot) {
  const auto* line = data.find_line(lot.line.str());
  if (line == nullptr || !lot.from) return {};
  const auto& sources = line->lots;
  const auto mixer = sources.batch.equipment.str();
  const auto pasteurizer = sources.entering.equipment.str();
  if (lot.kind == "batch") return {{mixer, *lot.from, lot.to}};
  if (lot.kind == "sublot")
    return {{pasteurizer, *lot.from, lot.to ? std::optional(*lot.to + sources.dwell) : std::nullopt}};
  if (lot.kind != "pallet" || !lot.to) return {};
  const auto inside = inside_for(*line, lot, sources.dwell);
  std::vector<Stay> out{{pasteurizer, inside.from, inside.to}};
  const auto* routing = data.routing_of(lot.material, *lot.from);
  const auto palletizer = sources.pallet.equipment.str();
  const auto packed = packed_for(*line, lot);
  if (routing != nullptr)
    for (const auto& step : routing->steps)
      if (const auto unit = step.equipment.str(); unit != mixer && unit != pasteurizer && unit != palletizer)
        out.push_back({unit, packed.from, packed.to});
  out.push_back({palletizer, *lot.from, *lot.to});
  return out;
}

namespace {

bool queues(const Line& line, const contracts::EquipmentPath& equipment) {
  const auto is_of = [&](const contracts::TagPath& tag) { return contracts::equipment_of(tag) == equipment; };
  return line.lots.queue && std::ranges::any_of(line.lots.queue->on, is_of);
}

}  // namespace

std::vector<Stage> stages_of(const MasterData& data, const contracts::EquipmentPath& equipment) {
  const auto* line = data.line_of(equipment.str());
  if (line == nullptr) return {};
  if (equipment == line->equipment) return {Stage::mixing, Stage::pasteurizing, Stage::packing, Stage::palletizing};
  if (equipment == line->lots.batch.equipment) return {Stage::mixing};
  if (equipment == line->lots.entering.equipment) return {Stage::pasteurizing};
  if (equipment == line->lots.pallet.equipment) return {Stage::palletizing};
  if (queues(*line, equipment)) return {Stage::packing};
  for (const auto& routing : data.routings)
    if (std::ranges::any_of(routing.steps, [&](const auto& step) { return step.equipment == equipment; }))
      return {Stage::packing};
  return {};
}

bool passes(const MasterData& data, const Lot& lot, const contracts::EquipmentPath& equipment) {
  if (const auto* line = data.find_line(lot.line.str()); line != nullptr && queues(*line, equipment)) return true;
  const auto* routing = lot.from ? data.routing_of(lot.material, *lot.from) : nullptr;
  const auto is_of = [&](const auto& step) { return step.equipment == equipment; };
  return routing == nullptr || std::ranges::any_of(routing->steps, is_of);
}

}  // namespace millwright::mes::genealogy
