#include "mes/planning/planner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mes/planning/checker/checker.h"
#include "tests/support/cpp/random_shop.h"

namespace millwright::mes::planning {
namespace {

SearchOptions steps(std::uint64_t most, std::uint64_t seed = 1, int threads = 1) {
  SearchOptions options;
  options.max_steps = most;
  options.seed = seed;
  options.threads = threads;
  return options;
}

TEST(Planner, EveryPlanOfAnyShopPassesTheChecker) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const auto problem = random_shop({.orders = 10 + static_cast<int>(seed) * 4,
                                      .units = 3 + static_cast<int>(seed) % 7,
                                      .days = 2 + static_cast<int>(seed) % 3,
                                      .load = 0.5 + 0.05 * static_cast<double>(seed)},
                                     seed);
    auto options = steps(20'000, seed, 2);
    double last = 1e300;
    int plans = 0;
    options.on_better = [&](const Plan& plan) {
      const auto faults = check_plan(problem, plan);
      EXPECT_TRUE(faults.empty()) << "seed " << seed << ": " << faults.front().message;
      EXPECT_LT(plan.cost.total, last);
      last = plan.cost.total;
      ++plans;
    };
    const auto planned = plan(problem, options);
    ASSERT_TRUE(planned) << planned.error().message;
    EXPECT_NEAR(planned->cost.total, last, 1e-6 * last);
    EXPECT_GT(plans, 1) << "seed " << seed;
  }
}

TEST(Planner, TheSameSeedWithOneThreadGivesTheSamePlan) {
  const auto problem = random_shop({.orders = 30, .units = 6, .days = 3}, 1);
  const auto one = plan(problem, steps(30'000, 3));
  const auto two = plan(problem, steps(30'000, 3));
  const auto other = plan(problem, steps(30'000, 4));
  ASSERT_TRUE(one && two && other);
  EXPECT_EQ(one->assignments, two->assignments);
  EXPECT_NE(one->assignments, other->assignments);
}

TEST(Planner, AStopTokenStopsASearchThatHasNoOtherEnd) {
  const auto problem = random_shop({.orders = 30, .units = 6, .days = 3}, 2);
  std::stop_source stop;
  auto options = steps(0, 1, 2);
  options.stop = stop.get_token();
  int plans = 0;
  options.on_better = [&](const Plan&) {
    if (++plans == 8) stop.request_stop();
  };
  const auto planned = plan(problem, options);
  ASSERT_TRUE(planned);
  EXPECT_TRUE(check_plan(problem, *planned).empty());
}

TEST(Planner, ADeadlineThatIsPastStillGivesAPlan) {
  const auto problem = random_shop({.orders = 30, .units = 6, .days = 3}, 2);
  const ManualClock clock;
  auto options = steps(0);
  options.clock = &clock;
  options.deadline = clock.monotonic();
  const auto planned = plan(problem, options);
  ASSERT_TRUE(planned);
  EXPECT_TRUE(check_plan(problem, *planned).empty());
  options.clock = nullptr;
  EXPECT_FALSE(plan(problem, options));
}

TEST(Planner, FindsTheBestOfASmallCase) {
  // One unit, setups light to dark 5 and back 45, set up for light: all light ones first, though B is due a little
  // later.
  Problem problem;
  problem.setup_states = {"light", "dark"};
  problem.setup_matrices = {{"juice", {0, 5, 45, 0}}};
  problem.units = {{"filler", {}, 0, 0}};
  problem.orders = {{"A", 0, 30, 1}, {"B", 0, 50, 1}, {"C", 0, 60, 1}};
  problem.operations = {{"A", 0, {{0, 20}}, {}, 0, false, {}},
                        {"B", 1, {{0, 20}}, {}, 1, false, {}},
                        {"C", 2, {{0, 20}}, {}, 0, false, {}}};
  problem.weights = {.tardiness = 1, .setup = 1, .makespan = 0};
  const auto planned = plan(problem, steps(2'000));
  ASSERT_TRUE(planned);
  // A 0-20, C 20-40, changeover 40-45, B 45-65: 15 late and 5 of setup.
  EXPECT_DOUBLE_EQ(planned->cost.total, 20);
  EXPECT_EQ(planned->assignments[1].start_s, 45);
}

TEST(Planner, LeavesOutWhatWillNeverHaveMaterialAndSaysSo) {
  Problem problem;
  problem.units = {{"mixer", {}, kNone, kNone}};
  problem.materials = {{"sugar", {{0, 10}, {50, 5}}}};
  problem.orders = {{"small", 0, 100, 1}, {"important", 0, 200, 5}, {"behind", 0, {}, 1}};
  problem.operations = {{"small", 0, {{0, 20}}, {}, kNone, false, {{0, 6}}},
                        {"important", 1, {{0, 20}}, {}, kNone, false, {{0, 12}}},
                        {"behind", 2, {{0, 20}}, {0}, kNone, false, {}}};
  const auto planned = plan(problem, steps(1'000));
  ASSERT_TRUE(planned);
  EXPECT_TRUE(check_plan(problem, *planned).empty());
  EXPECT_EQ(planned->assignments[1].start_s, 50);
  ASSERT_EQ(planned->unplanned.size(), 2u);
  EXPECT_EQ(planned->unplanned[0].why, "order 'small' needs 6 of 'sugar', 3 are left of all that will come");
  EXPECT_EQ(planned->unplanned[1].why, "order 'behind' waits for order 'small', which cannot be planned");
}

TEST(Planner, RefusesAProblemThatIsNotSound) {
  const auto planned = plan(Problem{}, steps(1));
  ASSERT_FALSE(planned);
  EXPECT_EQ(planned.error().message, "there is no unit");
}

TEST(Planner, PlansNothingWhereThereIsNothing) {
  Problem problem;
  problem.units = {{"mixer", {}, kNone, kNone}};
  const auto planned = plan(problem, steps(10));
  ASSERT_TRUE(planned);
  EXPECT_TRUE(planned->assignments.empty());
}

}  // namespace
}  // namespace millwright::mes::planning
