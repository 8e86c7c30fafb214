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

TEST(OrderTable, CompletedAndAbortedAreFinal) {
  for (const auto action :
       {OrderAction::release, OrderAction::start, OrderAction::hold, OrderAction::complete, OrderAction::abort}) {
    EXPECT_FALSE(after(OrderState::Completed, action));
    EXPECT_FALSE(after(OrderState::Aborted, action));
  }
  EXPECT_EQ(possible_actions(OrderState::Completed), "Completed is final");
  EXPECT_EQ(possible_actions(OrderState::Running), "from Running one can: hold, complete, abort");
}

}  // namespace
}  // namespace millwright::mes::orders
