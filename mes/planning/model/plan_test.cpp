#include "mes/planning/model/plan.h"

#include <gtest/gtest.h>

#include "mes/planning/model/setup_rules.h"
#include "mes/planning/model/shifts.h"

namespace millwright::mes::planning {
namespace {

TEST(Plan, CostsTardinessTimesWeightAndSetupsAndTheEnd) {
  Problem problem;
  problem.setup_states = {"light", "dark"};
  problem.setup_matrices = {{"juice", {0, 5, 45, 0}}};
  problem.units = {{"filler", {}, 0, 1}};
  problem.orders = {{"A", 0, 50, 2}, {"B", 0, 100, 1}};
  problem.operations = {{"A/1", 0, {{0, 10}}, {}, 0, false, {}}, {"B/1", 1, {{0, 20}}, {}, 1, false, {}}};
  problem.weights = {.tardiness = 3, .setup = 2, .makespan = 1};
  // Dark to light 45, A until 55 (5 late, weight 2), light to dark 5, B until 80 (in time).
  const std::vector<Assignment> at = {{0, 0, 45, 45, 55}, {0, 55, 60, 60, 80}};
  const auto cost = cost_of(problem, at);
  EXPECT_DOUBLE_EQ(cost.weighted_tardiness_s, 10);
  EXPECT_EQ(cost.setup_s, 50);
  EXPECT_EQ(cost.makespan_s, 80);
  EXPECT_DOUBLE_EQ(cost.total, 3 * 10 + 2 * 50 + 80);
  EXPECT_EQ(tardiness_s(problem, {at, {}, {}}, 0), 5);
  EXPECT_EQ(tardiness_s(problem, {at, {}, {}}, 1), 0);
}

TEST(SetupRules, ALaterAttributeAddsOrRunsAlongside) {
  const std::vector<std::vector<std::string>> states = {{"light", "05"}, {"dark", "05"}, {"dark", "10"}};
  const std::vector<SetupRule> rules = {{0, "light", "dark", 300}, {0, "dark", "light", 2700}, {1, "", "", 1200}};
  EXPECT_EQ(matrix_of("m", states, rules, Combine::sum).seconds,
            (std::vector<std::int64_t>{0, 300, 1500, 2700, 0, 1200, 3900, 1200, 0}));
  EXPECT_EQ(matrix_of("m", states, rules, Combine::longest).seconds,
            (std::vector<std::int64_t>{0, 300, 1200, 2700, 0, 1200, 2700, 1200, 0}));
}

TEST(SetupRules, AValueThatStaysTakesNothingUnlessNamed) {
  const std::vector<std::vector<std::string>> states = {{"milk"}, {"water"}};
  EXPECT_EQ(matrix_of("m", states, {{0, "milk", "milk", 60}, {0, "", "", 10}}, Combine::sum).seconds,
            (std::vector<std::int64_t>{60, 10, 10, 0}));
}

TEST(Shifts, WhatLiesOutsideAllShiftsIsClosed) {
  // Monday 06 to 14, and Sunday 22 to Monday 06: together open from Sunday 22 to Monday 14.
  const std::vector<Shift> week = {{6 * 3600, 14 * 3600}, {6 * kDay_s + 22 * 3600, 7 * kDay_s + 6 * 3600}};
  const auto closed = closed_times(week, 0, 0, 8 * kDay_s, {});
  ASSERT_EQ(closed.size(), 2u);
  EXPECT_EQ(closed[0].from_s, 14 * 3600);
  EXPECT_EQ(closed[0].to_s, 6 * kDay_s + 22 * 3600);
  EXPECT_EQ(closed[1].from_s, 7 * kDay_s + 14 * 3600);
  EXPECT_EQ(closed[1].to_s, 8 * kDay_s);
  EXPECT_EQ(closed[0].why, "shift closed");
}

TEST(Shifts, WithoutShiftsOnlyTheOthersAreClosed) {
  const std::vector<ClosedTime> others = {{10, 20, "holiday"}};
  const auto closed = closed_times({}, 0, 0, kWeek_s, others);
  ASSERT_EQ(closed.size(), 1u);
  EXPECT_EQ(closed[0].why, "holiday");
}

}  // namespace
}  // namespace millwright::mes::planning
