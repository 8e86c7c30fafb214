#pragma once
// The transition table of a command. A phase says how far it has got and, by that, what a crash in it means: from
// `intended` on the write may have happened, so it is never done again; only the echo is read.

#include <array>
#include <optional>

#include "lib/contracts/events.h"

namespace millwright::scada::control {

enum class Phase {
  queued,     // accepted, behind another command of its unit; certainly not written
  intended,   // intent committed; this process may write it, once, before its deadline
  written,    // the device confirmed the write; its echo is awaited
  unsettled,  // it may or may not have been written: a crash, or no answer; only the echo can tell
  taken,      // the device took it; the plant file's confirmation is awaited
  completed,
  rejected,
  timed_out,
  expired,
  outcome_unknown,
};
BOOST_DESCRIBE_ENUM(Phase, queued, intended, written, unsettled, taken, completed, rejected, timed_out, expired,
                    outcome_unknown)

enum class Step {
  turn_came,     // the commands before it are final, and every check still holds
  check_failed,  // a check that held at submission does not hold at the write
  deadline_passed,
  write_done,
  write_not_sent,   // nothing left this process
  write_refused,    // the device answered that it did not accept it
  write_uncertain,  // no answer, or none that makes sense
  restarted,        // found in the database by a new process
  echo_taken,
  echo_refused,
  echo_silent,  // no echo of it until no echo can come any more
  confirmed,
  not_confirmed,
};
BOOST_DESCRIBE_ENUM(Step, turn_came, check_failed, deadline_passed, write_done, write_not_sent, write_refused,
                    write_uncertain, restarted, echo_taken, echo_refused, echo_silent, confirmed, not_confirmed)

struct Transition {
  Phase from;
  Step step;
  Phase to;
};

inline constexpr std::array kTransitions{
    Transition{Phase::queued, Step::turn_came, Phase::intended},
    Transition{Phase::queued, Step::check_failed, Phase::rejected},
    Transition{Phase::queued, Step::deadline_passed, Phase::expired},
    Transition{Phase::queued, Step::restarted, Phase::queued},
    Transition{Phase::intended, Step::check_failed, Phase::rejected},
    Transition{Phase::intended, Step::deadline_passed, Phase::expired},
    Transition{Phase::intended, Step::write_done, Phase::written},
    Transition{Phase::intended, Step::write_not_sent, Phase::rejected},
    Transition{Phase::intended, Step::write_refused, Phase::rejected},
    Transition{Phase::intended, Step::write_uncertain, Phase::unsettled},
    Transition{Phase::intended, Step::restarted, Phase::unsettled},
    Transition{Phase::written, Step::echo_taken, Phase::taken},
    Transition{Phase::written, Step::echo_refused, Phase::rejected},
    Transition{Phase::written, Step::echo_silent, Phase::outcome_unknown},
    Transition{Phase::written, Step::restarted, Phase::unsettled},
    Transition{Phase::unsettled, Step::echo_taken, Phase::taken},
    Transition{Phase::unsettled, Step::echo_refused, Phase::rejected},
    Transition{Phase::unsettled, Step::echo_silent, Phase::outcome_unknown},
    Transition{Phase::unsettled, Step::restarted, Phase::unsettled},
    Transition{Phase::taken, Step::confirmed, Phase::completed},
    Transition{Phase::taken, Step::not_confirmed, Phase::timed_out},
    Transition{Phase::taken, Step::restarted, Phase::taken},
};

[[nodiscard]] constexpr std::optional<Phase> next_phase(Phase from, Step step) {
  for (const auto& row : kTransitions)
    if (row.from == from && row.step == step) return row.to;
  return std::nullopt;
}

[[nodiscard]] constexpr bool is_final(Phase phase) { return phase >= Phase::completed; }

/// What the outside sees of a phase.
[[nodiscard]] constexpr contracts::CommandState state_of(Phase phase) {
  switch (phase) {
    case Phase::completed:
      return contracts::CommandState::completed;
    case Phase::rejected:
      return contracts::CommandState::rejected;
    case Phase::timed_out:
      return contracts::CommandState::timed_out;
    case Phase::expired:
      return contracts::CommandState::expired;
    case Phase::outcome_unknown:
      return contracts::CommandState::outcome_unknown;
    default:
      return contracts::CommandState::accepted;
  }
}

}  // namespace millwright::scada::control
