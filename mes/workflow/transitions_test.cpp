#include "mes/workflow/transitions.h"

#include <gtest/gtest.h>

#include <set>

namespace millwright::mes::workflow {
namespace {

TEST(WorkflowTable, EveryRowLeadsWhereItSays) {
  for (const auto& row : kTransitions) {
    const auto taken = after(row.from, row.signal);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->to, row.to);
    EXPECT_EQ(taken->action, row.action);
  }
}

TEST(WorkflowTable, NoStepAndSignalStandTwice) {
  std::set<std::pair<Step, Signal>> seen;
  for (const auto& row : kTransitions) EXPECT_TRUE(seen.insert({row.from, row.signal}).second);
}

TEST(WorkflowTable, WhatIsOverTakesNoSignal) {
  for (const auto& row : kTransitions) {
    EXPECT_NE(row.from, Step::completed);
    EXPECT_NE(row.from, Step::handed_over);
  }
}

TEST(WorkflowTable, OldDataNeverLeadsToACommand) {
  const auto row = after(Step::begin, Signal::raised_old);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->action, Action::none);
  for (const auto& next : kTransitions) {
    if (next.from == Step::recorded && next.action == Action::lower_setpoint) {
      EXPECT_EQ(next.signal, Signal::raised);
    }
  }
}

TEST(WorkflowTable, EveryFailedCommandIsHandedOver) {
  for (const auto step : {Step::commanding, Step::cleared_early, Step::restoring})
    for (const auto signal : {Signal::command_failed, Signal::result_overdue})
      EXPECT_EQ(after(step, signal)->action, Action::hand_over);
}

}  // namespace
}  // namespace millwright::mes::workflow
