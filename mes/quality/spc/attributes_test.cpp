#include "mes/quality/spc/attributes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "mes/quality/spc/published_data.h"

namespace millwright::mes::spc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Chart must(Result<Chart, SpcError> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

std::vector<Count> of_fifty(std::span<const double> found) {
  std::vector<Count> counts;
  for (const double count : found) counts.push_back({count, 50});
  return counts;
}

const std::vector<Count> kCans = of_fifty(published::kLeakingCans);
const std::vector<Count> kTrial = of_fifty(std::span(published::kLeakingCans).first(30));

TEST(CChart, WafersOfTheNistHandbook) {
  const Chart chart = must(c_chart(published::kWafers));
  EXPECT_NEAR(chart.points[0].centre, 16, 1e-12);
  EXPECT_NEAR(chart.points[0].lower, 4, 1e-12);
  EXPECT_NEAR(chart.points[0].upper, 28, 1e-12);
  // Wafer 3 has 28 and lies on the limit; 24 has 31.
  EXPECT_THAT(violations(chart, RuleSet{Rule::nelson_1}), ElementsAre(Violation{Rule::nelson_1, 23, 23}));
}

TEST(PChart, TrialLimitsOfMontgomerysCans) {
  const Chart chart = must(p_chart(kTrial));
  EXPECT_NEAR(chart.points[0].centre, 0.2313333, 5e-8);
  EXPECT_NEAR(chart.points[0].lower, 0.05242755, 5e-9);
  EXPECT_NEAR(chart.points[0].upper, 0.4102391, 5e-8);
  EXPECT_THAT(violations(chart, RuleSet{Rule::western_electric_1}),
              ElementsAre(Violation{Rule::western_electric_1, 14, 14}, Violation{Rule::western_electric_1, 22, 22}));
}

TEST(PChart, RevisedLimitsOfMontgomerysCansLeaveOutWhatHasACause) {
  // Samples 15 and 23 are left out; sample 21 is then beyond. After the adjustment a phase goes by the same limits.
  const Chart chart = must(p_chart(kCans, {{{0, {}, {}}, {30, {}, PointRange{0, 30}}}, {14, 22}}));
  EXPECT_NEAR(chart.points[0].centre, 0.215, 1e-12);
  EXPECT_NEAR(chart.points[0].lower, 0.04070284, 5e-9);
  EXPECT_NEAR(chart.points[40].upper, 0.3892972, 5e-8);
  EXPECT_THAT(violations(chart, RuleSet{Rule::nelson_1}),
              ElementsAre(Violation{Rule::nelson_1, 14, 14}, Violation{Rule::nelson_1, 20, 20},
                          Violation{Rule::nelson_1, 22, 22}, Violation{Rule::nelson_1, 40, 40}));
}

TEST(NpChart, IsThePChartTimesTheSampleSize) {
  const Chart np = must(np_chart(kTrial));
  const Chart p = must(p_chart(kTrial));
  for (std::size_t at = 0; at < np.points.size(); ++at) {
    EXPECT_NEAR(np.points[at].value, 50 * p.points[at].value, 1e-9);
    EXPECT_NEAR(np.points[at].upper, 50 * p.points[at].upper, 1e-9);
    EXPECT_NEAR(np.points[at].z, p.points[at].z, 1e-8);
  }
}

/// No printed figures at hand that could be checked: against the formula, written out.
TEST(UChart, EachRollOfClothHasTheLimitsOfItsSize) {
  const std::vector<Count> rolls{{14, 10}, {12, 8},  {20, 13},   {11, 10}, {7, 9.5},
                                 {10, 10}, {21, 12}, {16, 10.5}, {19, 12}, {23, 12.5}};
  const Chart chart = must(u_chart(rolls));
  const double mean = 153 / 107.5;
  for (std::size_t at = 0; at < rolls.size(); ++at) {
    EXPECT_NEAR(chart.points[at].centre, mean, 1e-12);
    EXPECT_NEAR(chart.points[at].value, rolls[at].found / rolls[at].inspected, 1e-12);
    EXPECT_NEAR(chart.points[at].upper, mean + 3 * std::sqrt(mean / rolls[at].inspected), 1e-12);
    EXPECT_NEAR(chart.points[at].lower, mean - 3 * std::sqrt(mean / rolls[at].inspected), 1e-12);
  }
  EXPECT_THAT(violations(chart, RuleSet{Rule::nelson_1}), IsEmpty());
}

TEST(PChart, RulesGoByTheSigmaOfEachPoint) {
  // A share of 0.2 where 0.1 is given: 1.5σ off for 20 units, 3.33σ for 100.
  const Chart chart = must(p_chart(std::vector<Count>{{4, 20}, {20, 100}}, {{{0, Given{0.1, 0}, {}}}, {}}));
  EXPECT_THAT(violations(chart, RuleSet{Rule::nelson_1}), ElementsAre(Violation{Rule::nelson_1, 1, 1}));
  EXPECT_NEAR(chart.points[0].z, 0.1 / std::sqrt(0.1 * 0.9 / 20), 1e-8);
  EXPECT_EQ(chart.points[0].lower, 0);
}

TEST(PChart, NothingInspectedIsAMissingPoint) {
  const Chart chart = must(p_chart(std::vector<Count>{{1, 10}, {0, 0}, {kMissing, 10}, {3, 10}}));
  EXPECT_TRUE(std::isnan(chart.points[1].z));
  EXPECT_TRUE(std::isnan(chart.points[2].z));
  EXPECT_NEAR(chart.points[0].centre, 0.2, 1e-12);
}

TEST(PChart, WhereNothingWasEverFoundOneIsTooMany) {
  const Chart chart = must(p_chart(std::vector<Count>{{0, 10}, {0, 10}, {1, 10}}, {{{0, {}, PointRange{0, 2}}}, {}}));
  EXPECT_EQ(chart.points[0].z, 0);
  EXPECT_THAT(violations(chart, RuleSet{Rule::nelson_1}), ElementsAre(Violation{Rule::nelson_1, 2, 2}));
}

TEST(Attributes, FaultsAreToldWithTheirPlace) {
  const auto fault = [](const auto& result) { return result ? std::string() : result.error().message; };
  EXPECT_THAT(fault(p_chart(std::vector<Count>{{1, 10}, {11, 10}})), HasSubstr("point 2 has 11"));
  EXPECT_THAT(fault(c_chart(std::vector<double>{1, -1})), HasSubstr("point 2 counts -1"));
  EXPECT_THAT(fault(u_chart(std::vector<Count>{{1, 0}})), HasSubstr("point 1"));
  EXPECT_THAT(fault(u_chart(std::vector<Count>{{1, 1}})), HasSubstr("limits need two counts, and there are 1"));
  EXPECT_THAT(fault(p_chart(kTrial, {{{0, Given{1.1, 0}, {}}}, {}})), HasSubstr("a mean of 1.1"));
  EXPECT_THAT(fault(p_chart(kTrial, {{{0, Given{NAN, 0}, {}}}, {}})), HasSubstr("no number"));
}

}  // namespace
}  // namespace millwright::mes::spc
