#include "mes/quality/spc/capability.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "mes/quality/spc/distributions.h"
#include "mes/quality/spc/published_data.h"
#include "mes/quality/spc/variables.h"

namespace millwright::mes::spc {
namespace {

using testing::HasSubstr;

Estimate process(double mean, double sigma, std::size_t readings) {
  return {mean, sigma, static_cast<double>(readings) - 1, sigma, readings};
}

/// NIST/SEMATECH e-Handbook 6.1.6: limits 8 and 20, mean 16, s 2.
TEST(Capability, ExampleOfTheNistHandbook) {
  const auto result = capability({8, 20, {}}, process(16, 2, 100));
  ASSERT_TRUE(result);
  EXPECT_NEAR(*result->within.spread, 1.0, 1e-12);
  EXPECT_NEAR(*result->within.to_upper, 0.6667, 5e-5);
  EXPECT_NEAR(*result->within.to_lower, 1.3333, 5e-5);
  EXPECT_NEAR(result->within.nearest, 0.6667, 5e-5);
  EXPECT_FALSE(result->cpm);
}

/// The piston rings as the R package qcc prints them, with 124 degrees of freedom.
TEST(Capability, PistonRingsAsQccPrintsThem) {
  const auto result = capability({73.95, 74.05, 74.0}, process(74.00118, 0.009785039, 125));
  ASSERT_TRUE(result);
  EXPECT_NEAR(*result->within.spread, 1.703, 5e-4);
  EXPECT_NEAR(*result->within.to_lower, 1.743, 6e-4);
  EXPECT_NEAR(*result->within.to_upper, 1.663, 5e-4);
  EXPECT_NEAR(result->within.nearest, 1.663, 5e-4);
  EXPECT_NEAR(result->within.spread_interval->low, 1.491, 5e-4);
  EXPECT_NEAR(result->within.spread_interval->high, 1.915, 5e-4);
  EXPECT_NEAR(result->within.nearest_interval.low, 1.448, 5e-4);
  EXPECT_NEAR(result->within.nearest_interval.high, 1.878, 5e-4);
  EXPECT_NEAR(*result->cpm, 1.691, 5e-4);
}

/// Montgomery, section 6.2: the flow width against 1.50 ± 0.50; Cp 1.192 and 0.00035 nonconforming.
TEST(Capability, FlowWidthOfMontgomery) {
  const auto charts = xbar_r(published::kFlowWidth);
  ASSERT_TRUE(charts);
  const auto result = capability({1.0, 2.0, {}}, charts->estimates[0]);
  ASSERT_TRUE(result);
  EXPECT_NEAR(*result->within.spread, 1.192, 5e-4);
  EXPECT_NEAR(result->within.expected.total_ppm, 350, 5);
  EXPECT_NEAR(result->within.expected.below_ppm, 150, 5);
  EXPECT_NEAR(result->within.expected.above_ppm, 200, 5);
}

TEST(Capability, WithinAndOverallGoByTheirOwnSigma) {
  // Two levels far apart: subgroups are narrow, the whole is wide.
  const std::vector<Subgroup> groups{{9.9, 10.1}, {9.9, 10.1}, {19.9, 20.1}, {19.9, 20.1}};
  const auto charts = xbar_s(groups, {}, WithinSigma::pooled_deviation);
  ASSERT_TRUE(charts);
  const auto result = capability({0, 30, {}}, charts->estimates[0]);
  ASSERT_TRUE(result);
  EXPECT_NEAR(*result->overall.spread, 30 / (6 * std::sqrt((8 * 25 + 8 * 0.01) / 7)), 1e-9);
  EXPECT_GT(*result->within.spread, 30);
}

TEST(Capability, OneSidedHasNoSpreadIndex) {
  const auto upper = capability({{}, 20, 10}, process(14, 2, 50));
  ASSERT_TRUE(upper);
  EXPECT_FALSE(upper->within.spread || upper->within.spread_interval || upper->within.to_lower || upper->cpm);
  EXPECT_NEAR(upper->within.nearest, 1, 1e-12);
  EXPECT_NEAR(upper->within.expected.total_ppm, 1349.9, 0.05);  // 1 - Φ(3)
  EXPECT_EQ(upper->within.expected.below_ppm, 0);
  const auto lower = capability({20, {}, {}}, process(14, 2, 50));
  ASSERT_TRUE(lower);
  EXPECT_NEAR(lower->within.nearest, -1, 1e-12);
  EXPECT_LT(lower->within.nearest_interval.low, -1);
  EXPECT_GT(lower->within.nearest_interval.high, -1);
}

TEST(Capability, DegreesOfFreedomSayWhatAnEstimateIsWorth) {
  // The factors that are in use for R̄ and s̄ of subgroups of five: 0.9 and 0.95 of k (n - 1).
  const double full = 25 * 4;
  EXPECT_NEAR(xbar_r(published::kPistonRings)->estimates[0].degrees / full, 0.9, 0.01);
  EXPECT_NEAR(xbar_s(published::kPistonRings)->estimates[0].degrees / full, 0.95, 0.005);
  const auto pooled = xbar_s(published::kPistonRings, {}, WithinSigma::pooled_deviation);
  EXPECT_EQ(pooled->estimates[0].degrees, full);
}

TEST(Capability, FaultsAreToldInASentence) {
  const auto fault = [](const Specification& specification, const Estimate& estimate) {
    const auto result = capability(specification, estimate);
    return result ? std::string() : result.error().message;
  };
  EXPECT_THAT(fault({}, process(1, 1, 9)), HasSubstr("without a specification limit"));
  EXPECT_THAT(fault({5, 5, {}}, process(1, 1, 9)), HasSubstr("upper specification limit 5 has to be above the lower"));
  EXPECT_THAT(fault({5, 4, {}}, process(1, 1, 9)), HasSubstr("above the lower one 5"));
  EXPECT_THAT(fault({NAN, 4, {}}, process(1, 1, 9)), HasSubstr("nan is none"));
  EXPECT_THAT(fault({1, 4, {}}, process(1, 0, 9)), HasSubstr("σ of 0"));
  EXPECT_THAT(fault({1, 4, {}}, process(1, 1, 1)), HasSubstr("two readings at least, and there are 1"));
  EXPECT_FALSE(capability({1, 4, {}}, process(1, 1, 9), 1));
}

}  // namespace
}  // namespace millwright::mes::spc
