#include "plc/control/controller.h"

#include <algorithm>

namespace millwright::plc {
namespace {

// Coil n is the n-th of these.
constexpr std::array kFaultCoils{&Faults::control_sensor_drift, &Faults::steam_valve_stuck, &Faults::nozzle_drift,
                                 &Faults::low_pressure, &Faults::conveyor_jam};
static_assert(kFaultCoils.size() == map::coil::kLinkDown);

bool is_local_switch(std::uint16_t address) {
  return address >= map::coil::kLocalSwitches && address < map::coil::kCount;
}

}  // namespace

Controller::Controller(LineOptions options, const Clock& clock) : clock_(clock), line_(options) {
  const Timestamp now = clock_.utc();
  for (const Unit unit : kUnits) publish(unit, now);
}

void Controller::scan(Seconds dt, int steps) {
  for (int step = 0; step < steps; ++step) line_.step(dt);
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

bool ServicePanel::coil(std::uint16_t address) const {
  if (address < kFaultCoils.size()) return controller_.line().faults.*kFaultCoils[address];
  if (address == map::coil::kLinkDown) return link_down_;
  if (!is_local_switch(address)) return false;
  return controller_.desk().local(kUnits[address - map::coil::kLocalSwitches]);
}

ModbusException ServicePanel::write_coil(std::uint16_t address, bool on) {
  if (address < kFaultCoils.size()) {
    controller_.line().faults.*kFaultCoils[address] = on;
  } else if (address == map::coil::kLinkDown) {
    link_down_ = on;
  } else if (is_local_switch(address)) {
    controller_.desk().set_local(kUnits[address - map::coil::kLocalSwitches], on);
  } else {
    return ModbusException::illegal_data_address;
  }
  return ModbusException::none;
}

}  // namespace millwright::plc
