#pragma once
// The life of a job order (ISA-95 part 4 job order states) as one table.

#include <array>
#include <boost/describe.hpp>
#include <optional>
#include <string>

namespace millwright::mes::orders {

enum class OrderState { Waiting, Ready, Running, Held, Completed, Aborted };
BOOST_DESCRIBE_ENUM(OrderState, Waiting, Ready, Running, Held, Completed, Aborted)

enum class OrderAction { release, start, hold, complete, abort };
BOOST_DESCRIBE_ENUM(OrderAction, release, start, hold, complete, abort)

struct OrderTransition {
  OrderState from;
  OrderAction action;
  OrderState to;
};

inline constexpr std::array kOrderTransitions{
    OrderTransition{OrderState::Waiting, OrderAction::release, OrderState::Ready},
    OrderTransition{OrderState::Waiting, OrderAction::abort, OrderState::Aborted},
    OrderTransition{OrderState::Ready, OrderAction::start, OrderState::Running},
    OrderTransition{OrderState::Ready, OrderAction::abort, OrderState::Aborted},
    OrderTransition{OrderState::Running, OrderAction::hold, OrderState::Held},
    OrderTransition{OrderState::Running, OrderAction::complete, OrderState::Completed},
    OrderTransition{OrderState::Running, OrderAction::abort, OrderState::Aborted},
    OrderTransition{OrderState::Held, OrderAction::start, OrderState::Running},
    OrderTransition{OrderState::Held, OrderAction::complete, OrderState::Completed},
    OrderTransition{OrderState::Held, OrderAction::abort, OrderState::Aborted},
};

/// The state after `action`; nullopt where the table has no such row.
[[nodiscard]] constexpr std::optional<OrderState> after(OrderState from, OrderAction action) {
  for (const auto& row : kOrderTransitions)
    if (row.from == from && row.action == action) return row.to;
  return std::nullopt;
}

/// "from Running one can: hold, complete, abort".
[[nodiscard]] std::string possible_actions(OrderState from);

}  // namespace millwright::mes::orders
