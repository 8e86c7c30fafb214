#include "plant/read_equipment.h"

#include "plant/fields.h"

namespace millwright::plant {
namespace {

std::optional<int> read_base(const YamlReader& at) {
  const auto base = at.as_int();
  if (!base) return std::nullopt;
  if (*base >= 0 && *base <= 65535) return static_cast<int>(*base);
  at.fault(fmt::format("base {} is outside 0 to 65535", *base));
  return std::nullopt;
}

/// The level said here, else the type's; a fault where neither says one.
Level level_of(YamlReader& map, const EquipmentDraft& draft, const PlantDraft& plant) {
  if (map.child("level").exists()) return read_word(map, "level", kLevels, Level::work_unit);
  const auto type = plant.types.find(draft.type);
  if (type != plant.types.end()) return type->second.level;
  if (draft.type.empty()) map.fault("equipment without a type needs a level");
  return Level::work_unit;
}

/// Equipment being read, and the one it is a part of.
struct Nesting {
  const EquipmentDraft& draft;
  const Nesting* above;
};

/// YAML lets an alias stand inside of its own anchor.
bool inside_itself(const YamlReader& map, const Nesting* parent) {
  for (; parent != nullptr; parent = parent->above)
    if (map.same_node(parent->draft.at)) return true;
  return false;
}

void read_one(const std::string& name, YamlReader map, const Nesting* parent, PlantDraft& plant) {
  if (inside_itself(map, parent)) {
    map.fault(fmt::format("'{}' is a part of itself", name));
    return;
  }
  EquipmentDraft draft{{}, {}, map, map.child("type"), map.child("connection"), map.child("base")};
  auto& equipment = draft.equipment;
  check_name(map, "equipment", name);
  equipment.name = name;
  equipment.path = EquipmentPath(name);
  if (parent != nullptr) {
    equipment.parent = parent->draft.equipment.path;
    equipment.path = EquipmentPath(equipment.parent->str() + "/" + name);
    equipment.connection = parent->draft.equipment.connection;
  }
  equipment.description = map.string_or("description", "");
  draft.type = draft.type_at.as_string().value_or("");
  equipment.type = draft.type;
  equipment.block_base = read_base(draft.base_at);
  if (auto connection = draft.connection_at.as_string()) equipment.connection = std::move(*connection);
  auto children = map.child("children");
  const auto fields = unique_entries(children);
  for (const auto& [child, at] : fields) equipment.children.emplace_back(equipment.path.str() + "/" + child);
  static_cast<void>(map.child("level"));
  finish_map(map);
  plant.equipment.push_back(draft);
  const Nesting here{draft, parent};
  for (const auto& [child, at] : fields) read_one(child, at, &here, plant);
}

}  // namespace

void read_equipment(YamlReader map, PlantDraft& draft) {
  for (auto& [name, at] : unique_entries(map)) read_one(name, at, nullptr, draft);
}

void resolve_levels(PlantDraft& draft) {
  for (auto& equipment : draft.equipment) equipment.equipment.level = level_of(equipment.at, equipment, draft);
}

}  // namespace millwright::plant
