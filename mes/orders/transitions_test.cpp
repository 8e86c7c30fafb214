#include "mes/orders/transitions.h"

#include <gtest/gtest.h>

#include <set>

namespace millwright::mes::orders {
namespace {

TEST(OrderTable, EveryRowLeadsWhereItSays) {
  std::set<std::pair<OrderState, OrderAction>> rows;
  for (const auto& row : kOrderTransitions) {
    EXPECT_EQ(after(row.from, row.action), row.to);
    EXPECT_TRUE(rows.insert({row.from, row.action}).second) << "a row stands twice";
  }
}

TEST(OrderTable, WhatIsNotInTheTableIsNotPossible) {
  EXPECT_FALSE(after(OrderState::Waiting, OrderAction::start));
  EXPECT_FALSE(after(OrderState::Ready, OrderAction::complete));
  EXPECT_FALSE(after(OrderState::Running, OrderAction::start));
  EXPECT_FALSE(after(OrderState::Held, OrderAction::release));
}

TEST(OrderTable, WhatIsOverCanOnlyBeClosedAndThenNothing) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<OrderAction>>([](auto action) {
    for (const auto over : {OrderState::Completed, OrderState::Aborted, OrderState::Cancelled})
      EXPECT_EQ(after(over, action.value).has_value(), action.value == OrderAction::close) << action.name;
    EXPECT_FALSE(after(OrderState::Closed, action.value)) << action.name;
  });
  EXPECT_EQ(possible_actions(OrderState::Closed), "Closed is final");
  EXPECT_EQ(possible_actions(OrderState::Running), "from Running one can: hold, suspend, complete, abort");
}

TEST(OrderTable, EveryStateIsReachedFromWaitingAndLeadsToClosed) {
  const auto reachable = [](OrderState from) {
    std::set<OrderState> seen{from};
    for (std::size_t before = 0; before != seen.size();) {
      before = seen.size();
      for (const auto& row : kOrderTransitions)
        if (seen.contains(row.from)) seen.insert(row.to);
    }
    return seen;
  };
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<OrderState>>([&](auto state) {
    EXPECT_TRUE(reachable(OrderState::Waiting).contains(state.value)) << state.name;
    EXPECT_TRUE(reachable(state.value).contains(OrderState::Closed)) << state.name;
  });
}

TEST(OrderTable, OnlyWhatNeverBeganIsCancelled) {
  for (const auto& row : kOrderTransitions)
    EXPECT_FALSE(row.action == OrderAction::cancel && rights_in(row.from).correct);
}

TEST(OrderTable, EveryStateHasItsRights) {
  EXPECT_EQ(kStateRights.size(), boost::mp11::mp_size<boost::describe::describe_enumerators<OrderState>>::value);
  std::set<OrderState> states;
  for (const auto& row : kStateRights) states.insert(row.state);
  EXPECT_EQ(states.size(), kStateRights.size());
  EXPECT_FALSE(rights_in(OrderState::Closed).correct);
  EXPECT_FALSE(rights_in(OrderState::Dispatched).split);
}

}  // namespace
}  // namespace millwright::mes::orders
