#include "mes/planning/jobshop/search.h"

#include <gtest/gtest.h>

#include "mes/planning/checker/checker.h"
#include "mes/planning/jobshop/test_shops.h"

namespace millwright::mes::planning::jobshop {
namespace {

SearchOptions steps(std::uint64_t most, std::uint64_t seed = 1) {
  SearchOptions options;
  options.max_steps = most;
  options.seed = seed;
  options.threads = 1;
  return options;
}

TEST(JobShop, FindsTheBestOfSmallShops) {
  Random random(1);
  for (int round = 0; round < 20; ++round) {
    const auto jobs = random_jobs(3, 3, random, round % 2 == 1, round % 4 == 0 ? 0 : 1);
    const auto problem = problem_of(jobs, 3);
    const auto shop = as_job_shop(problem).value();
    const int best = Everything(jobs, 3).best();
    EXPECT_LE(lower_bound(shop), best);
    const auto plan = search(problem, shop, steps(20'000, static_cast<std::uint64_t>(round)));
    EXPECT_EQ(plan.cost.makespan_s, best) << "round " << round;
    EXPECT_TRUE(check_plan(problem, plan).empty());
  }
}

TEST(JobShop, EveryPlanOnTheWayIsRightAndBetterThanTheLast) {
  Random random(2);
  const auto problem = problem_of(random_jobs(12, 6, random), 6);
  const auto shop = as_job_shop(problem).value();
  auto options = steps(60'000);
  options.threads = 2;
  std::int64_t last = 1 << 30;
  int plans = 0;
  options.on_better = [&](const Plan& plan) {
    EXPECT_TRUE(check_plan(problem, plan).empty());
    EXPECT_LT(plan.cost.makespan_s, last);
    last = plan.cost.makespan_s;
    ++plans;
  };
  const auto plan = search(problem, shop, options);
  EXPECT_EQ(plan.cost.makespan_s, last);
  EXPECT_GT(plans, 1);
}

TEST(JobShop, TheSameSeedGivesTheSamePlan) {
  Random random(3);
  const auto problem = problem_of(random_jobs(10, 10, random), 10);
  const auto shop = as_job_shop(problem).value();
  const auto one = search(problem, shop, steps(100'000, 5));
  const auto two = search(problem, shop, steps(100'000, 5));
  EXPECT_EQ(one.assignments, two.assignments);
}

TEST(JobShop, AReleaseHoldsAJobBack) {
  auto problem = problem_of({{{0, 3}}, {{0, 4}}}, 1);
  problem.orders[0].release_s = 10;
  const auto plan = search(problem, as_job_shop(problem).value(), steps(1000));
  EXPECT_EQ(plan.cost.makespan_s, 13);
  EXPECT_TRUE(check_plan(problem, plan).empty());
}

TEST(JobShop, StopsAtTheLowerBoundWithoutAnEndInTime) {
  auto problem = problem_of({{{0, 3}, {1, 3}}, {{1, 4}, {0, 1}}}, 2);
  const auto plan = search(problem, as_job_shop(problem).value(), steps(0));
  EXPECT_EQ(plan.cost.makespan_s, 7);
}

TEST(JobShop, AStopTokenStopsAndLeavesAPlan) {
  Random random(4);
  const auto problem = problem_of(random_jobs(15, 10, random), 10);
  std::stop_source stop;
  auto options = steps(0);
  options.threads = 2;
  options.stop = stop.get_token();
  options.on_better = [&](const Plan&) { stop.request_stop(); };
  const auto plan = search(problem, as_job_shop(problem).value(), options);
  EXPECT_TRUE(check_plan(problem, plan).empty());
}

TEST(AsJobShop, RefusesWhatIsMoreThanAJobShop) {
  const auto plain = problem_of({{{0, 3}, {1, 2}}, {{1, 4}, {0, 1}}}, 2);
  EXPECT_TRUE(as_job_shop(plain));
  const auto refused = [&](auto change) {
    auto problem = plain;
    change(problem);
    return !as_job_shop(problem);
  };
  EXPECT_TRUE(refused([](Problem& p) { p.operations[0].alternatives.push_back({1, 3}); }));
  EXPECT_TRUE(refused([](Problem& p) { p.units[0].closed = {{1, 2, "break"}}; }));
  EXPECT_TRUE(refused([](Problem& p) { p.operations[3].after = {0, 2}; }));
  EXPECT_TRUE(refused([](Problem& p) { p.operations[3].after = {0}; }));
  EXPECT_TRUE(refused([](Problem& p) { p.operations[0].consumes = {{0, 1}}; }));
  EXPECT_TRUE(refused([](Problem& p) { p.fixed = {{0, {0, 0, 0, 0, 3}}}; }));
  EXPECT_TRUE(refused([](Problem& p) {
    p.weights.tardiness = 1;
    p.orders[0].due_s = 4;
  }));
}

}  // namespace
}  // namespace millwright::mes::planning::jobshop
