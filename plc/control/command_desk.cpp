#include "plc/control/command_desk.h"

#include <algorithm>
#include <cmath>

namespace millwright::plc {
namespace {

/// Counted from 1; 0 where the code sets no nozzle's trim.
int trimmed_nozzle(std::uint16_t code) {
  const int nozzle = code - static_cast<int>(CommandCode::set_trim) + 1;
  return nozzle >= 1 && nozzle <= Filler::kNozzles ? nozzle : 0;
}

EchoReason set_point(Line& line, Unit unit, const CommandBlock& block) {
  const bool temperature =
      unit == Unit::pasteurizer && block.code == static_cast<std::uint16_t>(CommandCode::set_temperature);
  const bool speed = unit == Unit::filler && block.code == static_cast<std::uint16_t>(CommandCode::set_speed);
  const int nozzle = unit == Unit::filler ? trimmed_nozzle(block.code) : 0;
  if (!temperature && !speed && nozzle == 0) return EchoReason::unknown_command;
  if (!std::isfinite(block.value)) return EchoReason::not_a_number;
  if (temperature) line.pasteurizer().set_temperature(block.value);
  if (speed) line.filler().set_speed(block.value);
  if (nozzle != 0) line.filler().set_trim(nozzle, block.value);
  return EchoReason::none;
}

}  // namespace

bool CommandDesk::put(Unit unit, const CommandBlock& block) {
  UnitDesk& desk = desks_[index(unit)];
  if (desk.waiting && desk.waiting->id != block.id) return false;
  if (desk.waiting) return true;
  if (block.id == CommandId{} || std::ranges::count(desk.answered, block.id) > 0) return true;
  desk.waiting = block;
  return true;
}

std::array<bool, kUnitCount> CommandDesk::run(Line& line, Timestamp now) {
  std::array<bool, kUnitCount> answered{};
  for (const Unit unit : kUnits) {
    UnitDesk& desk = desks_[index(unit)];
    if (!desk.waiting) continue;
    const CommandBlock block = *desk.waiting;
    desk.waiting.reset();
    const EchoReason reason = act(line, unit, block, now);
    desk.echo = {block.id, reason == EchoReason::none ? EchoResult::taken : EchoResult::refused, reason, now};
    desk.answered.push_back(block.id);
    if (desk.answered.size() > kIdsRemembered) desk.answered.pop_front();
    answered[index(unit)] = true;
  }
  return answered;
}

EchoReason CommandDesk::act(Line& line, Unit unit, const CommandBlock& block, Timestamp now) const {
  if (block.not_after_us < register_time(now)) return EchoReason::expired;
  if (local(unit)) return EchoReason::not_allowed;
  switch (static_cast<CommandCode>(block.code)) {
    case CommandCode::start:
      return operate(line, unit, &Line::start);
    case CommandCode::stop:
      return operate(line, unit, &Line::stop);
    case CommandCode::reset:
      return operate(line, unit, &Line::reset);
    default:
      return set_point(line, unit, block);
  }
}

EchoReason CommandDesk::operate(Line& line, Unit unit, bool (Line::*operation)(Unit)) const {
  bool any = false;
  if (unit != Unit::line) {
    any = (line.*operation)(unit);
  } else {
    for (const Unit machine : kMachines) any |= !local(machine) && (line.*operation)(machine);
  }
  return any ? EchoReason::none : EchoReason::not_allowed;
}

}  // namespace millwright::plc
