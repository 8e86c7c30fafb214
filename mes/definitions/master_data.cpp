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
