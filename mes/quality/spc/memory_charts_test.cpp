#include "mes/quality/spc/memory_charts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>

#include "mes/quality/spc/published_data.h"

namespace millwright::mes::spc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// NIST/SEMATECH e-Handbook 6.3.2.4.
TEST(Ewma, ExampleOfTheNistHandbook) {
  constexpr std::array printed{50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33,
                               50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99};
  const auto result = ewma(published::kEwma, {.mean = 50, .sigma = 2.0539, .lambda = 0.3});
  ASSERT_TRUE(result);
  for (std::size_t at = 0; at < printed.size(); ++at) {
    EXPECT_NEAR(result->chart.points[at].value, printed[at], 0.005) << at + 1;
  }
  // The handbook gives the limits that the exact ones settle at, and cuts the lower one off after its fourth decimal.
  const ChartPoint& last = result->chart.points.back();
  EXPECT_NEAR(last.upper, 52.5884, 5e-5);
  EXPECT_NEAR(last.lower, 47.4115, 1e-4);
  EXPECT_THAT(result->signals, IsEmpty());
}

TEST(Ewma, LimitsAreExactFromTheFirstPointOn) {
  const auto result = ewma(published::kEwma, {.mean = 50, .sigma = 2, .lambda = 0.25, .width = 2.7});
  ASSERT_TRUE(result);
  double variance = 0;  // of Σ λ (1 - λ)ʲ x, term by term
  for (std::size_t at = 0; at < published::kEwma.size(); ++at) {
    variance = 0.75 * 0.75 * variance + 0.25 * 0.25 * 4;
    EXPECT_NEAR(result->chart.points[at].upper, 50 + 2.7 * std::sqrt(variance), 1e-9) << at;
    EXPECT_NEAR(result->chart.points[at].lower, 50 - 2.7 * std::sqrt(variance), 1e-9) << at;
  }
}

TEST(Ewma, WithAllWeightOnTheNewestItIsAShewhartChart) {
  const auto result = ewma(std::vector<double>{3, 3.001, -4, 0}, {.mean = 0, .sigma = 1, .lambda = 1});
  ASSERT_TRUE(result);
  EXPECT_THAT(result->signals, ElementsAre(1, 2));
}

TEST(Ewma, AMissingValueChangesNothing) {
  const auto gap = ewma(std::vector<double>{1, kMissing, 2}, {.mean = 0, .sigma = 1});
  const auto whole = ewma(std::vector<double>{1, 2}, {.mean = 0, .sigma = 1});
  EXPECT_TRUE(std::isnan(gap->chart.points[1].value));
  EXPECT_EQ(gap->chart.points[2].value, whole->chart.points[1].value);
  EXPECT_EQ(gap->chart.points[2].upper, whole->chart.points[1].upper);
}

/// NIST/SEMATECH e-Handbook 6.3.2.3.
TEST(Cusum, ExampleOfTheNistHandbook) {
  constexpr std::array high{0.00, 0.00, 0.00, 0.00, 0.03, 0.00,  0.00,  0.00,  0.00,  0.00,
                            0.00, 0.00, 3.01, 4.94, 7.45, 10.63, 11.99, 14.44, 16.00, 19.04};
  constexpr std::array low{0.00, 0.01, 0.00, 0.33, 0.00, 0.00, 0.56, 0.72, 0.17, 0.25,
                           0.31, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00};
  const auto result = cusum(published::kCusum, {.target = 325, .k = 0.3175, .h = 4.1959});
  ASSERT_TRUE(result);
  for (std::size_t at = 0; at < high.size(); ++at) {
    EXPECT_NEAR(result->points[at].high, high[at], 0.0051) << at + 1;  // the handbook rounds halves either way
    EXPECT_NEAR(result->points[at].low, low[at], 0.0051) << at + 1;
  }
  EXPECT_THAT(result->signals, ElementsAre(13, 14, 15, 16, 17, 18, 19));
}

/// Montgomery, table 9.2: a mean of 10 that shifts to 11 after value 20.
TEST(Cusum, ExampleOfMontgomery) {
  const std::vector<double> values{9.45,  7.99,  9.29,  11.66, 12.16, 10.18, 8.04,  11.46, 9.20,  10.34,
                                   9.03,  11.47, 10.51, 9.40,  10.08, 9.37,  10.62, 10.31, 8.52,  10.84,
                                   10.90, 9.33,  12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52};
  constexpr std::array high{0.0, 0.0,  0.0, 1.16, 2.82, 2.50, 0.04, 1.00, 0.0,  0.0,  0.0,  0.97, 0.98, 0.0, 0.0,
                            0.0, 0.12, 0.0, 0.0,  0.34, 0.74, 0.0,  1.79, 2.79, 2.89, 3.47, 3.35, 4.47, 5.28};
  const auto result = cusum(values, {.target = 10, .k = 0.5, .h = 5});
  ASSERT_TRUE(result);
  for (std::size_t at = 0; at < high.size(); ++at) EXPECT_NEAR(result->points[at].high, high[at], 1e-9) << at + 1;
  EXPECT_NEAR(result->points[1].low, 1.56, 1e-9);
  EXPECT_NEAR(result->points[29].high, 5.30, 1e-9);
  EXPECT_THAT(result->signals, ElementsAre(28, 29));
  EXPECT_EQ(result->points[28].high_since, 7u) << "the shift began after value 22";
}

TEST(Cusum, AHeadStartFindsWhatIsWrongFromTheBeginning) {
  const std::vector<double> off(10, 1.2);
  const auto plain = cusum(off, {.target = 0, .k = 0.5, .h = 5});
  const auto fast = cusum(off, {.target = 0, .k = 0.5, .h = 5, .head_start = 2.5});
  EXPECT_EQ(plain->signals.front(), 7u);
  EXPECT_EQ(fast->signals.front(), 3u);
  // In control the head start is gone after a few values.
  const auto calm = cusum(std::vector<double>(6, 0), {.target = 0, .k = 0.5, .h = 5, .head_start = 2.5});
  EXPECT_EQ(calm->points[4].high, 0);
  EXPECT_THAT(calm->signals, IsEmpty());
}

TEST(Cusum, AMissingValueChangesNothing) {
  const auto gap = cusum(std::vector<double>{2, kMissing, 2}, {.target = 0, .k = 0.5, .h = 5});
  EXPECT_TRUE(std::isnan(gap->points[1].high));
  EXPECT_EQ(gap->points[2].high, 3);
  EXPECT_EQ(gap->points[2].high_since, 2u);
}

TEST(MemoryCharts, ParametersThatMakeNoSenseAreRefused) {
  const std::vector<double> values{1, 2};
  const auto fault = [](const auto& result) { return result ? std::string() : result.error().message; };
  EXPECT_THAT(fault(ewma(values, {.mean = 0, .sigma = 1, .lambda = 0})), HasSubstr("λ is 0"));
  EXPECT_THAT(fault(ewma(values, {.mean = 0, .sigma = 1, .lambda = 1.1})), HasSubstr("λ is 1.1"));
  EXPECT_THAT(fault(ewma(values, {.mean = 0, .sigma = 0})), HasSubstr("σ of 0"));
  EXPECT_THAT(fault(ewma(std::vector<double>{INFINITY}, {.mean = 0, .sigma = 1})), HasSubstr("value 1"));
  EXPECT_THAT(fault(cusum(values, {.target = 0, .k = -1, .h = 5})), HasSubstr("k of 0 or more"));
  EXPECT_THAT(fault(cusum(values, {.target = 0, .k = 1, .h = 0})), HasSubstr("not at 0"));
  EXPECT_THAT(fault(cusum(values, {.target = 0, .k = 1, .h = 5, .head_start = 5})), HasSubstr("head start of 5"));
}

}  // namespace
}  // namespace millwright::mes::spc
