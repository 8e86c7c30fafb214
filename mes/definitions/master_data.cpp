#include "mes/definitions/master_data.h"

#include <algorithm>

namespace millwright::mes {
namespace {

template <class Definition, class Fits>
const Definition* in_effect(const std::vector<Definition>& all, Timestamp at, const Fits& fits) {
  const auto found = std::ranges::find_if(all, [&](const Definition& one) { return one.in_effect(at) && fits(one); });
  return found == all.end() ? nullptr : &*found;
}

// The longest path among those that the equipment is, or is part of, is the nearest.
template <class Definition>
const Definition* nearest(const std::vector<Definition>& all, std::string_view equipment) {
  const Definition* found = nullptr;
  std::size_t length = 0;
  for (const auto& one : all)
    for (const auto& path : one.equipment)
      if (path.str().size() > length && is_part_of(equipment, path.str())) {
        found = &one;
        length = path.str().size();
      }
  return found;
}

}  // namespace

bool is_part_of(std::string_view path, std::string_view whole) {
  return path == whole || (path.starts_with(whole) && path.substr(whole.size()).starts_with('/'));
}

const Capability* RoutingStep::capability_of(std::string_view path) const {
  const auto found =
      std::ranges::find_if(capabilities, [&](const Capability& one) { return one.equipment.str() == path; });
  return found == capabilities.end() ? nullptr : &*found;
}

const Bill* MasterData::bill_of(std::string_view material, Timestamp at) const {
  return in_effect(bills, at, [&](const Bill& bill) { return bill.material == material; });
}

const Routing* MasterData::routing_of(std::string_view material, Timestamp at) const {
  return in_effect(routings, at, [&](const Routing& routing) {
    return std::ranges::find(routing.materials, material) != routing.materials.end();
  });
}

bool MasterData::has_bill(std::string_view material) const {
  return std::ranges::find(bills, material, &Bill::material) != bills.end();
}

const EquipmentClass* MasterData::find_class(std::string_view id) const {
  const auto found = std::ranges::find(equipment_classes, id, &EquipmentClass::id);
  return found == equipment_classes.end() ? nullptr : &*found;
}

const SetupMatrix* MasterData::setup_matrix_of(std::string_view equipment) const {
  return nearest(setup_matrices, equipment);
}

const Calendar* MasterData::calendar_of(std::string_view equipment) const { return nearest(calendars, equipment); }

const Material* MasterData::find_material(std::string_view id) const {
  const auto found = std::ranges::find(materials, id, &Material::id);
  return found == materials.end() ? nullptr : &*found;
}

std::string line_in_code(const contracts::EquipmentPath& line) {
  std::string out = line.str();
  std::ranges::transform(out, out.begin(), [](unsigned char letter) {
    return letter == '/' ? '-' : static_cast<char>(std::toupper(letter));
  });
  return out;
}

const Line* MasterData::find_line(std::string_view path) const {
  const auto found = std::ranges::find_if(lines, [&](const Line& line) { return line.equipment.str() == path; });
  return found == lines.end() ? nullptr : &*found;
}

const Line* MasterData::line_of(std::string_view equipment) const {
  const auto found =
      std::ranges::find_if(lines, [&](const Line& line) { return is_part_of(equipment, line.equipment.str()); });
  return found == lines.end() ? nullptr : &*found;
}

std::pair<std::size_t, std::size_t> MasterData::flow_position(std::string_view equipment) const {
  const Line* line = line_of(equipment);
  if (line == nullptr) return {lines.size(), 0};
  const auto of_lines = static_cast<std::size_t>(line - lines.data());
  if (equipment == line->equipment.str()) return {of_lines, 0};
  std::size_t step = 1;
  for (const auto& routing : routings)
    for (const auto& segment : routing.steps) {
      if (segment.equipment.str() == equipment) return {of_lines, step};
      ++step;
    }
  return {of_lines, step};
}

const Characteristic* MasterData::find_characteristic(std::string_view id) const {
  const auto found = std::ranges::find(characteristics, id, &Characteristic::id);
  return found == characteristics.end() ? nullptr : &*found;
}

const Reaction* MasterData::find_reaction(std::string_view rule, std::string_view equipment) const {
  const auto found = std::ranges::find_if(reactions, [&](const Reaction& reaction) {
    return reaction.rule == rule && reaction.equipment.str() == equipment;
  });
  return found == reactions.end() ? nullptr : &*found;
}

bool Reaction::watches(const contracts::TagPath& path) const {
  return path == tag || (restore_when_agree && (path == restore_when_agree->tag || path == restore_when_agree->with));
}

}  // namespace millwright::mes
