#pragma once
// The PackML state model (ISA-TR88.00.02) as a transition table, and the control of one unit that walks it.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "plc/physics/simulation.h"

namespace millwright::plc {

/// The numbers are the standard's; they stand in the registers as they are.
enum class State : std::uint16_t {
  clearing = 1,
  stopped = 2,
  starting = 3,
  idle = 4,
  suspended = 5,
  execute = 6,
  stopping = 7,
  aborting = 8,
  aborted = 9,
  holding = 10,
  held = 11,
  unholding = 12,
  suspending = 13,
  unsuspending = 14,
  resetting = 15,
  completing = 16,
  completed = 17,
};

/// `done` ends an acting state (one that ends in -ing); the others are commands or conditions.
enum class Event { start, stop, reset, hold, unhold, suspend, unsuspend, complete, abort, clear, done };

/// Why a unit does not run. The numbers stand in the registers (docs/formats/plc_registers.md).
enum class StopCode : std::uint16_t {
  none = 0,
  starved = 1,
  blocked = 2,
  commanded = 3,
  conveyor_jam = 10,
  high_temperature = 20,
};

struct Transition {
  State from;
  Event event;
  State to;
};

[[nodiscard]] std::span<const Transition> packml_transitions();
/// Where the table leads, or nullopt where it has no row.
[[nodiscard]] std::optional<State> packml_next(State from, Event event);
/// How long an acting state lasts; zero for a state that waits.
[[nodiscard]] Seconds packml_duration(State state);

/// The state of one unit. Owned by that unit, stepped with the line.
class UnitControl {
 public:
  UnitControl(State initial, StopCode stop_code) : state_(initial), stop_code_(stop_code) {}

  /// Commands: false where the state does not allow them, and then nothing has changed. `start` in Stopped resets
  /// first and starts by itself once idle, as the push-button of a real unit does.
  bool start();
  bool stop();
  bool reset();

  /// The unit's own protection, from any state in which there is something to protect.
  void abort(StopCode why);

  /// Ends acting states in time, and suspends or resumes the unit as `condition` comes and goes.
  void step(Seconds dt, StopCode condition);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] StopCode stop_code() const { return stop_code_; }
  [[nodiscard]] bool executing() const { return state_ == State::execute; }

 private:
  bool apply(Event event);

  State state_;
  StopCode stop_code_;
  Seconds in_state_{0};
  bool start_when_idle_ = false;
};

}  // namespace millwright::plc
