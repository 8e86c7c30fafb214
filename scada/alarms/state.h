#pragma once
// The transition table of an alarm: the part of ISA-18.2 / IEC 62682 figure "alarm state transition diagram" that this
// version knows (no shelving, suppression or out of service yet).

#include <array>
#include <optional>

#include "scada/alarms/alarms.h"

namespace millwright::scada::alarms {

enum class AlarmInput { goes_active, goes_normal, acknowledge };

struct AlarmTransition {
  AlarmState from;
  AlarmInput input;
  AlarmState to;
};

inline constexpr std::array kAlarmTransitions{
    AlarmTransition{AlarmState::NORM, AlarmInput::goes_active, AlarmState::UNACK},
    AlarmTransition{AlarmState::UNACK, AlarmInput::acknowledge, AlarmState::ACKED},
    AlarmTransition{AlarmState::UNACK, AlarmInput::goes_normal, AlarmState::RTNUN},
    AlarmTransition{AlarmState::ACKED, AlarmInput::goes_normal, AlarmState::NORM},
    AlarmTransition{AlarmState::RTNUN, AlarmInput::acknowledge, AlarmState::NORM},
    AlarmTransition{AlarmState::RTNUN, AlarmInput::goes_active, AlarmState::UNACK},
};

/// nullopt where the table has no row: the input means nothing in that state.
[[nodiscard]] constexpr std::optional<AlarmState> next_state(AlarmState from, AlarmInput input) {
  for (const auto& row : kAlarmTransitions)
    if (row.from == from && row.input == input) return row.to;
  return std::nullopt;
}

}  // namespace millwright::scada::alarms
