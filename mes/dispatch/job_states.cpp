#include "mes/dispatch/job_states.h"

namespace millwright::mes::dispatch {
namespace {

bool is_settled(DispatchState state) {
  return state == DispatchState::Completed || state == DispatchState::Aborted || state == DispatchState::Cancelled ||
         state == DispatchState::Closed;
}

}  // namespace

std::optional<DispatchState> dispatch_state_of(std::string_view job_state, std::string_view substate) {
  for (const auto& row : kStates)
    if (row.job_state == job_state && (row.substate.empty() || row.substate == substate)) return row.dispatch;
  return std::nullopt;
}

std::optional<DispatchState> after_event(DispatchState now, const contracts::JobEvent& event) {
  const auto next = dispatch_state_of(event.state, event.substate);
  if (!next || is_settled(now) || *next == now) return std::nullopt;
  return next;
}

std::optional<std::string_view> command_for(DispatchState from, Wish wish) {
  for (const auto& row : kWishes)
    if (row.from == from && row.wish == wish) return row.command;
  return std::nullopt;
}

}  // namespace millwright::mes::dispatch
