#pragma once
// Between the states of a job on the line (OPC 10031-4, as millwright.job.v1 says them) and the dispatch states of a
// job order (ISA-95 Part 4): one table for both directions. Pure; who keeps orders applies it.
//
// Waiting, Pending and Closed have no counterpart below: they are the MES's own, before an order is dispatched and
// after it is settled.

#include <array>
#include <boost/describe.hpp>
#include <optional>
#include <string_view>

#include "lib/contracts/events.h"
#include "mes/orders/transitions.h"

namespace millwright::mes::dispatch {

using DispatchState = orders::OrderState;

/// One state of a job below and what it means above. An empty substate stands for every substate that has no row.
struct StateRow {
  std::string_view job_state;
  std::string_view substate;
  DispatchState dispatch;
};

inline constexpr std::array kStates{
    StateRow{"NotAllowedToStart", "", DispatchState::Dispatched},
    StateRow{"AllowedToStart", "", DispatchState::Ready},
    StateRow{"Running", "", DispatchState::Running},
    StateRow{"Interrupted", "Held", DispatchState::Held},
    StateRow{"Interrupted", "", DispatchState::Suspended},
    StateRow{"Ended", "", DispatchState::Completed},
    StateRow{"Aborted", "", DispatchState::Aborted},
    // Gone from the line's list. An order that was settled before stays what it is: see after_event().
    StateRow{"Absent", "", DispatchState::Cancelled},
};

/// nullopt for a state that the standard does not have.
[[nodiscard]] std::optional<DispatchState> dispatch_state_of(std::string_view job_state, std::string_view substate);

/// What a job's event makes of an order that is in `now`: nothing where it is settled already (Completed, Aborted,
/// Cancelled, Closed take no word from below), or where the state is unknown.
[[nodiscard]] std::optional<DispatchState> after_event(DispatchState now, const contracts::JobEvent& event);

/// What the MES wants of an order that the line has, and the command that asks for it.
enum class Wish { dispatch, release, recall, suspend, resume, complete, abort, cancel, forget };
BOOST_DESCRIBE_ENUM(Wish, dispatch, release, recall, suspend, resume, complete, abort, cancel, forget)

struct WishRow {
  DispatchState from;
  Wish wish;
  std::string_view command;  // contracts::is_job_command
};

inline constexpr std::array kWishes{
    WishRow{DispatchState::Pending, Wish::dispatch, "store_job"},
    WishRow{DispatchState::Pending, Wish::release, "store_and_start_job"},
    WishRow{DispatchState::Dispatched, Wish::release, "start_job"},
    WishRow{DispatchState::Dispatched, Wish::cancel, "cancel_job"},
    WishRow{DispatchState::Dispatched, Wish::abort, "abort_job"},
    WishRow{DispatchState::Ready, Wish::recall, "revoke_job_start"},
    WishRow{DispatchState::Ready, Wish::cancel, "cancel_job"},
    WishRow{DispatchState::Ready, Wish::abort, "abort_job"},
    WishRow{DispatchState::Running, Wish::suspend, "pause_job"},
    WishRow{DispatchState::Running, Wish::complete, "stop_job"},
    WishRow{DispatchState::Running, Wish::abort, "abort_job"},
    WishRow{DispatchState::Held, Wish::suspend, "pause_job"},
    WishRow{DispatchState::Held, Wish::resume, "resume_job"},
    WishRow{DispatchState::Held, Wish::complete, "stop_job"},
    WishRow{DispatchState::Held, Wish::abort, "abort_job"},
    WishRow{DispatchState::Suspended, Wish::resume, "resume_job"},
    WishRow{DispatchState::Suspended, Wish::complete, "stop_job"},
    WishRow{DispatchState::Suspended, Wish::abort, "abort_job"},
    WishRow{DispatchState::Completed, Wish::forget, "clear_job"},
    WishRow{DispatchState::Aborted, Wish::forget, "clear_job"},
};

/// The command for it; nullopt where there is nothing to ask of the line.
[[nodiscard]] std::optional<std::string_view> command_for(DispatchState from, Wish wish);

}  // namespace millwright::mes::dispatch
