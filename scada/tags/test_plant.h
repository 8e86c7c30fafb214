#pragma once
// A small plant made in code, for the tests of scada's modules: line1 with a pasteurizer and a filler on one
// connection, their addresses laid out as docs/formats/plc_registers.md says.

#include "plant/model.h"

namespace millwright::scada::tags {

inline plant::Tag test_tag(const std::string& path, int address, plant::Encoding encoding) {
  plant::Tag tag;
  tag.path = plant::TagPath{path};
  tag.equipment = contracts::equipment_of(tag.path);
  tag.name = contracts::leaf_of(path);
  tag.connection = "plc1";
  tag.address = {plant::RegisterArea::input, address, encoding};
  tag.type = encoding == plant::Encoding::float32 ? plant::ValueType::real : plant::ValueType::integer;
  tag.stepped = tag.type != plant::ValueType::real;
  return tag;
}

inline void add_test_equipment(plant::Plant& plant, const std::string& path, std::optional<std::string> parent,
                               std::optional<int> base) {
  plant::Equipment equipment;
  equipment.path = plant::EquipmentPath{path};
  equipment.name = contracts::leaf_of(path);
  equipment.level = parent ? plant::Level::work_unit : plant::Level::work_center;
  if (parent) equipment.parent = plant::EquipmentPath{*parent};
  equipment.connection = "plc1";
  equipment.block_base = base;
  equipment.block_length = 60;
  if (parent) plant.equipment[plant.equipment_index.at(*equipment.parent)].children.push_back(equipment.path);
  plant.equipment_index[equipment.path] = static_cast<std::uint32_t>(plant.equipment.size());
  plant.equipment.push_back(std::move(equipment));
}

inline plant::Tag& add_test_tag(plant::Plant& plant, plant::Tag tag) {
  plant.equipment[plant.equipment_index.at(tag.equipment)].tags.push_back(tag.path);
  plant.tag_index[tag.path] = static_cast<std::uint32_t>(plant.tags.size());
  plant.tags.push_back(std::move(tag));
  return plant.tags.back();
}

inline void add_test_command(plant::Plant& plant, plant::CommandSpec command) {
  command.roles = {"operator", "engineer"};
  plant.equipment[plant.equipment_index.at(command.equipment)].commands.push_back(std::move(command));
}

inline plant::CommandSpec set_temperature_command() {
  plant::CommandSpec set;
  set.equipment = plant::EquipmentPath{"line1/pasteurizer"};
  set.name = "set_temperature";
  set.code = 10;
  set.parameter = plant::CommandParameter{"value",
                                          plant::ValueType::real,
                                          {},
                                          plant::Range{60, 85},
                                          plant::TagPath{"line1/pasteurizer/temperature_setpoint"}};
  set.confirmation = "abs(temperature_setpoint - value) < 0.05";
  set.confirmation_timeout = 5s;
  set.remote = plant::RemotePermission{plant::Range{72, 78}, 6.0, 5s, true};
  return set;
}

inline plant::CommandSpec filler_command(const std::string& name, int code, const std::string& confirmation) {
  plant::CommandSpec command;
  command.equipment = plant::EquipmentPath{"line1/filler"};
  command.name = name;
  command.code = code;
  command.confirmation = confirmation;
  command.confirmation_timeout = 2s;
  return command;
}

/// Tags by number: 0 pasteurizer/temperature (high 80), 1 pasteurizer/temperature_setpoint, 2 filler/state,
/// 3 filler/good_count, 4 filler/pressure.
inline plant::Plant test_plant() {
  plant::Plant plant;
  plant.name = "test";
  plant.connections["plc1"] = {"plc1", "modbus_tcp", "127.0.0.1", 0, 1, 100ms, 1s};
  add_test_equipment(plant, "line1", std::nullopt, 700);
  add_test_equipment(plant, "line1/pasteurizer", "line1", 100);
  add_test_equipment(plant, "line1/filler", "line1", 200);
  auto& temperature = add_test_tag(plant, test_tag("line1/pasteurizer/temperature", 124, plant::Encoding::float32));
  temperature.unit = {"°C", "CEL", "degree Celsius"};
  temperature.range = plant::Range{0, 120};
  temperature.limits.push_back({plant::LimitKind::high, 80, 2, 0.5, 0s, "too hot"});
  add_test_tag(plant, test_tag("line1/pasteurizer/temperature_setpoint", 128, plant::Encoding::float32));
  auto& state = add_test_tag(plant, test_tag("line1/filler/state", 206, plant::Encoding::uint16));
  state.states = {{2, "Stopped"}, {6, "Execute"}};
  add_test_tag(plant, test_tag("line1/filler/good_count", 230, plant::Encoding::uint32));
  add_test_tag(plant, test_tag("line1/filler/pressure", 228, plant::Encoding::float32));
  add_test_command(plant, set_temperature_command());
  auto start = filler_command("start", 1, "state == 6");
  start.interlocks.push_back({"pressure > 1", "the filler has no pressure"});
  start.remote = plant::RemotePermission{};
  add_test_command(plant, std::move(start));
  add_test_command(plant, filler_command("stop", 2, "state == 2"));
  return plant;
}

}  // namespace millwright::scada::tags
