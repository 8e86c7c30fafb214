#include "cli/supervisor/child_state.h"

#include <algorithm>
#include <array>

namespace millwright::cli {
namespace {

using enum ChildState;
using enum ChildEvent;
using enum ChildAction;

constexpr std::array kTransitions = {
    ChildTransition{idle, start, starting, spawn},         //
    ChildTransition{idle, stop, down, none},               //
    ChildTransition{starting, ready, running, none},       //
    ChildTransition{starting, ended, backing_off, none},   //
    ChildTransition{starting, late, hung, kill},           //
    ChildTransition{starting, stop, stopping, terminate},  //
    ChildTransition{running, ended, backing_off, none},    //
    ChildTransition{running, late, hung, kill},            //
    ChildTransition{running, stop, stopping, terminate},   //
    ChildTransition{hung, ended, backing_off, none},       //
    ChildTransition{hung, stop, killing, kill},            //
    ChildTransition{backing_off, late, starting, spawn},   //
    ChildTransition{backing_off, stop, down, none},        //
    ChildTransition{stopping, ended, down, none},          //
    ChildTransition{stopping, late, killing, kill},        //
    ChildTransition{killing, ended, down, none},           //
};

}  // namespace

std::string_view to_string(ChildState state) {
  constexpr std::array<std::string_view, 8> kNames = {"idle",        "starting", "running", "hung",
                                                      "backing off", "stopping", "killing", "down"};
  return kNames.at(static_cast<std::size_t>(state));
}

std::span<const ChildTransition> child_transitions() { return kTransitions; }

ChildAction ChildLife::on(ChildEvent event, MonotonicTime now) {
  const auto* row = std::ranges::find_if(
      kTransitions, [&](const ChildTransition& t) { return t.from == state_ && t.event == event; });
  if (row == kTransitions.end()) return none;
  enter(row->to, now);
  return row->action;
}

void ChildLife::alive(MonotonicTime now) {
  if (state_ == running) deadline_ = now + times_.silence_limit;
}

ChildAction ChildLife::on_time(MonotonicTime now) { return deadline_ && now >= *deadline_ ? on(late, now) : none; }

void ChildLife::enter(ChildState to, MonotonicTime now) {
  if (to == backing_off) choose_backoff(now);
  if (state_ == backing_off && to == starting) ++restarts_;
  state_ = to;
  deadline_.reset();
  if (to != running) ready_since_.reset();
  if (to == starting) deadline_ = now + times_.start_limit;
  if (to == backing_off) deadline_ = now + backoff_;
  if (to == stopping) deadline_ = now + times_.stop_limit;
  if (to == running) {
    ready_since_ = now;
    deadline_ = now + times_.silence_limit;
  }
}

void ChildLife::choose_backoff(MonotonicTime now) {
  // `hung` has forgotten when it was ready; but nobody is silent for so long who was not steady before.
  if (state_ == hung || (ready_since_ && now - *ready_since_ >= times_.steady_after)) failures_in_a_row_ = 0;
  backoff_ = Duration{0};
  if (failures_in_a_row_ > 0) {
    backoff_ = times_.backoff_first;
    for (int i = 1; i < failures_in_a_row_ && backoff_ < times_.backoff_limit; ++i) backoff_ *= 2;
    backoff_ = std::min(backoff_, times_.backoff_limit);
  }
  ++failures_in_a_row_;
}

}  // namespace millwright::cli
