#include "mes/quality/spc/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "mes/quality/spc/constants.h"
#include "mes/quality/spc/published_data.h"

namespace millwright::mes::spc {
namespace {

using published::kFlowRate;
using published::kFlowWidth;
using published::kPistonRings;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ChartPair must(Result<ChartPair, SpcError> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

/// The piston rings as qcc has them.
std::vector<Subgroup> rings_of_qcc() {
  auto rings = kPistonRings;
  rings[20] = {73.988, 74.001, 74.009, 74.005, 73.996};
  return rings;
}

TEST(Individuals, FlowRateOfTheNistHandbook) {
  const ChartPair pair = must(individuals(kFlowRate));
  const ChartPoint& value = pair.location.points[4];
  EXPECT_NEAR(value.centre, 50.81, 1e-9);
  // The handbook divides by 1.128; d2 is 1.12838.
  EXPECT_NEAR(value.upper, 55.8041, 0.002);
  EXPECT_NEAR(value.lower, 45.8159, 0.002);
  EXPECT_NEAR(value.centre + 3 * (pair.spread.points[1].centre / 1.128), 55.8041, 5e-5);
  const ChartPoint& range = pair.spread.points[4];
  EXPECT_NEAR(range.value, 3.5, 1e-9);
  EXPECT_NEAR(range.centre, 1.8778, 5e-5);
  EXPECT_NEAR(range.upper, 3.267 * 1.8778, 0.002);  // D4 is 3.26653
  EXPECT_EQ(range.lower, 0);
  EXPECT_TRUE(std::isnan(pair.spread.points[0].value));
  EXPECT_THAT(violations(pair.location, kNelson), IsEmpty());
}

/// Montgomery's viscosity, as qcc prints it.
TEST(Individuals, ViscosityOfMontgomery) {
  const std::vector<double> viscosity{33.75, 33.05, 34,    33.81, 33.46, 34.02, 33.68, 33.27,
                                      33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84};
  const ChartPair pair = must(individuals(viscosity));
  EXPECT_NEAR(pair.estimates[0].mean, 33.52333, 5e-6);
  EXPECT_NEAR(pair.estimates[0].sigma, 0.4261651, 0.00015);  // qcc divides by 1.128
  EXPECT_NEAR(pair.estimates[0].sigma_overall, 0.3415928 * c4(15), 1e-7);
  EXPECT_NEAR(pair.location.points[0].lower, 32.24484, 0.0005);
  EXPECT_NEAR(pair.location.points[0].upper, 34.80183, 0.0005);
}

TEST(Individuals, AMedianMovingRangeIsNotMovedByOneJump) {
  auto values = kFlowRate;
  const Phases plain;
  const double before = must(individuals(values, plain, WithinSigma::median_moving_range)).estimates[0].sigma;
  EXPECT_NEAR(before, 1.5 / 0.953873, 1e-5);  // the middle one of 0.2 1.2 1.4 1.4 1.5 2.0 2.3 3.4 3.5
  values.back() = 1000;
  EXPECT_NEAR(must(individuals(values, plain, WithinSigma::median_moving_range)).estimates[0].sigma, 2.0 / 0.953873,
              1e-5);
  EXPECT_GT(must(individuals(values)).estimates[0].sigma, 50);
}

TEST(Individuals, AMissingValueHasNoRangeOnEitherSide) {
  const ChartPair pair = must(individuals(std::vector<double>{1, 2, kMissing, 5, 6}));
  EXPECT_TRUE(std::isnan(pair.location.points[2].z));
  EXPECT_TRUE(std::isnan(pair.spread.points[2].value));
  EXPECT_TRUE(std::isnan(pair.spread.points[3].value));
  EXPECT_EQ(pair.spread.points[4].value, 1);
  EXPECT_NEAR(pair.spread.points[4].centre, 1, 1e-9);
  EXPECT_NEAR(pair.estimates[0].mean, 3.5, 1e-12);
}

TEST(XbarR, FlowWidthOfMontgomery) {
  const ChartPair pair = must(xbar_r(kFlowWidth));
  const ChartPoint& mean = pair.location.points[0];
  EXPECT_NEAR(mean.centre, 1.5056, 5e-5);
  const ChartPoint& range = pair.spread.points[0];
  EXPECT_NEAR(range.centre, 0.32521, 5e-6);
  // The book takes 0.577 and 2.114 for A2 and D4, which are 0.57682 and 2.11450: the last digits are theirs.
  EXPECT_NEAR(mean.upper, 1.69325, 1e-4);
  EXPECT_NEAR(mean.lower, 1.31795, 1e-4);
  EXPECT_NEAR(range.upper, 0.68749, 2e-4);
  EXPECT_NEAR(mean.centre + 0.577 * range.centre, 1.69325, 1e-5);
  EXPECT_NEAR(mean.centre - 0.577 * range.centre, 1.31795, 2e-5);
  EXPECT_EQ(range.lower, 0);
  EXPECT_NEAR(pair.estimates[0].sigma, 0.1398, 5e-5);
  EXPECT_THAT(violations(pair.location, RuleSet{Rule::nelson_1}), IsEmpty());
  EXPECT_THAT(violations(pair.spread, RuleSet{Rule::nelson_1}), IsEmpty());
}

TEST(XbarS, PistonRingsOfMontgomery) {
  const ChartPair pair = must(xbar_s(kPistonRings));
  EXPECT_NEAR(pair.location.points[0].centre, 74.001, 0.0005);
  // The book adds 1.427 (0.0094) to 74.001, both rounded before.
  EXPECT_NEAR(pair.location.points[0].upper - pair.location.points[0].centre, 1.427 * 0.0094, 5e-6);
  EXPECT_NEAR(pair.location.points[0].centre - pair.location.points[0].lower, 1.427 * 0.0094, 5e-6);
  EXPECT_NEAR(pair.spread.points[0].centre, 0.0094, 5e-5);
  EXPECT_NEAR(pair.spread.points[0].upper, 2.089 * 0.0094, 5e-5);
  EXPECT_EQ(pair.spread.points[0].lower, 0);
  EXPECT_NEAR(pair.spread.points[0].value, 0.0148, 5e-5);
  EXPECT_NEAR(pair.estimates[0].sigma, 0.0094 / 0.9400, 5e-5);
}

TEST(XbarS, PistonRingsAsQccPrintsThem) {
  const ChartPair by_deviation = must(xbar_s(rings_of_qcc()));
  EXPECT_NEAR(by_deviation.spread.points[0].centre, 0.009240037, 5e-10);
  EXPECT_NEAR(by_deviation.estimates[0].sigma, 0.009829977, 5e-10);
  EXPECT_NEAR(by_deviation.spread.points[0].upper, 0.019302416, 5e-9);
  const ChartPair by_range = must(xbar_r(rings_of_qcc()));
  EXPECT_NEAR(by_range.location.points[0].centre, 74.00118, 5e-6);
  EXPECT_NEAR(by_range.location.points[0].lower, 73.98805, 5e-6);
  EXPECT_NEAR(by_range.location.points[0].upper, 74.0143, 5e-5);
  EXPECT_NEAR(by_range.spread.points[0].centre, 0.02276, 5e-9);
  EXPECT_NEAR(by_range.spread.points[0].upper, 0.04812533, 2e-5);  // with d2 = 2.326 and d3 = 0.8641
}

/// Montgomery's table 6.4: the same rings without twelve readings; figures by qcc.
TEST(XbarS, EachSubgroupHasTheLimitsOfItsOwnSize) {
  auto rings = rings_of_qcc();
  for (const std::size_t group : {1u, 12u, 14u, 19u}) rings[group].resize(3);
  for (const std::size_t group : {5u, 6u, 8u, 16u}) rings[group][4] = kMissing;
  const ChartPair by_range = must(xbar_r(rings));
  EXPECT_NEAR(by_range.estimates[0].mean, 74.00075, 5e-6);
  EXPECT_NEAR(by_range.estimates[0].sigma, 0.009856701, 1e-6);  // qcc has a d2 of three decimals
  EXPECT_NEAR(by_range.location.points[0].lower, 73.98753, 1e-5);
  EXPECT_NEAR(by_range.location.points[0].upper, 74.01398, 1e-5);
  EXPECT_NEAR(by_range.location.points[1].lower, 73.98368, 1e-5);
  EXPECT_NEAR(by_range.location.points[1].upper, 74.01782, 1e-5);
  const ChartPair by_deviation = must(xbar_s(rings));
  EXPECT_NEAR(by_deviation.estimates[0].sigma, 0.009930923, 5e-10);
  EXPECT_NEAR(by_deviation.spread.points[1].centre, c4(3) * 0.009930923, 1e-9);
}

TEST(XbarS, PooledSigmaWeighsSubgroupsByTheirDegreesOfFreedom) {
  const std::vector<Subgroup> groups{{1, 3}, {10, 10, 10, 14}, {5}, {}};
  const ChartPair pair = must(xbar_s(groups, {}, WithinSigma::pooled_deviation));
  // 2 and 12 of squares over 1 and 3 degrees of freedom, and the c4 of five.
  EXPECT_NEAR(pair.estimates[0].sigma, std::sqrt(14.0 / 4) / 0.9399856, 1e-6);
  EXPECT_EQ(pair.estimates[0].degrees, 4);
  EXPECT_NEAR(pair.estimates[0].mean, (1 + 3 + 10 + 10 + 10 + 14 + 5) / 7.0, 1e-12);
  EXPECT_TRUE(std::isnan(pair.spread.points[2].value));
  EXPECT_FALSE(std::isnan(pair.location.points[2].z));
  EXPECT_TRUE(std::isnan(pair.location.points[3].z));
}

TEST(Phases, GivenValuesTakeTheFactorsForGivenValues) {
  const Phases given{{{0, Given{74, 0.01}, {}}}, {}};
  const ChartPair by_range = must(xbar_r(kPistonRings, given));
  const ChartPair by_deviation = must(xbar_s(kPistonRings, given));
  EXPECT_NEAR(by_range.location.points[0].upper, 74 + 1.342 * 0.01, 5e-6);  // A
  EXPECT_NEAR(by_range.spread.points[0].upper, 4.918 * 0.01, 5e-6);         // D2
  EXPECT_NEAR(by_deviation.spread.points[0].upper, 1.964 * 0.01, 5e-6);     // B6
}

TEST(Phases, EachHasLimitsFromItsOwnPointsOrFromOthers) {
  std::vector<double> values{1, 2, 1, 2, 11, 13, 11, 13};
  const Phases own{{{0, {}, {}}, {4, {}, {}}}, {}};
  const ChartPair pair = must(individuals(values, own));
  EXPECT_NEAR(pair.location.points[3].centre, 1.5, 1e-12);
  EXPECT_NEAR(pair.location.points[4].centre, 12, 1e-12);
  EXPECT_NEAR(pair.estimates[1].sigma, 2 * pair.estimates[0].sigma, 1e-9);
  EXPECT_TRUE(std::isnan(pair.spread.points[4].value)) << "a range does not reach over a phase's beginning";

  const Phases first_four{{{0, {}, {}}, {4, {}, PointRange{0, 4}}}, {}};
  const ChartPair kept = must(individuals(values, first_four));
  EXPECT_NEAR(kept.location.points[7].centre, 1.5, 1e-12);
  EXPECT_THAT(violations(kept.location, RuleSet{Rule::nelson_1}), testing::SizeIs(4));
}

TEST(Phases, APatternEndsWhereAPhaseEnds) {
  const std::vector<double> values{1, -1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  const Given zero{0, 2};
  EXPECT_THAT(violations(must(individuals(values, {{{0, zero, {}}}, {}})).location, RuleSet{Rule::nelson_2}),
              testing::SizeIs(5));
  EXPECT_THAT(
      violations(must(individuals(values, {{{0, zero, {}}, {8, zero, {}}}, {}})).location, RuleSet{Rule::nelson_2}),
      IsEmpty());
  EXPECT_THAT(
      violations(must(individuals(values, {{{0, zero, {}}, {6, zero, {}}}, {}})).location, RuleSet{Rule::nelson_2}),
      ElementsAre(Violation{Rule::nelson_2, 6, 14}));
}

TEST(Phases, NoLimitRestsOnAnExcludedPoint) {
  auto rings = kPistonRings;
  rings.push_back({80, 81, 82, 83, 84});
  const ChartPair pair = must(xbar_s(rings, {{}, {25}}));
  const ChartPair without = must(xbar_s(kPistonRings));
  EXPECT_EQ(pair.location.points[0].upper, without.location.points[0].upper);
  EXPECT_THAT(violations(pair.location, RuleSet{Rule::nelson_1}), ElementsAre(Violation{Rule::nelson_1, 25, 25}));
}

TEST(Phases, FaultsAreToldWithTheirPlace) {
  const auto fault = [](const auto& result) { return result ? std::string() : result.error().message; };
  EXPECT_THAT(fault(individuals(kFlowRate, {{{1, {}, {}}}, {}})), HasSubstr("begin at point 1"));
  EXPECT_THAT(fault(individuals(kFlowRate, {{{0, {}, {}}, {4, {}, {}}, {4, {}, {}}}, {}})), HasSubstr("phase 2"));
  EXPECT_THAT(fault(individuals(kFlowRate, {{{0, {}, {}}, {9, {}, {}}}, {}})), HasSubstr("phase 2 (points 10 to 10)"));
  EXPECT_THAT(fault(individuals(kFlowRate, {{{0, {}, PointRange{5, 11}}}, {}})), HasSubstr("points 6 to 11, of 10"));
  EXPECT_THAT(fault(individuals(kFlowRate, {{{0, Given{50, 0}, {}}}, {}})), HasSubstr("σ of 0"));
  EXPECT_THAT(fault(individuals(std::vector<double>{7, 7, 7})), HasSubstr("no spread"));
  EXPECT_THAT(fault(individuals(std::vector<double>{7})), HasSubstr("two values next to each other"));
  EXPECT_THAT(fault(individuals(std::vector<double>{})), HasSubstr("two values next to each other"));
  EXPECT_THAT(fault(xbar_r(std::vector<Subgroup>{{1, 2}, {1, INFINITY}})), HasSubstr("subgroup 2"));
  EXPECT_THAT(fault(xbar_r(std::vector<Subgroup>{{74.1, 74.1, 74.1}, {3.3, 3.3, 3.3}})), HasSubstr("the same"));
  EXPECT_THAT(fault(xbar_s(std::vector<Subgroup>{{74.1, 74.1, 74.1}, {3.3, 3.3, 3.3}})), HasSubstr("the same"));
  EXPECT_THAT(fault(xbar_s(std::vector<Subgroup>{{1}, {2}})), HasSubstr("two readings"));
  EXPECT_THAT(fault(xbar_s(kPistonRings, {}, WithinSigma::mean_moving_range)), HasSubstr("single values"));
  EXPECT_THAT(fault(individuals(kFlowRate, {}, WithinSigma::pooled_deviation)), HasSubstr("moving range"));
}

}  // namespace
}  // namespace millwright::mes::spc
