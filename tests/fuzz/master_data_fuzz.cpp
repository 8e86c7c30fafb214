// The MES's master data of any text: it loads or every fault is told, and what is loaded refers only to what is there.
#include "mes/definitions/calendar.h"
#include "mes/definitions/needs.h"
#include "tests/fuzz/fuzz.h"

namespace millwright::fuzz {
namespace {

const std::set<std::string> kEquipment{"line1", "line1/mixer", "line1/pasteurizer", "line1/palletizer"};

void check(const mes::MasterData& data) {
  const Timestamp at = *parse_rfc3339("2026-06-01T00:00:00Z");
  for (const auto& bill : data.bills)
    for (const auto& item : bill.items) MW_ASSERT(data.find_material(item.material) != nullptr && item.quantity > 0);
  for (const auto& material : data.materials) {
    MW_ASSERT(mes::find_unit(material.unit) != nullptr);
    if (const auto bought = mes::bought_inputs_of(data, material.id, 10, at))
      for (const auto& amount : *bought) MW_ASSERT(amount.quantity >= 0 && !data.has_bill(amount.material));
    else
      MW_ASSERT(bought.error().code == mes::DefinitionError::not_effective);
    for (const auto& other : data.materials)
      MW_ASSERT(mes::changeover(data, "line1/mixer", material, other).time >= Duration{0});
  }
  for (const auto& routing : data.routings)
    for (const auto& step : routing.steps) {
      MW_ASSERT(kEquipment.contains(step.equipment.str()));
      for (const auto& id : routing.materials)
        for (const auto& capability : step.capabilities)
          MW_ASSERT(mes::time_for(*data.find_material(id), step, capability, 1000).has_value());
    }
  // Twice a year the clocks of most zones with daylight saving are put.
  for (const auto* begin : {"2026-03-20T00:00:00Z", "2026-06-01T00:00:00Z", "2026-10-20T00:00:00Z"})
    for (const auto& calendar : data.calendars) {
      const auto from = *parse_rfc3339(begin);
      const auto stretches = mes::working_time(calendar, "line1/mixer", from, from + 21 * 24h);
      for (std::size_t i = 0; i < stretches.size(); ++i)
        MW_ASSERT(stretches[i].from < stretches[i].to && (i == 0 || stretches[i - 1].to < stretches[i].from));
    }
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
  - {id: A, name: a, kind: finished, unit: H87, unit_name: bottles, attributes: {colour: dark},
     tolerance: {under_percent: 1, over_percent: 2}, bill_of_materials: [{material: B, quantity: 0.5, unit: LTR}]}
  - {id: C, name: c, kind: raw, unit: KGM}
  - {id: B, name: b, kind: intermediate, unit: LTR, conversions: [{from: LTR, to: KGM, factor: 1.1}]}
bills:
  - material: B
    version: 3
    effective_from: 2026-01-01
    effective_to: 2027-01-01T06:00:00Z
    approved: {by: me, on: 2025-12-15}
    yield_percent: 98
    items: [{material: C, quantity: 1, unit: KGM, loss_percent: 2}]
equipment_classes: [{id: M, name: Mixers, equipment: [line1/mixer]}]
setup_matrices:
  - {id: S, equipment: [line1], setups: [{attribute: colour, from: dark, to: light, time: 45min, name: Clean}]}
calendars:
  - id: C
    equipment: [line1]
    utc_offset: "+01:00"
    shifts: [{name: Night, days: [mon, sat], from: "22:00", to: "06:00"}]
    holidays: [{date: 2026-12-25, name: Christmas}]
    maintenance: [{equipment: line1/mixer, from: 2026-06-02T00:00:00Z, to: 2026-06-03, name: Oil}]
  - {id: D, equipment: [line1/mixer], time_zone: Europe/Berlin,
     shifts: [{name: Odd, days: [sun], from: "02:30", to: "02:10"}]}
routings:
  - {id: R, material: A, steps: [{segment: mixing, name: Mix, equipment: line1/mixer}]}
  - id: R2
    materials: [B]
    version: 2
    approved: {by: me, on: 2025-12-15}
    steps:
      - segment: mixing
        name: Mix
        equipment_class: M
        yield_percent: 99
        capabilities: [{equipment: line1/mixer, time: 5min, rate: {quantity: 300, unit: KGM, per: 10min}}]
        parameters: [{id: speed, value: 5, unit: P1, low: 1, high: 9}]
lines:
  - equipment: line1
    good: {equipment: line1/palletizer, counter: good_count}
    scrap: [{equipment: line1/mixer, counter: reject_count}]
    lots:
      batch: {equipment: line1/mixer, counter: batch, material: B, size: 300, unit: LTR}
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
          "materials: [&m {id: A, name: a, kind: raw, unit: LTR, bill_of_materials: [*m]}]\n"};
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
