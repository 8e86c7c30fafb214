#include "mes/planning/jobshop/graph.h"

#include <gtest/gtest.h>

#include "mes/planning/jobshop/neighbours.h"
#include "mes/planning/jobshop/relink.h"
#include "mes/planning/jobshop/test_shops.h"

namespace millwright::mes::planning::jobshop {
namespace {

/// Heads and tails as a graph made afresh from the same sequences has them.
void expect_as_if_new(const Graph& graph) {
  Graph fresh(graph.shop());
  fresh.set_sequence(graph.sequence());
  ASSERT_EQ(graph.makespan(), fresh.makespan());
  for (int i = 0; i < graph.shop().size; ++i) {
    ASSERT_EQ(graph.head(i), fresh.head(i)) << i;
    ASSERT_EQ(graph.tail(i), fresh.tail(i)) << i;
  }
}

TEST(Graph, HasTheHeadsAndTailsOfAHandMadeCase) {
  // J0: M0 3, M1 2; J1: M1 4, M0 1. On M0 J0 first, on M1 J1 first.
  const auto problem = problem_of({{{0, 3}, {1, 2}}, {{1, 4}, {0, 1}}}, 2);
  const auto shop = as_job_shop(problem).value();
  Graph graph(shop);
  graph.set_order(std::vector{0, 2, 1, 3});
  EXPECT_EQ(graph.makespan(), 6);
  EXPECT_EQ(graph.head(1), 4);
  EXPECT_EQ(graph.head(3), 4);
  EXPECT_EQ(graph.tail(0), 2);
  EXPECT_EQ(graph.tail(2), 2);
  ASSERT_TRUE(graph.move(graph.place(2), graph.place(1)));  // M1: J0 before J1
  EXPECT_EQ(graph.makespan(), 10);
  expect_as_if_new(graph);
}

TEST(Graph, AnyMoveLeadsToTheSameAsANewGraphOrChangesNothing) {
  Random random(3);
  for (int round = 0; round < 40; ++round) {
    const auto shop = as_job_shop(problem_of(random_jobs(6, 4, random, round % 2 == 1, round % 3), 4)).value();
    Graph graph(shop);
    graph.set_order(random_order(shop, random));
    int refused = 0;
    for (int k = 0; k < 100; ++k) {
      const int machine = random.below(4);
      const int begin = shop.begin[static_cast<std::size_t>(machine)];
      const int count = shop.begin[static_cast<std::size_t>(machine) + 1] - begin;
      if (count < 2) continue;
      const auto was = graph.sequence();
      if (!graph.move(begin + random.below(count), begin + random.below(count))) {
        ++refused;
        ASSERT_EQ(graph.sequence(), was);
      }
      expect_as_if_new(graph);
    }
    EXPECT_GT(refused, 0) << "some of so many moves close a circle";
  }
}

TEST(Neighbours, NeverCloseACircleAndAreEstimatedFromBelowOrRight) {
  Random random(5);
  int exact = 0;
  int all = 0;
  for (int round = 0; round < 60; ++round) {
    const auto shop =
        as_job_shop(problem_of(random_jobs(8, 5, random, round % 2 == 1, round % 3 == 0 ? 0 : 1), 5)).value();
    Graph graph(shop);
    graph.set_order(random_order(shop, random));
    Neighbours neighbours(shop);
    for (int k = 0; k < 30; ++k) {
      const auto moves = neighbours.of(graph, random);
      for (const auto move : moves) {
        const int estimate = neighbours.estimate(graph, move);
        Graph moved = graph;
        ASSERT_TRUE(moved.move(move.from, move.to));
        exact += estimate == moved.makespan();
        ++all;
      }
      if (moves.empty()) break;
      const auto move = moves[static_cast<std::size_t>(random.below(static_cast<int>(moves.size())))];
      ASSERT_TRUE(graph.move(move.from, move.to));
    }
  }
  EXPECT_GT(exact, all / 2) << "the estimate is the makespan in most cases";
}

TEST(Walk, EndsAtItsGoalAndIsAlwaysASolution) {
  Random random(9);
  const auto shop = as_job_shop(problem_of(random_jobs(8, 5, random), 5)).value();
  Graph from(shop);
  Graph towards(shop);
  from.set_order(random_order(shop, random));
  towards.set_order(random_order(shop, random));
  const int apart = distance(shop, from.sequence(), towards.sequence());
  ASSERT_GT(apart, 10);
  Graph between(shop);
  for (int steps = 0; steps <= apart; ++steps) {
    between.set_order(walk(shop, from.order_by_start(), towards.order_by_start(), steps, random));
    EXPECT_EQ(distance(shop, from.sequence(), between.sequence()), steps);
    EXPECT_EQ(distance(shop, between.sequence(), towards.sequence()), apart - steps);
  }
  EXPECT_EQ(between.sequence(), towards.sequence());
}

TEST(EliteSet, KeepsTheBetterOfTwoAlikeAndTheBestOfAll) {
  Random random(11);
  const auto shop = as_job_shop(problem_of(random_jobs(8, 5, random), 5)).value();
  EliteSet elites(shop, 3);
  const auto elite = [&](int makespan) {
    Graph graph(shop);
    graph.set_order(random_order(shop, random));
    return Elite{makespan, graph.sequence(), graph.order_by_start()};
  };
  auto first = elite(100);
  EXPECT_TRUE(elites.add(first));
  EXPECT_FALSE(elites.add(first)) << "the same again";
  first.makespan = 90;
  EXPECT_TRUE(elites.add(first)) << "the same, shorter";
  EXPECT_EQ(elites.size(), 1u);
  EXPECT_FALSE(elites.pick_two(random));
  EXPECT_TRUE(elites.add(elite(95)));
  EXPECT_TRUE(elites.add(elite(110)));
  EXPECT_TRUE(elites.is_full());
  EXPECT_FALSE(elites.add(elite(111)));
  EXPECT_TRUE(elites.add(elite(94)));
  const auto two = elites.pick_two(random);
  ASSERT_TRUE(two);
  EXPECT_LT(std::max(two->first.makespan, two->second.makespan), 96);
  elites.keep_best();
  EXPECT_EQ(elites.size(), 1u);
}

}  // namespace
}  // namespace millwright::mes::planning::jobshop
