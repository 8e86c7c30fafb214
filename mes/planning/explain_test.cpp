#include "mes/planning/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mes/planning/words.h"

namespace millwright::mes::planning {
namespace {

constexpr std::int64_t kHour = 3600;

/// One filler, open from 06:00 to 22:00, set up for dark; hours are hours of 1 December.
Problem one_filler() {
  Problem problem;
  problem.origin = Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1}};
  problem.setup_states = {"light", "dark"};
  problem.setup_matrices = {{"juice", {0, 300, 2700, 0}}};
  problem.units = {{"filler", {{0, 6 * kHour, "shift closed"}, {22 * kHour, 30 * kHour, "shift closed"}}, 0, 1}};
  problem.materials = {{"sugar", {{0, 5}, {9 * kHour, 5}}}};
  return problem;
}

std::vector<std::string> explained(const Problem& problem, std::vector<Assignment> at, int order) {
  Plan plan{std::move(at), {}, {}};
  return explain(problem, plan, order);
}

TEST(Explain, SaysWhatAnOperationWaitedFor) {
  auto problem = one_filler();
  problem.orders = {{"A", 0, 10 * kHour, 1}, {"B", 0, 12 * kHour, 1}};
  problem.operations = {{"A/fill", 0, {{0, 4 * kHour}}, {}, 1, false, {{0, 5}}},
                        {"B/fill", 1, {{0, 2 * kHour}}, {}, 0, false, {{0, 5}}}};
  const auto sentences = explained(problem,
                                   {{0, 6 * kHour, 6 * kHour, 6 * kHour, 10 * kHour},
                                    {0, 10 * kHour, 10 * kHour + 2700, 10 * kHour + 2700, 12 * kHour + 2700}},
                                   1);
  EXPECT_THAT(sentences, testing::ElementsAre(
                             "order 'B' is 45 min late: due 2026-12-01 12:00, done 2026-12-01 12:45",
                             "'B/fill' waited 9 h for 'sugar', which is not there until 2026-12-01 09:00",
                             "'B/fill' waited 1 h for 'filler', which was busy with 'A/fill' until 2026-12-01 10:00",
                             "'B/fill' waited 45 min for the changeover of 'filler' from 'dark' to 'light' (45 min)"));
}

TEST(Explain, SaysThatAShiftWasOverAndThatTheWorkIsTooLongAnyhow) {
  auto problem = one_filler();
  problem.orders = {{"C", 20 * kHour, 22 * kHour, 1}};
  problem.operations = {{"C/fill", 0, {{0, 3 * kHour}}, {}, 1, false, {}}};
  const auto sentences = explained(problem, {{0, 30 * kHour, 30 * kHour, 30 * kHour, 33 * kHour}}, 0);
  EXPECT_THAT(sentences, testing::ElementsAre(
                             "order 'C' is 11 h late: due 2026-12-01 22:00, done 2026-12-02 09:00",
                             "even without any waiting it takes 3 h of work from 2026-12-01 20:00 on, 1 h too long",
                             "'C/fill' waited 10 h since it did not fit before 'filler' closed at 2026-12-01 "
                             "22:00 (shift closed) until 2026-12-02 06:00"));
}

TEST(Explain, SaysThatWorkWasInterruptedOrPlannedLater) {
  auto problem = one_filler();
  problem.orders = {{"D", 20 * kHour, 24 * kHour, 1}};
  problem.operations = {{"D/fill", 0, {{0, 2 * kHour}}, {}, 1, true, {}}};
  const auto sentences = explained(problem, {{0, 21 * kHour, 21 * kHour, 21 * kHour, 31 * kHour}}, 0);
  EXPECT_THAT(sentences,
              testing::ElementsAre("order 'D' is 7 h late: due 2026-12-02 00:00, done 2026-12-02 07:00",
                                   "'D/fill' could have begun at 2026-12-01 20:00 and is planned for 2026-12-01 21:00",
                                   "'D/fill' was interrupted for 8 h from 2026-12-01 22:00 on: 'filler' was closed "
                                   "(shift closed)"));
}

TEST(Explain, CountsThoseThatWereOnTheUnitMeanwhile) {
  auto problem = one_filler();
  problem.orders = {{"E", 6 * kHour, 8 * kHour, 1}, {"F", 0, {}, 1}};
  problem.operations = {{"F/1", 1, {{0, kHour}}, {}, 1, false, {}},
                        {"F/2", 1, {{0, kHour}}, {}, 1, false, {}},
                        {"E/fill", 0, {{0, kHour}}, {}, 1, false, {}}};
  const auto sentences = explained(problem,
                                   {{0, 6 * kHour, 6 * kHour, 6 * kHour, 7 * kHour},
                                    {0, 7 * kHour, 7 * kHour, 7 * kHour, 8 * kHour},
                                    {0, 8 * kHour, 8 * kHour, 8 * kHour, 9 * kHour}},
                                   0);
  ASSERT_EQ(sentences.size(), 2u);
  EXPECT_EQ(sentences[1],
            "'E/fill' waited 2 h for 'filler', which was busy with 2 operations, the last of them 'F/2' "
            "until 2026-12-01 08:00");
}

TEST(Explain, AnOrderInTimeOrNotPlannedHasOneSentence) {
  auto problem = one_filler();
  problem.orders = {{"G", 0, {}, 1}};
  problem.operations = {{"G/fill", 0, {{0, kHour}}, {}, 1, false, {}}};
  EXPECT_THAT(explained(problem, {{0, 6 * kHour, 6 * kHour, 6 * kHour, 7 * kHour}}, 0),
              testing::ElementsAre("order 'G' is in time"));
  const Plan plan{{{}}, {{0, "no sugar"}}, {}};
  EXPECT_THAT(explain(problem, plan, 0), testing::ElementsAre("order 'G' is not planned: no sugar"));
}

TEST(Words, SayDurationsInTheirTwoGreatestParts) {
  EXPECT_EQ(duration_in_words(0), "0 s");
  EXPECT_EQ(duration_in_words(59), "59 s");
  EXPECT_EQ(duration_in_words(125), "2 min 5 s");
  EXPECT_EQ(duration_in_words(12'000), "3 h 20 min");
  EXPECT_EQ(duration_in_words(2 * 86'400 + 59), "2 d");
}

}  // namespace
}  // namespace millwright::mes::planning
