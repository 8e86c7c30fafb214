#include "plc/physics/packml.h"

#include <algorithm>
#include <array>

namespace millwright::plc {
namespace {

using enum State;

constexpr std::array kTransitions{
    Transition{stopped, Event::reset, resetting},
    Transition{resetting, Event::done, idle},
    Transition{idle, Event::start, starting},
    Transition{starting, Event::done, execute},

    Transition{execute, Event::suspend, suspending},
    Transition{suspending, Event::done, suspended},
    Transition{suspended, Event::unsuspend, unsuspending},
    Transition{unsuspending, Event::done, execute},

    Transition{execute, Event::hold, holding},
    Transition{suspended, Event::hold, holding},
    Transition{holding, Event::done, held},
    Transition{held, Event::unhold, unholding},
    Transition{unholding, Event::done, execute},

    Transition{execute, Event::complete, completing},
    Transition{suspended, Event::complete, completing},
    Transition{held, Event::complete, completing},
    Transition{completing, Event::done, completed},
    Transition{completed, Event::reset, resetting},

    Transition{idle, Event::stop, stopping},
    Transition{starting, Event::stop, stopping},
    Transition{execute, Event::stop, stopping},
    Transition{suspending, Event::stop, stopping},
    Transition{suspended, Event::stop, stopping},
    Transition{unsuspending, Event::stop, stopping},
    Transition{holding, Event::stop, stopping},
    Transition{held, Event::stop, stopping},
    Transition{unholding, Event::stop, stopping},
    Transition{completing, Event::stop, stopping},
    Transition{completed, Event::stop, stopping},
    Transition{resetting, Event::stop, stopping},
    Transition{stopping, Event::done, stopped},

    Transition{idle, Event::abort, aborting},
    Transition{starting, Event::abort, aborting},
    Transition{execute, Event::abort, aborting},
    Transition{suspending, Event::abort, aborting},
    Transition{suspended, Event::abort, aborting},
    Transition{unsuspending, Event::abort, aborting},
    Transition{holding, Event::abort, aborting},
    Transition{held, Event::abort, aborting},
    Transition{unholding, Event::abort, aborting},
    Transition{completing, Event::abort, aborting},
    Transition{completed, Event::abort, aborting},
    Transition{resetting, Event::abort, aborting},
    Transition{stopping, Event::abort, aborting},
    Transition{stopped, Event::abort, aborting},
    Transition{clearing, Event::abort, aborting},
    Transition{aborting, Event::done, aborted},
    Transition{aborted, Event::clear, clearing},
    Transition{clearing, Event::done, stopped},
};

}  // namespace

std::span<const Transition> packml_transitions() { return kTransitions; }

std::optional<State> packml_next(State from, Event event) {
  const auto row =
      std::ranges::find_if(kTransitions, [&](const Transition& t) { return t.from == from && t.event == event; });
  if (row == kTransitions.end()) return std::nullopt;
  return row->to;
}

Seconds packml_duration(State state) {
  switch (state) {
    case starting:
    case stopping:
      return Seconds{1.0};
    case resetting:
    case clearing:
    case unholding:
    case completing:
      return Seconds{0.5};
    case aborting:
    case holding:
    case suspending:
    case unsuspending:
      return Seconds{0.3};
    case stopped:
    case idle:
    case suspended:
    case execute:
    case aborted:
    case held:
    case completed:
      return Seconds{0};
  }
  return Seconds{0};
}

bool UnitControl::apply(Event event) {
  const auto to = packml_next(state_, event);
  if (!to) return false;
  state_ = *to;
  in_state_ = Seconds{0};
  return true;
}

bool UnitControl::start() {
  if (state_ == stopped || state_ == completed) {
    start_when_idle_ = true;
    stop_code_ = StopCode::none;
    return apply(Event::reset);
  }
  return apply(Event::start);
}

bool UnitControl::stop() {
  if (!apply(Event::stop)) return false;
  start_when_idle_ = false;
  stop_code_ = StopCode::commanded;
  return true;
}

bool UnitControl::reset() {
  if (apply(Event::clear)) {
    stop_code_ = StopCode::commanded;
    return true;
  }
  if (!apply(Event::unhold)) return false;
  stop_code_ = StopCode::none;
  return true;
}

void UnitControl::abort(StopCode why) {
  if (!apply(Event::abort)) return;
  start_when_idle_ = false;
  stop_code_ = why;
}

void UnitControl::step(Seconds dt, StopCode condition) {
  in_state_ += dt;
  const auto lasts = packml_duration(state_);
  // Half a step of tolerance: durations are whole steps and sums of 0.1 are not exact.
  if (lasts > Seconds{0} && in_state_ + dt / 2 >= lasts) apply(Event::done);

  if (state_ == idle && start_when_idle_) {
    start_when_idle_ = false;
    apply(Event::start);
  } else if (state_ == execute) {
    stop_code_ = condition;
    if (condition != StopCode::none) apply(Event::suspend);
  } else if (state_ == suspended) {
    if (condition == StopCode::none) {
      apply(Event::unsuspend);
    } else {
      stop_code_ = condition;
    }
  }
}

}  // namespace millwright::plc
