// The MES's master data of any text: it loads or every fault is told, and what is loaded refers only to what is there.
#include "mes/definitions/master_data.h"
#include "tests/fuzz/fuzz.h"

namespace millwright::fuzz {
namespace {

const std::set<std::string> kEquipment{"line1", "line1/mixer", "line1/pasteurizer", "line1/palletizer"};

void check(const mes::MasterData& data) {
  for (const auto& material : data.materials)
    for (const auto& item : material.bill_of_materials)
      MW_ASSERT(data.find_material(item.material) != nullptr && item.quantity > 0);
  for (const auto& routing : data.routings)
    for (const auto& step : routing.steps) MW_ASSERT(kEquipment.contains(step.equipment.str()));
  for (const auto& line : data.lines) {
    MW_ASSERT(data.find_line(line.equipment.str()) == &line && line.lots.pallet_pieces > 0);
    MW_ASSERT(line.lots.dwell >= Duration{0} && line.lots.transit >= Duration{0});
  }
  for (const auto& reaction : data.reactions) MW_ASSERT(reaction.severity >= 1 && reaction.severity <= 4);
  for (const auto& order : data.orders)
    MW_ASSERT(data.find_material(order.material) != nullptr && data.find_line(order.equipment.str()) != nullptr);
}

}  // namespace

std::vector<std::string> seeds() {
  return {R"(materials:
  - {id: A, name: a, kind: finished, unit: pieces, bill_of_materials: [{material: B, quantity: 0.5, unit: L}]}
  - {id: B, name: b, kind: intermediate, unit: L}
routings:
  - {id: R, material: A, steps: [{segment: mixing, name: Mix, equipment: line1/mixer}]}
lines:
  - equipment: line1
    good: {equipment: line1/palletizer, counter: good_count}
    scrap: [{equipment: line1/mixer, counter: reject_count}]
    lots:
      batch: {equipment: line1/mixer, counter: batch, material: B, size: 300, unit: L}
      sublot: {equipment: line1/pasteurizer, counter: batch, material: B, dwell: 25s}
      pallet: {equipment: line1/palletizer, counter: pallet_count, pieces: 240, transit: 60s}
reactions:
  - workflow: high_temperature
    rule: HIGH_TEMP
    equipment: line1/pasteurizer
    tag: line1/pasteurizer/temperature
    severity: 2
    command: set_temperature
    setpoint_tag: temperature_setpoint
    reaction_setpoint: 72
    recipe_setpoint: 76
    unit: °C
    command_deadline: 5s
    watch_time: 60s
    settling_time: 5s
    restore_when_agree: {tags: [line1/pasteurizer/a, line1/pasteurizer/b], within: 2, patience: 60s}
    recurrence_window: 0s
orders:
  - {id: O1, material: A, quantity: 12000, equipment: line1, state: Running, due_in: 3h, priority: 1}
)",
          "materials: []\nroutings: []\nlines: &l []\norders: *l\n",
          "materials: [&m {id: A, name: a, kind: raw, unit: L, bill_of_materials: [*m]}]\n"};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright;
  const auto file = fuzz::folder() / "master_data.yaml";
  fuzz::write_file(file, fuzz::Input(data, size).text());
  Diagnostics diagnostics;
  const auto read = mes::load_master_data(file, fuzz::kEquipment, diagnostics);
  MW_ASSERT(read.has_value() == diagnostics.empty());
  for (const auto& fault : diagnostics.items()) MW_ASSERT(!fault.message.empty() && fault.line >= 0);
  if (!read) return 0;
  fuzz::accept();
  fuzz::check(*read);
  return 0;
}
