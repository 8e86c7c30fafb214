#include "mes/definitions/tolerance.h"

#include <gtest/gtest.h>

#include <cmath>

namespace millwright::mes {
namespace {

TEST(Tolerance, BothEndsBelongToIt) {
  const Tolerance tolerance{1, 2};
  EXPECT_EQ(fewest(12000, tolerance), 11880);
  EXPECT_EQ(most(12000, tolerance), 12240);
  EXPECT_EQ(standing_of(12000, 11879, tolerance), Standing::below);
  EXPECT_EQ(standing_of(12000, 11880, tolerance), Standing::within);
  EXPECT_EQ(standing_of(12000, 12240, tolerance), Standing::within);
  EXPECT_EQ(standing_of(12000, 12241, tolerance), Standing::above);
}

TEST(Tolerance, OfNothingAllowsTheQuantityAlone) {
  EXPECT_EQ(standing_of(500, 499, {}), Standing::below);
  EXPECT_EQ(standing_of(500, 500, {}), Standing::within);
  EXPECT_EQ(standing_of(500, 501, {}), Standing::above);
}

TEST(Tolerance, APartOfAPieceIsNotAllowed) {
  EXPECT_EQ(fewest(99, {1, 1}), 99);
  EXPECT_EQ(most(99, {1, 1}), 99);
  EXPECT_EQ(fewest(150, {1, 1}), 149);
}

TEST(Tolerance, DecimalPercentagesLoseNoPieceToBinaryFractions) {
  for (std::int64_t thousands = 1; thousands <= 2000; ++thousands)
    for (std::int64_t tenths = 0; tenths <= 100; ++tenths) {
      const Tolerance tolerance{static_cast<double>(tenths) / 10, static_cast<double>(tenths) / 10};
      ASSERT_EQ(most(thousands * 1000, tolerance), thousands * (1000 + tenths)) << thousands << " " << tenths;
      ASSERT_EQ(fewest(thousands * 1000, tolerance), thousands * (1000 - tenths)) << thousands << " " << tenths;
    }
}

TEST(Tolerance, PercentagesAreNumbersFromZeroToAHundred) {
  EXPECT_TRUE(is_percentage(0) && is_percentage(100));
  EXPECT_FALSE(is_percentage(-0.1) || is_percentage(100.1) || is_percentage(std::nan("")));
}

}  // namespace
}  // namespace millwright::mes
