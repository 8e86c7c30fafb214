#include "mes/definitions/master_data.h"

#include <algorithm>

namespace millwright::mes {

const Material* MasterData::find_material(std::string_view id) const {
  const auto found = std::ranges::find(materials, id, &Material::id);
  return found == materials.end() ? nullptr : &*found;
}

const Line* MasterData::find_line(std::string_view path) const {
  const auto found = std::ranges::find_if(lines, [&](const Line& line) { return line.equipment.str() == path; });
  return found == lines.end() ? nullptr : &*found;
}

const Line* MasterData::line_of(std::string_view equipment) const {
  const auto found = std::ranges::find_if(lines, [&](const Line& line) {
    const auto& path = line.equipment.str();
    return equipment == path || (equipment.starts_with(path) && equipment.substr(path.size()).starts_with('/'));
  });
  return found == lines.end() ? nullptr : &*found;
}

std::pair<std::size_t, std::size_t> MasterData::flow_position(std::string_view equipment) const {
  const Line* line = line_of(equipment);
  if (line == nullptr) return {lines.size(), 0};
  const auto of_lines = static_cast<std::size_t>(line - lines.data());
  if (equipment == line->equipment.str()) return {of_lines, 0};
  std::size_t step = 1;
  for (const auto& routing : routings)
    for (const auto& [segment, name, path] : routing.steps) {
      if (path.str() == equipment) return {of_lines, step};
      ++step;
    }
  return {of_lines, step};
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
