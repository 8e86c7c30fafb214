#include "scada/control/command_runner.h"

#include <algorithm>
#include <array>

#include "lib/base/assert.h"
#include "lib/base/log.h"

namespace millwright::scada::control {
namespace {

/// The PLC's reasons as docs/formats/plc_registers.md numbers them.
struct PlcReason {
  int number;
  std::string_view word;
  std::string_view sentence;
};
constexpr std::array kPlcReasons{
    PlcReason{1, "plc_expired", "the PLC refused it: its deadline had passed"},
    PlcReason{2, "plc_unknown_command", "the PLC does not know this command"},
    PlcReason{3, "plc_state", "the PLC refused it: not allowed in the unit's present state"},
    PlcReason{4, "plc_value", "the PLC refused it: the value is not a number"},
};

constexpr int kTaken = 1;
constexpr int kRefused = 2;

Timestamp taken_at(const CommandRecord& record) {
  for (const auto& hop : record.hops)
    if (hop.place == "plc.taken") return hop.time;
  return record.accepted_at;
}

}  // namespace

bool CommandRunner::move(Step step, std::string reason, std::string detail) {
  const auto next = next_phase(record_.phase, step);
  MW_ASSERT(next.has_value());
  record_.phase = *next;
  record_.reason = std::move(reason);
  record_.detail = std::move(detail);
  stored_ = false;
  return store();
}

bool CommandRunner::store() {
  const auto written = bench_.log.update(record_, bench_.clock.utc());
  stored_ = written.has_value();
  if (!stored_)
    Logger("control").error("command {} cannot be stored, trying again: {}", record_.command.id.str(),
                            written.error().message);
  return stored_;
}

void CommandRunner::restart() { move(Step::restarted); }

bool CommandRunner::step() {
  // Nothing follows from a phase that is not on disk: least of all a write from an intent.
  if (!stored_ && !store()) return false;
  switch (record_.phase) {
    case Phase::queued:
      return begin();
    case Phase::intended:
      return write();
    case Phase::written:
    case Phase::unsettled:
      return await_echo();
    case Phase::taken:
      return await_confirmation();
    default:
      return false;
  }
}

bool CommandRunner::begin() {
  if (auto refusal = bench_.check_again(record_)) {
    const bool late = refusal->state == contracts::CommandState::expired;
    return move(late ? Step::deadline_passed : Step::check_failed, refusal->reason, refusal->detail);
  }
  record_.intended_at = bench_.clock.utc();
  return move(Step::turn_came);
}

bool CommandRunner::write() {
  const auto& command = record_.command;
  const auto* unit = bench_.plant.find_equipment(command.equipment);
  const auto* spec = bench_.plant.find_command(command.equipment, command.command);
  const auto id = Uuid::parse(command.id.str());
  MW_ASSERT(unit != nullptr && spec != nullptr && id.has_value());
  if (bench_.clock.utc() > command.not_after)
    return move(Step::deadline_passed, "deadline", "its deadline passed before it could be written");
  const auto done = bench_.device.write(*unit, *id, spec->code, parameter_of(*spec, command), command.not_after);
  if (done) {
    hop("scada.written", bench_.clock.utc());
    return move(Step::write_done);
  }
  switch (done.error().code) {
    case DeviceError::not_connected:
      if (bench_.clock.utc() > command.not_after) return move(Step::deadline_passed, "deadline", done.error().message);
      return move(Step::write_not_sent, "link_down", done.error().message);
    case DeviceError::refused:
      return move(Step::write_refused, "plc_refused", done.error().message);
    case DeviceError::no_answer:
    case DeviceError::wrong_answer:
      break;
  }
  return move(Step::write_uncertain, "", done.error().message);
}

bool CommandRunner::await_echo() {
  const auto now = bench_.clock.utc();
  if (now < next_look_) return false;
  next_look_ = now + bench_.patience.echo_poll;
  const auto* unit = bench_.plant.find_equipment(record_.command.equipment);
  Result<Echo, DeviceError> echo =
      fail(DeviceError::not_connected, "{} is not in the plant file any more", record_.command.equipment.str());
  if (unit != nullptr) echo = bench_.device.read_echo(*unit);
  if (echo && echo->id == Uuid::parse(record_.command.id.str()) && echo->result != 0) return take_echo(*echo);
  if (!echo_is_over(echo.has_value())) return false;
  return move(Step::echo_silent, echo ? "no_echo" : "link_down",
              echo ? "the device never said what became of it" : echo.error().message);
}

bool CommandRunner::echo_is_over(bool link_up) const {
  const auto& patience = bench_.patience;
  const auto began = record_.intended_at.value_or(record_.accepted_at);
  auto end = std::min(record_.command.not_after, began + patience.written_max) + patience.echo_after_deadline;
  if (!link_up) end += patience.link_max;
  return bench_.clock.utc() > end;
}

bool CommandRunner::take_echo(const Echo& echo) {
  if (echo.result == kTaken) {
    hop("plc.taken", echo.time);
    return move(Step::echo_taken);
  }
  MW_ASSERT(echo.result == kRefused);
  for (const auto& known : kPlcReasons)
    if (known.number == echo.reason)
      return move(Step::echo_refused, std::string(known.word), std::string(known.sentence));
  return move(Step::echo_refused, "plc_refused", fmt::format("the PLC refused it with reason {}", echo.reason));
}

bool CommandRunner::await_confirmation() {
  const auto& command = record_.command;
  const auto* spec = bench_.plant.find_command(command.equipment, command.command);
  const auto now = bench_.clock.utc();
  if (spec == nullptr)
    return move(Step::not_confirmed, "not_confirmed", "the plant file does not know this command any more");
  if (!confirm_until_) confirm_until_ = now + spec->confirmation_timeout;
  if (bench_.rules.confirmed(*spec, parameter_of(*spec, command), taken_at(record_))) {
    hop("scada.confirmed", now);
    return move(Step::confirmed);
  }
  if (now <= *confirm_until_) return false;
  return move(Step::not_confirmed, "not_confirmed", "the PLC took it, but its effect was not seen");
}

}  // namespace millwright::scada::control
