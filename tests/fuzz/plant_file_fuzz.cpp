// A plant file of any text: it loads or every fault is told, never both, and what is loaded fits together.
#include "plant/expression.h"
#include "plant/model.h"
#include "plant/outline.h"
#include "tests/fuzz/fuzz.h"

namespace millwright::fuzz {
namespace {

void check_plant(const plant::Plant& plant) {
  MW_ASSERT(plant.tag_index.size() == plant.tags.size());
  for (std::uint32_t number = 0; number < plant.tags.size(); ++number) {
    const auto& tag = plant.tags[number];
    MW_ASSERT(plant.tag_number(tag.path) == number && plant.find_equipment(tag.equipment) != nullptr);
    MW_ASSERT(tag.address.address >= 0 && tag.address.address <= 65535);
    MW_ASSERT(!tag.range || tag.range->low < tag.range->high);
  }
  for (const auto& equipment : plant.equipment) {
    MW_ASSERT(!equipment.block_base || equipment.connection.empty() ||
              plant.connections.contains(equipment.connection));
    for (const auto& command : equipment.commands)
      for (const auto& interlock : command.interlocks)
        MW_ASSERT(plant::Expression::compile(plant, equipment.path, interlock.expression));
  }
  for (const auto& rule : plant.rules) MW_ASSERT(plant.find_tag(rule.tag)->limit(rule.limit) != nullptr);
}

}  // namespace

std::vector<std::string> seeds() {
  constexpr auto kTypes = R"(name: p
description: d
connections: {plc1: {protocol: modbus_tcp, host: h, port: 502, unit_id: 1, poll: 100ms, timeout: 1s}}
types:
  unit: &unit
    block: 40
    tags:
      state: {address: {register: 24, encoding: uint16}, states: {2: Stopped, 6: Execute}}
      level:
        unit: L
        range: [0, 100]
        normal: [10, 90]
        deadband: 0.1
        address: {register: 26, encoding: float32}
        alarms: {low: {value: 5, message: m}, high: {value: 95, priority: 1, deadband: 1, delay: 2s, message: n}}
  tank:
    extends: unit
    level: work_unit
    tags:
      setpoint: {address: {register: 28, encoding: float32}}
    commands:
      fill:
        code: 1
        roles: [operator, admin]
        parameter: {name: value, type: real, unit: L, range: [0, 50], setpoint: setpoint}
        interlocks: [{require: state == 6 and level < 90, reason: r}]
        confirmed_by: abs(setpoint - value) < 0.05
        within: 3s
)";
  constexpr auto kEquipment = R"(equipment:
  line1:
    level: work_center
    connection: plc1
    children:
      t1: {type: tank, base: 0}
      t2: {type: unit, base: 100, connection: plc1}
rules:
  HIGH: {tag: line1/t1/level, limit: high, for: 2s, context: [setpoint, line1/t2/state]}
remote:
  line1/t1/fill: {range: [1, 20], max_step: 6, min_interval: 5s, needs_condition: true}
forward: {states: [line1/t1/state], samples: {every: 1s, tags: [line1/t2/level]}}
)";
  return {std::string(kTypes) + kEquipment,
          kTypes,
          "name: p\ninclude: [a.yaml, plant.yaml]\nmaster_data: m.yaml\n",
          "name: p\nequipment: &e {a: {level: site, children: {b: {level: area}}}}\n",
          "name: p\ntypes: {a: {extends: a}}",
          "name: p\nequipment: {a: &e {level: site, children: {b: *e}}}\n",
          "name: p\ninclude: [" + std::string(300, 'f') + "]\nmaster_data: " + std::string(300, 'm') + "\n"};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright;
  fuzz::write_file(fuzz::folder() / "plant.yaml", fuzz::Input(data, size).text());
  Diagnostics diagnostics;
  const auto plant = plant::load_plant(fuzz::folder(), diagnostics);
  MW_ASSERT(plant.has_value() == diagnostics.empty());
  for (const auto& fault : diagnostics.items()) MW_ASSERT(!fault.message.empty() && fault.line >= 0);
  Diagnostics of_outline;
  static_cast<void>(plant::outline_of(fuzz::folder(), of_outline));
  if (!plant) return 0;
  fuzz::accept();
  fuzz::check_plant(*plant);
  return 0;
}
