#include "mes/planning/flexible/decoder.h"

#include <gtest/gtest.h>

#include "mes/planning/checker/checker.h"
#include "mes/planning/flexible/moves.h"
#include "mes/planning/flexible/rules.h"
#include "tests/support/cpp/random_shop.h"

namespace millwright::mes::planning::flexible {
namespace {

Plan plan_of(const Problem& problem, Decoder& decoder, const Arrangement& arrangement) {
  Plan plan{decoder.assignments(arrangement), {}, {}};
  plan.cost = cost_of(problem, plan.assignments);
  return plan;
}

/// Two orders of one operation each on one unit that is set up for light at first and closed from 100 to 200.
Problem small() {
  Problem problem;
  problem.setup_states = {"light", "dark"};
  problem.setup_matrices = {{"juice", {0, 5, 45, 0}}};
  problem.units = {{"filler", {{100, 200, "shift closed"}}, 0, 0}};
  problem.materials = {{"sugar", {{0, 10}, {60, 10}}}};
  problem.orders = {{"A", 0, 40, 2}, {"B", 0, 80, 1}};
  problem.operations = {{"A/1", 0, {{0, 30}}, {}, 1, false, {{0, 10}}}, {"B/1", 1, {{0, 20}}, {}, 0, false, {{0, 10}}}};
  problem.weights = {.tardiness = 1, .setup = 1, .makespan = 0};
  return problem;
}

Arrangement in_order(std::vector<int> list) {
  Arrangement arrangement;
  arrangement.place.resize(list.size());
  for (std::size_t k = 0; k < list.size(); ++k)
    arrangement.place[static_cast<std::size_t>(list[k])] = static_cast<int>(k);
  arrangement.choice.assign(list.size(), 0);
  arrangement.held.assign(list.size(), 0);
  arrangement.list = std::move(list);
  return arrangement;
}

TEST(Decoder, PutsEachOperationWhereUnitSetupAndMaterialAllow) {
  const auto problem = small();
  const Compiled compiled(problem, {});
  Decoder decoder(compiled);
  // A: setup 0-5, work 5-35. B: setup 35-80 (dark to light), sugar at 60, work 80-100, just before the unit closes.
  const auto first = in_order({0, 1});
  EXPECT_DOUBLE_EQ(decoder.decode(first), 5 + 45 + 20);
  auto plan = plan_of(problem, decoder, first);
  EXPECT_EQ(plan.assignments[0], (Assignment{0, 0, 5, 5, 35}));
  EXPECT_EQ(plan.assignments[1], (Assignment{0, 35, 80, 80, 100}));
  EXPECT_TRUE(check_plan(problem, plan).empty());
  // B: no setup, 0-20. A: its sugar is not there until 60; setup as late as can be, 55-60; work 60-90, 50 late.
  const auto second = in_order({1, 0});
  EXPECT_DOUBLE_EQ(decoder.decode(second), 5 + 2 * 50);
  plan = plan_of(problem, decoder, second);
  EXPECT_EQ(plan.assignments[0], (Assignment{0, 55, 60, 60, 90}));
  EXPECT_TRUE(check_plan(problem, plan).empty());
}

TEST(Decoder, WhatMayNotBeInterruptedWaitsForTheNextShift) {
  auto problem = small();
  problem.materials[0].arrivals = {{0, 20}};
  problem.operations[1].alternatives[0].duration_s = 21;
  const Compiled compiled(problem, {});
  Decoder decoder(compiled);
  EXPECT_EQ(plan_of(problem, decoder, in_order({0, 1})).assignments[1], (Assignment{0, 55, 100, 200, 221}));
  problem.operations[1].interruptible = true;
  const Compiled now(problem, {});
  Decoder again(now);
  EXPECT_EQ(plan_of(problem, again, in_order({0, 1})).assignments[1], (Assignment{0, 35, 80, 80, 201}));
}

TEST(Decoder, AFixedOperationIsThereBeforeAllOthers) {
  auto problem = small();
  problem.now_s = 10;
  problem.fixed = {{0, {0, 0, 5, 5, 35}}};
  const Compiled compiled(problem, {});
  EXPECT_EQ(compiled.to_plan, std::vector<int>{1});
  Decoder decoder(compiled);
  auto arrangement = in_order({1, 0});
  arrangement.list = {1};
  arrangement.place = {kNone, 0};
  const auto plan = plan_of(problem, decoder, arrangement);
  EXPECT_EQ(plan.assignments[0], problem.fixed[0].at);
  EXPECT_EQ(plan.assignments[1].start_s, 80);
  EXPECT_TRUE(check_plan(problem, plan).empty());
  EXPECT_NEAR(decoder.decode(arrangement), plan.cost.total, 1e-9);
}

TEST(Decoder, ATriedChangeCostsWhatDecodingAllOfItCosts) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const auto problem = random_shop({.orders = 30, .units = 6, .days = 3}, seed);
    const Compiled compiled(problem, {});
    Decoder decoder(compiled);
    Decoder other(compiled);
    auto arrangement = dispatch(compiled, decoder, Rule::edd);
    Random random(seed);
    Moves moves(compiled, arrangement, random);
    for (int k = 0; k < 400; ++k) {
      const auto before = arrangement.list;
      const auto choices = arrangement.choice;
      const auto [first, last] = moves.propose(decoder);
      if (first == kNone) continue;
      const double cost = decoder.try_change(arrangement, first, last, kTooMuch);
      ASSERT_NEAR(cost, other.decode(arrangement), 1e-6 * cost);
      decoder.reject();
      EXPECT_EQ(decoder.try_change(arrangement, first, last, cost * 0.99), kTooMuch);
      decoder.reject();
      ASSERT_NEAR(decoder.try_change(arrangement, first, last, kTooMuch), cost, 1e-6 * cost);
      if (random.below(3) == 0) {
        decoder.accept();
      } else {
        decoder.reject();
        moves.undo();
        ASSERT_EQ(arrangement.list, before);
        ASSERT_EQ(arrangement.choice, choices);
      }
    }
    const auto plan = plan_of(problem, decoder, arrangement);
    const auto faults = check_plan(problem, plan);
    EXPECT_TRUE(faults.empty()) << faults.front().message;
    EXPECT_NEAR(plan.cost.total, decoder.decode(arrangement), 1e-6 * plan.cost.total);
    const double cost = decoder.decode(arrangement);
    sort_by_start(arrangement, decoder);
    EXPECT_LE(decoder.decode(arrangement), cost + 1e-6) << "sorting by start never costs";
  }
}

TEST(Rules, EveryRuleGivesAPlanThatIsRight) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto problem = random_shop({.orders = 40, .units = 8, .days = 4}, seed);
    const Compiled compiled(problem, {});
    Decoder decoder(compiled);
    for (const auto rule : kRules) {
      const auto faults = check_plan(problem, plan_of(problem, decoder, best_dispatch(compiled, decoder, rule)));
      EXPECT_TRUE(faults.empty()) << name_of(rule) << ": " << faults.front().message;
    }
  }
}

TEST(Rules, EachPutsFirstWhatItPrefers) {
  // One unit, three operations that are there at once; the last is due first, the first came first.
  Problem problem;
  problem.setup_states = {"a", "b"};
  problem.setup_matrices = {{"m", {0, 20, 20, 0}}};
  problem.units = {{"u", {}, 0, 0}};
  problem.orders = {{"slow", 0, 90, 1}, {"quick", 0, 100, 1}, {"urgent", 0, 60, 1}};
  problem.operations = {{"slow", 0, {{0, 50}}, {}, 0, false, {}},
                        {"quick", 1, {{0, 10}}, {}, 0, false, {}},
                        {"urgent", 2, {{0, 20}}, {}, 1, false, {}}};
  const Compiled compiled(problem, {});
  Decoder decoder(compiled);
  EXPECT_EQ(dispatch(compiled, decoder, Rule::edd).list, (std::vector{2, 0, 1}));
  EXPECT_EQ(dispatch(compiled, decoder, Rule::spt).list, (std::vector{1, 2, 0}));
  EXPECT_EQ(dispatch(compiled, decoder, Rule::fifo).list.front(), 1) << "all at once: the one done soonest";
  EXPECT_EQ(dispatch(compiled, decoder, Rule::cr).list.front(), 0) << "90 s for 50 s of work";
  EXPECT_EQ(dispatch(compiled, decoder, Rule::atcs, {1, 0.1}).list.back(), 2) << "the setup is shunned";
}

}  // namespace
}  // namespace millwright::mes::planning::flexible
