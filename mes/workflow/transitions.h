#pragma once
// The workflow high_temperature as one table: what each signal means at each step, and what is done about it. A signal
// without a row at the current step changes nothing.

#include <array>
#include <boost/describe.hpp>
#include <optional>
#include <string_view>

namespace millwright::mes::workflow {

enum class Step {
  begin,
  recorded,       // from old data: lots are held, nothing is commanded
  commanding,     // the lower set-point is asked for
  cleared_early,  // the limit cleared before the command's result came
  watching,       // the lower set-point is in force; the value has its time to come back
  settling,       // it is back; it must stay so for a while
  restoring,      // the recipe's set-point is asked for
  completed,
  handed_over,  // a person has it
};
BOOST_DESCRIBE_ENUM(Step, begin, recorded, commanding, cleared_early, watching, settling, restoring, completed,
                    handed_over)

enum class Signal {
  raised,      // a deviation opened, on fresh data
  raised_old,  // … on recovered or late data
  recurred,    // … while an earlier one was being settled, or soon after its restore
  cleared,
  command_completed,
  command_failed,
  result_overdue,
  watch_elapsed,
  settled,
  cause_persists,  // it is back, but what drove it off is still there
};
BOOST_DESCRIBE_ENUM(Signal, raised, raised_old, recurred, cleared, command_completed, command_failed, result_overdue,
                    watch_elapsed, settled, cause_persists)

enum class Action { none, lower_setpoint, watch, settle, restore_setpoint, finish, hand_over };
BOOST_DESCRIBE_ENUM(Action, none, lower_setpoint, watch, settle, restore_setpoint, finish, hand_over)

struct Transition {
  Step from;
  Signal signal;
  Step to;
  Action action;
};

inline constexpr std::array kTransitions{
    Transition{Step::begin, Signal::raised, Step::commanding, Action::lower_setpoint},
    Transition{Step::begin, Signal::raised_old, Step::recorded, Action::none},
    Transition{Step::begin, Signal::recurred, Step::handed_over, Action::hand_over},
    Transition{Step::recorded, Signal::raised, Step::commanding, Action::lower_setpoint},
    Transition{Step::recorded, Signal::recurred, Step::handed_over, Action::hand_over},
    Transition{Step::recorded, Signal::cleared, Step::completed, Action::finish},
    Transition{Step::commanding, Signal::command_completed, Step::watching, Action::watch},
    Transition{Step::commanding, Signal::command_failed, Step::handed_over, Action::hand_over},
    Transition{Step::commanding, Signal::result_overdue, Step::handed_over, Action::hand_over},
    Transition{Step::commanding, Signal::cleared, Step::cleared_early, Action::none},
    Transition{Step::cleared_early, Signal::command_completed, Step::settling, Action::settle},
    Transition{Step::cleared_early, Signal::command_failed, Step::handed_over, Action::hand_over},
    Transition{Step::cleared_early, Signal::result_overdue, Step::handed_over, Action::hand_over},
    Transition{Step::cleared_early, Signal::recurred, Step::handed_over, Action::hand_over},
    Transition{Step::watching, Signal::cleared, Step::settling, Action::settle},
    Transition{Step::watching, Signal::watch_elapsed, Step::handed_over, Action::hand_over},
    Transition{Step::settling, Signal::settled, Step::restoring, Action::restore_setpoint},
    Transition{Step::settling, Signal::cause_persists, Step::handed_over, Action::hand_over},
    Transition{Step::settling, Signal::recurred, Step::handed_over, Action::hand_over},
    Transition{Step::restoring, Signal::command_completed, Step::completed, Action::finish},
    Transition{Step::restoring, Signal::command_failed, Step::handed_over, Action::hand_over},
    Transition{Step::restoring, Signal::result_overdue, Step::handed_over, Action::hand_over},
    Transition{Step::restoring, Signal::recurred, Step::handed_over, Action::hand_over},
};

[[nodiscard]] constexpr std::optional<Transition> after(Step from, Signal signal) {
  for (const auto& row : kTransitions)
    if (row.from == from && row.signal == signal) return row;
  return std::nullopt;
}

/// The step in words, for the pages.
[[nodiscard]] constexpr std::string_view title_of(Step step) {
  switch (step) {
    case Step::begin:
      return "hold the affected lots";
    case Step::recorded:
      return "recorded from old data: nothing is commanded";
    case Step::commanding:
      return "lower the set-point";
    case Step::cleared_early:
      return "back within the limit, the command's result is awaited";
    case Step::watching:
      return "watch until it is back within the limit";
    case Step::settling:
      return "let it settle";
    case Step::restoring:
      return "restore the recipe's set-point";
    case Step::completed:
      return "completed";
    case Step::handed_over:
      return "handed over to the operator";
  }
  return "";
}

}  // namespace millwright::mes::workflow
