#include "mes/quality/spc/constants.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

#include "mes/quality/spc/distributions.h"

namespace millwright::mes::spc {
namespace {

/// "Factors for constructing variables control charts" as Montgomery (Appendix VI), ASTM and ISO 7870-2 print them.
struct Printed {
  int n;
  double A2, A3, c4, B3, B4, B5, B6, d2, d3, D1, D2, D3, D4;
};

constexpr std::array<Printed, 24> kPrinted{{
    {2, 1.880, 2.659, 0.7979, 0, 3.267, 0, 2.606, 1.128, 0.853, 0, 3.686, 0, 3.267},
    {3, 1.023, 1.954, 0.8862, 0, 2.568, 0, 2.276, 1.693, 0.888, 0, 4.358, 0, 2.574},
    {4, 0.729, 1.628, 0.9213, 0, 2.266, 0, 2.088, 2.059, 0.880, 0, 4.698, 0, 2.282},
    {5, 0.577, 1.427, 0.9400, 0, 2.089, 0, 1.964, 2.326, 0.864, 0, 4.918, 0, 2.114},
    {6, 0.483, 1.287, 0.9515, 0.030, 1.970, 0.029, 1.874, 2.534, 0.848, 0, 5.078, 0, 2.004},
    {7, 0.419, 1.182, 0.9594, 0.118, 1.882, 0.113, 1.806, 2.704, 0.833, 0.204, 5.204, 0.076, 1.924},
    {8, 0.373, 1.099, 0.9650, 0.185, 1.815, 0.179, 1.751, 2.847, 0.820, 0.388, 5.306, 0.136, 1.864},
    {9, 0.337, 1.032, 0.9693, 0.239, 1.761, 0.232, 1.707, 2.970, 0.808, 0.547, 5.393, 0.184, 1.816},
    {10, 0.308, 0.975, 0.9727, 0.284, 1.716, 0.276, 1.669, 3.078, 0.797, 0.687, 5.469, 0.223, 1.777},
    {11, 0.285, 0.927, 0.9754, 0.321, 1.679, 0.313, 1.637, 3.173, 0.787, 0.811, 5.535, 0.256, 1.744},
    {12, 0.266, 0.886, 0.9776, 0.354, 1.646, 0.346, 1.610, 3.258, 0.778, 0.922, 5.594, 0.283, 1.717},
    {13, 0.249, 0.850, 0.9794, 0.382, 1.618, 0.374, 1.585, 3.336, 0.770, 1.025, 5.647, 0.307, 1.693},
    {14, 0.235, 0.817, 0.9810, 0.406, 1.594, 0.399, 1.563, 3.407, 0.763, 1.118, 5.696, 0.328, 1.672},
    {15, 0.223, 0.789, 0.9823, 0.428, 1.572, 0.421, 1.544, 3.472, 0.756, 1.203, 5.741, 0.347, 1.653},
    {16, 0.212, 0.763, 0.9835, 0.448, 1.552, 0.440, 1.526, 3.532, 0.750, 1.282, 5.782, 0.363, 1.637},
    {17, 0.203, 0.739, 0.9845, 0.466, 1.534, 0.458, 1.511, 3.588, 0.744, 1.356, 5.820, 0.378, 1.622},
    {18, 0.194, 0.718, 0.9854, 0.482, 1.518, 0.475, 1.496, 3.640, 0.739, 1.424, 5.856, 0.391, 1.608},
    {19, 0.187, 0.698, 0.9862, 0.497, 1.503, 0.490, 1.483, 3.689, 0.734, 1.487, 5.891, 0.403, 1.597},
    {20, 0.180, 0.680, 0.9869, 0.510, 1.490, 0.504, 1.470, 3.735, 0.729, 1.549, 5.921, 0.415, 1.585},
    {21, 0.173, 0.663, 0.9876, 0.523, 1.477, 0.516, 1.459, 3.778, 0.724, 1.605, 5.951, 0.425, 1.575},
    {22, 0.167, 0.647, 0.9882, 0.534, 1.466, 0.528, 1.448, 3.819, 0.720, 1.659, 5.979, 0.434, 1.566},
    {23, 0.162, 0.633, 0.9887, 0.545, 1.455, 0.539, 1.438, 3.858, 0.716, 1.710, 6.006, 0.443, 1.557},
    {24, 0.157, 0.619, 0.9892, 0.555, 1.445, 0.549, 1.429, 3.895, 0.712, 1.759, 6.031, 0.451, 1.548},
    {25, 0.153, 0.606, 0.9896, 0.565, 1.435, 0.559, 1.420, 3.931, 0.708, 1.806, 6.056, 0.459, 1.541},
}};

TEST(Constants, RoundToEveryDigitOfTheTables) {
  for (const Printed& row : kPrinted) {
    SCOPED_TRACE(row.n);
    const Constants c = constants(row.n);
    EXPECT_NEAR(c.d2, row.d2, 0.0005);
    EXPECT_NEAR(c.d3, row.d3, row.n == 19 ? 0.0006 : 0.0005);  // 0.73348 there, rounded twice in print
    EXPECT_NEAR(c.c4, row.c4, 0.00005);
    EXPECT_NEAR(c.A2, row.A2, 0.0005);
    EXPECT_NEAR(c.A3, row.A3, 0.0005);
    EXPECT_NEAR(c.B3, row.B3, 0.0005);
    EXPECT_NEAR(c.B4, row.B4, 0.0005);
    EXPECT_NEAR(c.B5, row.B5, 0.0005);
    EXPECT_NEAR(c.B6, row.B6, 0.0005);
    EXPECT_NEAR(c.E2, 3 / row.d2, 0.0015);
    // The tables made these from d2 and d3 that were rounded before: some are off by up to two of the last digit.
    EXPECT_NEAR(c.D1, row.D1, 0.002);
    EXPECT_NEAR(c.D2, row.D2, 0.002);
    EXPECT_NEAR(c.D3, row.D3, 0.001);
    EXPECT_NEAR(c.D4, row.D4, 0.001);
  }
}

TEST(Constants, AreWhatTheClosedFormsGive) {
  const double root_pi = std::sqrt(std::numbers::pi);
  EXPECT_NEAR(constants(2).d2, 2 / root_pi, 1e-10);
  EXPECT_NEAR(constants(2).d3, std::sqrt(2 - 4 / std::numbers::pi), 1e-10);
  EXPECT_NEAR(constants(3).d2, 3 / root_pi, 1e-10);
  EXPECT_NEAR(constants(2).c4, std::sqrt(2 / std::numbers::pi), 1e-14);
  EXPECT_NEAR(constants(3).c4, root_pi / 2, 1e-14);
}

/// Tippett (1925): the mean range is ∫ 1 - Φⁿ - (1 - Φ)ⁿ dx, another integral than the one they are computed by.
TEST(Constants, MeanRangeIsTippettsIntegral) {
  for (const int n : {2, 5, 25, 26, 100, 1000}) {
    double integral = 0;
    for (int k = -1000; k <= 1000; ++k) {
      const double below = normal_at_most(k * 0.01);
      integral += 0.01 * (1 - std::pow(below, n) - std::pow(1 - below, n));
    }
    EXPECT_NEAR(constants(n).d2, integral, 1e-8) << n;
  }
}

TEST(Constants, SpreadOfALargeSampleGoesOverIntoItsLimit) {
  EXPECT_NEAR(c4(1e9), 1, 1e-9);
  EXPECT_NEAR(c4(2001) - c4(2000), c4(2000) - c4(1999), 1e-9);
  EXPECT_NEAR(c5(2001) / c5(1999), std::sqrt(1998.0 / 2000), 1e-7);
  EXPECT_NEAR(c5(50), std::sqrt(1 - c4(50) * c4(50)), 1e-12);
}

TEST(Constants, MedianOfTheRangeOfTwo) { EXPECT_NEAR(median_range_of_two(), 0.954, 0.0005); }

TEST(Distributions, QuantilesAreThoseOfTheTables) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959964, 5e-7);
  EXPECT_NEAR(normal_quantile(0.5), 0, 1e-12);
  EXPECT_NEAR(normal_at_most(-6), 9.8659e-10, 5e-15);
  // NIST/SEMATECH e-Handbook 1.3.6.7.4.
  EXPECT_NEAR(chi_square_quantile(0.95, 1), 3.841, 0.0005);
  EXPECT_NEAR(chi_square_quantile(0.975, 10), 20.483, 0.0005);
  EXPECT_NEAR(chi_square_quantile(0.025, 10), 3.247, 0.0005);
  EXPECT_NEAR(chi_square_quantile(0.95, 100), 124.342, 0.0005);
}

/// With two degrees of freedom χ² is an exponential distribution.
TEST(Distributions, ChiSquareWithTwoDegreesIsExponential) {
  for (const double p : {1e-6, 0.1, 0.5, 0.9, 0.999999}) {
    EXPECT_NEAR(chi_square_quantile(p, 2) / (-2 * std::log1p(-p)), 1, 1e-9) << p;
  }
}

}  // namespace
}  // namespace millwright::mes::spc
