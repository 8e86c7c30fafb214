#include <fmt/format.h>

#include <algorithm>

#include "plant/resolve.h"

namespace millwright::plant {
namespace {

constexpr int kRegisters = 65536;

EquipmentType public_type(const TypeDraft& draft) {
  EquipmentType type{draft.name, draft.description, draft.level, {}, {}};
  for (const auto& tag : draft.tags) type.tags.push_back(tag.tag);
  for (const auto& command : draft.commands) {
    type.commands.push_back(command.spec);
    if (!command.setpoint.empty())
      type.commands.back().parameter->setpoint_tag = TagPath(command.setpoint.front().text);
  }
  return type;
}

/// An inherited connection is checked where it was written.
void check_connection(const EquipmentDraft& draft, const Plant& plant) {
  const auto& name = draft.equipment.connection;
  if (draft.connection_at.is_scalar() && !plant.connections.contains(name))
    draft.connection_at.fault(fmt::format("unknown connection '{}'", name));
}

void check_place(const EquipmentDraft& draft, const TypeDraft& type) {
  const auto& unit = draft.equipment;
  if (type.block == 0) return;
  if (unit.connection.empty()) draft.at.fault(fmt::format("{} needs a connection", unit.path.str()));
  if (!unit.block_base) {
    if (!draft.base_at.exists()) draft.at.fault(fmt::format("{} needs a base: its type has a block", unit.path.str()));
  } else if (*unit.block_base + type.block > kRegisters) {
    draft.base_at.fault(
        fmt::format("the block of {} registers at {} reaches beyond register 65535", type.block, *unit.block_base));
  }
}

void add_tags(const TypeDraft& type, Equipment& unit, Plant& plant) {
  for (const auto& draft : type.tags) {
    Tag tag = draft.tag;
    tag.path = TagPath(unit.path.str() + "/" + tag.name);
    tag.equipment = unit.path;
    tag.connection = unit.connection;
    tag.address.address += unit.block_base.value_or(0);
    unit.tags.push_back(tag.path);
    plant.tag_index.emplace(tag.path, static_cast<std::uint32_t>(plant.tags.size()));
    plant.tags.push_back(std::move(tag));
  }
}

void add_commands(const TypeDraft& type, Equipment& unit) {
  for (const auto& draft : type.commands) {
    CommandSpec command = draft.spec;
    command.equipment = unit.path;
    if (!draft.setpoint.empty())
      command.parameter->setpoint_tag = TagPath(unit.path.str() + "/" + draft.setpoint.front().text);
    unit.commands.push_back(std::move(command));
  }
}

void check_level(const EquipmentDraft& draft, const Plant& plant) {
  if (!draft.equipment.parent) return;
  const auto* parent = plant.find_equipment(*draft.equipment.parent);
  if (parent != nullptr && draft.equipment.level <= parent->level)
    draft.at.fault(
        fmt::format("the level of {} is not below that of {}", draft.equipment.path.str(), parent->path.str()));
}

void check_blocks(const std::vector<EquipmentDraft>& drafts, const Plant& plant) {
  std::vector<const Equipment*> units;
  for (const auto& draft : drafts) {
    const auto* unit = plant.find_equipment(draft.equipment.path);
    if (unit == nullptr || !unit->block_base || unit->block_length == 0) continue;
    if (std::ranges::find(units, unit) != units.end()) continue;  // defined twice, told already
    for (const auto* other : units) {
      const bool apart = *other->block_base + other->block_length <= *unit->block_base ||
                         *unit->block_base + unit->block_length <= *other->block_base;
      if (apart || other->connection != unit->connection) continue;
      draft.base_at.fault(fmt::format("the block of {} overlaps that of {}", unit->path.str(), other->path.str()));
      break;
    }
    units.push_back(unit);
  }
}

}  // namespace

bool lies_in(const UnknownEquipment& unknown, std::string_view path) {
  return std::ranges::any_of(
      unknown, [&](const EquipmentPath& root) { return path == root.str() || path.starts_with(root.str() + "/"); });
}

UnknownEquipment instantiate(PlantDraft& draft) {
  UnknownEquipment unknown;
  auto& plant = draft.plant;
  for (const auto& [name, type] : draft.types) plant.types.emplace(name, public_type(type));
  for (const auto& place : draft.equipment) {
    if (plant.equipment_index.contains(place.equipment.path)) {
      place.at.fault(fmt::format("equipment '{}' is defined twice", place.equipment.path.str()));
      continue;
    }
    Equipment unit = place.equipment;
    check_level(place, plant);
    check_connection(place, plant);
    const auto type = draft.types.find(place.type);
    if (type != draft.types.end()) {
      check_place(place, type->second);
      unit.block_length = type->second.block;
      add_tags(type->second, unit, plant);
      add_commands(type->second, unit);
    } else if (place.type_at.exists()) {
      place.type_at.fault(fmt::format("unknown type '{}'", place.type));
      unknown.insert(unit.path);
    }
    plant.equipment_index.emplace(unit.path, static_cast<std::uint32_t>(plant.equipment.size()));
    plant.equipment.push_back(std::move(unit));
  }
  check_blocks(draft.equipment, plant);
  return unknown;
}

}  // namespace millwright::plant
