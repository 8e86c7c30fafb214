#include "mes/quality/spc/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millwright::mes::spc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

std::vector<Violation> found(Rule rule, std::vector<double> z) { return check(z, RuleSet{rule}); }

/// `count` times `value`, then what comes after.
std::vector<double> run(std::size_t count, double value, std::vector<double> after = {}) {
  std::vector<double> z(count, value);
  z.insert(z.end(), after.begin(), after.end());
  return z;
}

TEST(Rules, OnePointBeyondThreeSigma) {
  for (const Rule rule : {Rule::nelson_1, Rule::western_electric_1}) {
    EXPECT_THAT(found(rule, {0.1, 3.01, -3.01, 2.99}), ElementsAre(Violation{rule, 1, 1}, Violation{rule, 2, 2}));
  }
}

TEST(Rules, APointOnTheLimitIsNotBeyondIt) { EXPECT_THAT(found(Rule::nelson_1, {3, -3, 0}), IsEmpty()); }

TEST(Rules, NineOnOneSide) {
  EXPECT_THAT(found(Rule::nelson_2, run(8, 0.5)), IsEmpty());
  EXPECT_THAT(found(Rule::nelson_2, run(9, -0.5)), ElementsAre(Violation{Rule::nelson_2, 0, 8}));
}

TEST(Rules, EveryFurtherPointOfARunCompletesItAgain) {
  EXPECT_THAT(found(Rule::nelson_2, run(10, 0.5)),
              ElementsAre(Violation{Rule::nelson_2, 0, 8}, Violation{Rule::nelson_2, 1, 9}));
}

TEST(Rules, APointOnTheCentreLineEndsARun) {
  EXPECT_THAT(found(Rule::nelson_2, run(8, 0.5, run(8, 0.5))), testing::SizeIs(8));
  EXPECT_THAT(found(Rule::nelson_2, run(8, 0.5, run(1, 0, run(8, 0.5)))), IsEmpty());
}

TEST(Rules, SixSteadilyRisingOrFalling) {
  EXPECT_THAT(found(Rule::nelson_3, {0, 0.1, 0.2, 0.3, 0.4}), IsEmpty());
  EXPECT_THAT(found(Rule::nelson_3, {0, 0.1, 0.2, 0.3, 0.4, 0.5}), ElementsAre(Violation{Rule::nelson_3, 0, 5}));
  EXPECT_THAT(found(Rule::nelson_3, {9, 8, 7, 6, 5, 4, 3}),
              ElementsAre(Violation{Rule::nelson_3, 0, 5}, Violation{Rule::nelson_3, 1, 6}));
}

TEST(Rules, EqualNeighboursEndATrend) {
  EXPECT_THAT(found(Rule::nelson_3, {0, 1, 2, 2, 3, 4, 5}), IsEmpty());
  EXPECT_THAT(found(Rule::nelson_3, {0, 1, 2, 2, 3, 4, 5, 6, 7}), ElementsAre(Violation{Rule::nelson_3, 3, 8}));
}

TEST(Rules, FourteenAlternating) {
  std::vector<double> z;
  for (int k = 0; k < 14; ++k) z.push_back(k % 2 == 0 ? 1 + 0.01 * k : 2 + 0.01 * k);
  EXPECT_THAT(found(Rule::nelson_4, z), ElementsAre(Violation{Rule::nelson_4, 0, 13}));
  z.pop_back();
  EXPECT_THAT(found(Rule::nelson_4, z), IsEmpty());
  z.push_back(z.back());
  for (int k = 0; k < 13; ++k) z.push_back(k % 2 == 0 ? 3 : 2);
  EXPECT_THAT(found(Rule::nelson_4, z), ElementsAre(Violation{Rule::nelson_4, 13, 26}));
}

TEST(Rules, TwoOfThreeBeyondTwoSigma) {
  for (const Rule rule : {Rule::nelson_5, Rule::western_electric_2}) {
    EXPECT_THAT(found(rule, {0, 2.1, 0, 2.1}), ElementsAre(Violation{rule, 1, 3}));
    EXPECT_THAT(found(rule, {0, -2.1, -2.1, 0}), ElementsAre(Violation{rule, 1, 2}));
    EXPECT_THAT(found(rule, {2.1, 0, 0, 2.1}), IsEmpty());
    EXPECT_THAT(found(rule, {2.1, -2.1, 0}), IsEmpty());
    EXPECT_THAT(found(rule, {2, 2, 2}), IsEmpty());
  }
}

TEST(Rules, ThePointThatCompletesTwoOfThreeIsBeyondItself) {
  // Points 1 and 2 complete the pattern; 3 is not beyond, though two of the last three are.
  EXPECT_THAT(found(Rule::nelson_5, {0, 2.1, 2.2, 0.1}), ElementsAre(Violation{Rule::nelson_5, 1, 2}));
}

TEST(Rules, FourOfFiveBeyondOneSigma) {
  for (const Rule rule : {Rule::nelson_6, Rule::western_electric_3}) {
    EXPECT_THAT(found(rule, {1.1, 1.1, 0, 1.1, 1.1}), ElementsAre(Violation{rule, 0, 4}));
    EXPECT_THAT(found(rule, {0, -1.1, -1.1, -1.1, -1.1, 0.5}), ElementsAre(Violation{rule, 1, 4}));
    EXPECT_THAT(found(rule, {1.1, 1.1, 1.1, -1.1, 1}), IsEmpty());
  }
}

TEST(Rules, FifteenWithinOneSigma) {
  EXPECT_THAT(found(Rule::nelson_7, run(14, -0.9)), IsEmpty());
  EXPECT_THAT(found(Rule::nelson_7, run(7, -1, run(8, 1))), ElementsAre(Violation{Rule::nelson_7, 0, 14}));
  EXPECT_THAT(found(Rule::nelson_7, run(7, -1, run(1, 1.001, run(8, 0)))), IsEmpty());
}

TEST(Rules, EightBeyondOneSigmaOnBothSides) {
  EXPECT_THAT(found(Rule::nelson_8, run(7, 1.1, {-1.1})), ElementsAre(Violation{Rule::nelson_8, 0, 7}));
  EXPECT_THAT(found(Rule::nelson_8, run(8, 1.1)), IsEmpty());
  EXPECT_THAT(found(Rule::nelson_8, run(7, 1.1, {-1})), IsEmpty());
}

TEST(Rules, EightOnOneSideForWesternElectric) {
  const Rule rule = Rule::western_electric_4;
  EXPECT_THAT(found(rule, run(7, 0.1)), IsEmpty());
  EXPECT_THAT(found(rule, run(8, 0.1)), ElementsAre(Violation{rule, 0, 7}));
}

TEST(Rules, AMissingPointEndsEveryPattern) {
  EXPECT_THAT(found(Rule::nelson_2, run(8, 0.5, run(1, kGap, run(8, 0.5)))), IsEmpty());
  EXPECT_THAT(found(Rule::nelson_3, {0, 1, 2, kGap, 3, 4, 5}), IsEmpty());
  EXPECT_THAT(found(Rule::nelson_5, {2.1, kGap, 2.1}), IsEmpty());
  EXPECT_THAT(found(Rule::nelson_1, {kGap, 3.1}), ElementsAre(Violation{Rule::nelson_1, 1, 1}));
}

TEST(Rules, OnlyWhatIsSelectedIsReported) {
  EXPECT_THAT(check(run(9, 3.5), RuleSet{}), IsEmpty());
  for (const Violation& violation : check(run(20, 3.5), kWesternElectric)) {
    EXPECT_TRUE(kWesternElectric.has(violation.rule));
    EXPECT_FALSE(kNelson.has(violation.rule));
  }
}

TEST(Rules, AReadingOnALimitStandsOnItWhateverBinaryFractionsSay) {
  ASSERT_GT((10.3 - 10) / 0.1, 3);  // what a plain division would say
  EXPECT_EQ(standardised(10.3, 10, 0.1), 3);
  EXPECT_EQ(standardised(9.7, 10, 0.1), -3);
  EXPECT_GT(standardised(10.3 + 1e-8, 10, 0.1), 3);
}

TEST(Rules, WithoutSpreadAnythingOffTheCentreIsOut) {
  EXPECT_EQ(standardised(5, 5, 0), 0);
  EXPECT_TRUE(RuleState().push(standardised(6, 5, 0)).has(Rule::nelson_1));
  EXPECT_TRUE(RuleState().push(standardised(4, 5, 0)).has(Rule::nelson_1));
}

TEST(Rules, HaveNames) {
  EXPECT_EQ(name_of(Rule::nelson_8), "Nelson 8");
  EXPECT_EQ(name_of(Rule::western_electric_4), "Western Electric 4");
  EXPECT_NE(sentence_of(Rule::nelson_2), sentence_of(Rule::western_electric_4));
}

TEST(Rules, StateIsSmall) { EXPECT_LE(sizeof(RuleState), 32u); }

}  // namespace
}  // namespace millwright::mes::spc
