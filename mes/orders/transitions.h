#pragma once
// The life of a job order as one table, with the dispatch states of ISA-95 part 4 (job order dispatch status):
//
//   Waiting     known; nobody has planned it            Held        stopped by people, or before it began
//   Pending     has its place in a plan                 Suspended   stopped by the line; goes on by itself
//   Dispatched  sent to the line, not accepted yet      Completed   what was wanted is made
//   Ready       released: may start when the line is    Aborted     ended before that; what was made stays recorded
//   Running     the line makes it                       Cancelled   never begun, and never will be
//                                                       Closed      settled: neither counts nor corrections any more

#include <array>
#include <boost/describe.hpp>
#include <optional>
#include <string>

namespace millwright::mes::orders {

enum class OrderState {
  Waiting,
  Pending,
  Dispatched,
  Ready,
  Running,
  Held,
  Suspended,
  Completed,
  Aborted,
  Cancelled,
  Closed
};
BOOST_DESCRIBE_ENUM(OrderState, Waiting, Pending, Dispatched, Ready, Running, Held, Suspended, Completed, Aborted,
                    Cancelled, Closed)

enum class OrderAction {
  plan,
  dispatch,
  release,
  withdraw,
  start,
  hold,
  suspend,
  resume,
  complete,
  abort,
  cancel,
  close
};
BOOST_DESCRIBE_ENUM(OrderAction, plan, dispatch, release, withdraw, start, hold, suspend, resume, complete, abort,
                    cancel, close)

struct OrderTransition {
  OrderState from;
  OrderAction action;
  OrderState to;
};

inline constexpr std::array kOrderTransitions{
    OrderTransition{OrderState::Waiting, OrderAction::plan, OrderState::Pending},
    OrderTransition{OrderState::Waiting, OrderAction::dispatch, OrderState::Dispatched},
    OrderTransition{OrderState::Waiting, OrderAction::release, OrderState::Ready},
    OrderTransition{OrderState::Waiting, OrderAction::cancel, OrderState::Cancelled},
    OrderTransition{OrderState::Waiting, OrderAction::abort, OrderState::Aborted},
    OrderTransition{OrderState::Pending, OrderAction::dispatch, OrderState::Dispatched},
    OrderTransition{OrderState::Pending, OrderAction::release, OrderState::Ready},
    OrderTransition{OrderState::Pending, OrderAction::withdraw, OrderState::Waiting},
    OrderTransition{OrderState::Pending, OrderAction::cancel, OrderState::Cancelled},
    OrderTransition{OrderState::Pending, OrderAction::abort, OrderState::Aborted},
    OrderTransition{OrderState::Dispatched, OrderAction::release, OrderState::Ready},
    OrderTransition{OrderState::Dispatched, OrderAction::start, OrderState::Running},
    OrderTransition{OrderState::Dispatched, OrderAction::withdraw, OrderState::Pending},
    OrderTransition{OrderState::Dispatched, OrderAction::cancel, OrderState::Cancelled},
    OrderTransition{OrderState::Dispatched, OrderAction::abort, OrderState::Aborted},
    OrderTransition{OrderState::Ready, OrderAction::dispatch, OrderState::Dispatched},
    OrderTransition{OrderState::Ready, OrderAction::start, OrderState::Running},
    OrderTransition{OrderState::Ready, OrderAction::hold, OrderState::Held},
    OrderTransition{OrderState::Ready, OrderAction::withdraw, OrderState::Pending},
    OrderTransition{OrderState::Ready, OrderAction::cancel, OrderState::Cancelled},
    OrderTransition{OrderState::Ready, OrderAction::abort, OrderState::Aborted},
    OrderTransition{OrderState::Running, OrderAction::hold, OrderState::Held},
    OrderTransition{OrderState::Running, OrderAction::suspend, OrderState::Suspended},
    OrderTransition{OrderState::Running, OrderAction::complete, OrderState::Completed},
    OrderTransition{OrderState::Running, OrderAction::abort, OrderState::Aborted},
    OrderTransition{OrderState::Held, OrderAction::start, OrderState::Running},
    OrderTransition{OrderState::Held, OrderAction::resume, OrderState::Running},
    OrderTransition{OrderState::Held, OrderAction::complete, OrderState::Completed},
    OrderTransition{OrderState::Held, OrderAction::abort, OrderState::Aborted},
    OrderTransition{OrderState::Suspended, OrderAction::resume, OrderState::Running},
    OrderTransition{OrderState::Suspended, OrderAction::hold, OrderState::Held},
    OrderTransition{OrderState::Suspended, OrderAction::complete, OrderState::Completed},
    OrderTransition{OrderState::Suspended, OrderAction::abort, OrderState::Aborted},
    OrderTransition{OrderState::Completed, OrderAction::close, OrderState::Closed},
    OrderTransition{OrderState::Aborted, OrderAction::close, OrderState::Closed},
    OrderTransition{OrderState::Cancelled, OrderAction::close, OrderState::Closed},
};

/// The state after `action`; nullopt where the table has no such row.
[[nodiscard]] constexpr std::optional<OrderState> after(OrderState from, OrderAction action) {
  for (const auto& row : kOrderTransitions)
    if (row.from == from && row.action == action) return row.to;
  return std::nullopt;
}

/// What else a state allows, beside its transitions.
struct StateRights {
  OrderState state;
  bool split;    // part of it may become an order of its own
  bool correct;  // something may have been made: people may correct what was counted
};
inline constexpr std::array kStateRights{
    StateRights{OrderState::Waiting, true, false},     StateRights{OrderState::Pending, true, false},
    StateRights{OrderState::Dispatched, false, false},  // the line has its quantity already
    StateRights{OrderState::Ready, true, false},       StateRights{OrderState::Running, true, true},
    StateRights{OrderState::Held, true, true},         StateRights{OrderState::Suspended, true, true},
    StateRights{OrderState::Completed, false, true},   StateRights{OrderState::Aborted, false, true},
    StateRights{OrderState::Cancelled, false, false},  StateRights{OrderState::Closed, false, false},
};
[[nodiscard]] constexpr StateRights rights_in(OrderState state) {
  for (const auto& row : kStateRights)
    if (row.state == state) return row;
  return {state, false, false};
}

/// "from Running one can: hold, suspend, complete, abort".
[[nodiscard]] std::string possible_actions(OrderState from);

}  // namespace millwright::mes::orders
