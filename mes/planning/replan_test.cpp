#include "mes/planning/replan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mes/planning/checker/checker.h"
#include "mes/planning/planner.h"
#include "tests/support/cpp/random_shop.h"

namespace millwright::mes::planning {
namespace {

SearchOptions steps(std::uint64_t most) {
  SearchOptions options;
  options.max_steps = most;
  options.threads = 1;
  return options;
}

ReplanOptions at(std::int64_t now_s, std::int64_t frozen_s, std::uint64_t most = 3'000) {
  ReplanOptions options;
  options.now_s = now_s;
  options.frozen_s = frozen_s;
  options.search = steps(most);
  return options;
}

/// Three operations one after the other on the first of two like units: 0-100, 100-200, 200-300.
struct Row {
  Problem problem;
  Plan plan;
};

Row row() {
  Row row;
  row.problem.units = {{"one", {}, kNone, kNone}, {"two", {}, kNone, kNone}};
  row.problem.materials = {{"sugar", {{0, 3}}}};
  for (int k = 0; k < 3; ++k) {
    const auto id = std::string(1, static_cast<char>('A' + k));
    row.problem.orders.push_back({id, 0, 300, 1});
    row.problem.operations.push_back({id, k, {{0, 100}, {1, 150}}, {}, kNone, false, {{0, 1}}});
    row.plan.assignments.push_back({0, k * 100, k * 100, k * 100, k * 100 + 100});
  }
  row.plan.cost = cost_of(row.problem, row.plan.assignments);
  return row;
}

Replanned replanned(const Problem& changed, const Plan& old, const ReplanOptions& options) {
  auto result = replan(changed, old, options);
  EXPECT_TRUE(result) << result.error().message;
  const auto faults = check_plan(result->problem, result->plan);
  EXPECT_TRUE(faults.empty()) << faults.front().message;
  return std::move(*result);
}

TEST(Replan, WithoutAnEventNothingMoves) {
  const auto r = row();
  const auto result = replanned(r.problem, r.plan, at(50, 0));
  EXPECT_EQ(result.plan.assignments, r.plan.assignments);
  EXPECT_TRUE(result.disturbed.empty());
  EXPECT_TRUE(result.moved.empty());
  ASSERT_EQ(result.problem.fixed.size(), 1u) << "what runs is fixed";
}

TEST(Replan, WhatABreakdownHitsGoesElsewhereAndTheRestStays) {
  const auto r = row();
  const auto changed = after(r.problem, UnitDown{0, 120, 190, "pump broken"});
  ASSERT_TRUE(changed);
  const auto result = replanned(*changed, r.plan, at(50, 0));
  EXPECT_EQ(result.disturbed, std::vector<int>{1});
  EXPECT_TRUE(result.moved.empty());
  EXPECT_EQ(result.plan.assignments[1], (Assignment{1, 50, 50, 50, 200}));
  EXPECT_EQ(result.plan.assignments[2], r.plan.assignments[2]);
}

TEST(Replan, WhatRunsIsDoneAgainOrPauses) {
  auto r = row();
  const auto changed = after(r.problem, UnitDown{0, 50, 70, "jam"});
  auto result = replanned(*changed, r.plan, at(50, 0));
  EXPECT_EQ(result.disturbed, std::vector<int>{0}) << "it may not be interrupted";
  r.problem.operations[0].interruptible = true;
  const auto pausing = after(r.problem, UnitDown{0, 50, 70, "jam"});
  result = replanned(*pausing, r.plan, at(50, 0));
  EXPECT_EQ(result.plan.assignments[0], (Assignment{0, 0, 0, 0, 120}));
  EXPECT_EQ(result.problem.fixed.size(), 1u);
}

TEST(Replan, TheFrozenHorizonStaysThoughBetterWereToBeHad) {
  auto r = row();
  // Badly planned: a gap that anyone would close.
  r.plan.assignments[1] = {0, 500, 500, 500, 600};
  r.plan.assignments[2] = {0, 600, 600, 600, 700};
  const auto frozen = replanned(r.problem, r.plan, at(50, 501));
  EXPECT_EQ(frozen.plan.assignments[1], r.plan.assignments[1]);
  auto options = at(50, 0);
  options.price_of_move_s = 1;
  options.moves_allowed = 1;
  const auto thawed = replanned(r.problem, r.plan, options);
  EXPECT_LT(thawed.plan.assignments[1].start_s, 200);
  EXPECT_EQ(thawed.moved.size(), 2u);
}

TEST(Replan, ALateOrderAndMissingMaterialMoveWhatTheyConcern) {
  const auto r = row();
  const auto late = after(r.problem, OrderLate{1, 150});
  auto result = replanned(*late, r.plan, at(50, 0));
  EXPECT_EQ(result.disturbed, std::vector<int>{1});
  EXPECT_GE(result.plan.assignments[1].start_s, 150);
  EXPECT_TRUE(result.moved.empty());
  const auto short_of = after(r.problem, MaterialChanged{0, {{0, 1}, {250, 2}}});
  result = replanned(*short_of, r.plan, at(50, 0));
  EXPECT_EQ(result.disturbed, (std::vector<int>{1, 2}));
  EXPECT_EQ(std::min(result.plan.assignments[1].start_s, result.plan.assignments[2].start_s), 250);
  const auto never = after(r.problem, MaterialChanged{0, {{0, 2}}});
  result = replanned(*never, r.plan, at(50, 0));
  ASSERT_EQ(result.plan.unplanned.size(), 1u);
}

TEST(Replan, RefusesAnEventOrAPlanThatDoesNotBelong) {
  const auto r = row();
  EXPECT_FALSE(after(r.problem, UnitDown{2, 0, 1, ""}));
  EXPECT_FALSE(after(r.problem, UnitDown{0, 5, 5, ""}));
  EXPECT_FALSE(after(r.problem, OrderLate{-1, 0}));
  EXPECT_FALSE(after(r.problem, MaterialChanged{1, {}}));
  auto plan = r.plan;
  plan.assignments[0].unit = 7;
  EXPECT_EQ(replan(r.problem, plan, at(0, 0)).error().message,
            "the plan has operation 'A' on a unit that does not exist");
  plan.assignments.pop_back();
  EXPECT_EQ(replan(r.problem, plan, at(0, 0)).error().code, PlanningError::bad_plan);
}

TEST(Replan, OfAnyShopKeepsWhatIsFixedAndMovesFew) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const auto problem = random_shop({.orders = 40, .units = 8, .days = 4}, seed);
    const auto before = plan(problem, steps(10'000));
    ASSERT_TRUE(before);
    const std::int64_t now_s = kDay_s + 9 * 3600;
    const int unit = static_cast<int>(seed) % 8;
    const auto changed = after(problem, UnitDown{unit, now_s, now_s + 4 * 3600, "breakdown"});
    ASSERT_TRUE(changed);
    const auto result = replanned(*changed, *before, at(now_s, 3600));
    for (const auto& fixed : result.problem.fixed) {
      const auto& was = before->assignments[static_cast<std::size_t>(fixed.operation)];
      EXPECT_EQ(result.plan.assignments[static_cast<std::size_t>(fixed.operation)], fixed.at);
      EXPECT_EQ(fixed.at.start_s, was.start_s);
      EXPECT_EQ(fixed.at.unit, was.unit);
    }
    EXPECT_LE(result.moved.size(), result.undisturbed.size() / 5) << "seed " << seed;
    // And once more, from the plan that came out, when the breakdown lasts longer.
    const auto longer = after(result.problem, UnitDown{unit, now_s + 4 * 3600, now_s + 8 * 3600, "still broken"});
    ASSERT_TRUE(longer);
    replanned(*longer, result.plan, at(now_s + 3 * 3600, 3600));
  }
}

}  // namespace
}  // namespace millwright::mes::planning
