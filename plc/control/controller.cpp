#include "plc/control/controller.h"

#include <algorithm>

namespace millwright::plc {

Controller::Controller(LineOptions options, const Clock& clock) : clock_(clock), line_(options) {
  const Timestamp now = clock_.utc();
  for (const Unit unit : kUnits) publish(unit, now);
}

void Controller::scan(Seconds dt) {
  line_.step(dt);
  const Timestamp now = clock_.utc();
  for (const Unit unit : kUnits) publish(unit, now);
}

void Controller::run_commands() {
  const Timestamp now = clock_.utc();
  const auto answered = desk_.run(line_, now);
  for (const Unit unit : kUnits) {
    if (answered[static_cast<std::size_t>(unit)]) publish(unit, now);
  }
}

void Controller::publish(Unit unit, Timestamp now) {
  auto& counter = scan_counters_[static_cast<std::size_t>(unit)];
  ++counter;
  write_status(status_, unit, line_, desk_, {counter, now});
}

ModbusException Controller::write_registers(std::uint16_t address, std::span<const std::uint16_t> values) {
  const auto base = std::ranges::find(map::kUnitBases, address);
  if (base == map::kUnitBases.end() || values.size() != map::command::kRegisters)
    return ModbusException::illegal_data_address;
  const Unit unit = kUnits[static_cast<std::size_t>(base - map::kUnitBases.begin())];
  if (!desk_.put(unit, decode_command(values.first<map::command::kRegisters>())))
    return ModbusException::server_device_busy;
  std::ranges::copy(values, commands_.begin() + address);
  return ModbusException::none;
}

bool* ServicePanel::fault(std::uint16_t address) const {
  Faults& faults = controller_.line().faults;
  switch (address) {
    case map::coil::kControlSensorDrift:
      return &faults.control_sensor_drift;
    case map::coil::kSteamValveStuck:
      return &faults.steam_valve_stuck;
    case map::coil::kNozzleDrift:
      return &faults.nozzle_drift;
    case map::coil::kLowPressure:
      return &faults.low_pressure;
    case map::coil::kConveyorJam:
      return &faults.conveyor_jam;
    case map::coil::kLinkDown:
      return &link_down_;
    default:
      return nullptr;
  }
}

bool ServicePanel::coil(std::uint16_t address) const {
  if (const bool* found = fault(address)) return *found;
  if (address < map::coil::kLocalSwitches || address >= map::coil::kCount) return false;
  return controller_.desk().local(kUnits[address - map::coil::kLocalSwitches]);
}

ModbusException ServicePanel::write_coil(std::uint16_t address, bool on) {
  if (bool* found = fault(address)) {
    *found = on;
    return ModbusException::none;
  }
  if (address < map::coil::kLocalSwitches || address >= map::coil::kCount) return ModbusException::illegal_data_address;
  controller_.desk().set_local(kUnits[address - map::coil::kLocalSwitches], on);
  return ModbusException::none;
}

}  // namespace millwright::plc
