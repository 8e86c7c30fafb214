#include "mes/quality/spc/constants.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <numbers>

#include "lib/base/assert.h"
#include "mes/quality/spc/distributions.h"

namespace millwright::mes::spc {
namespace {

constexpr int kTabled = 200;

/// Beyond, the difference of two logarithms of Γ loses more digits than the first terms of the series in 1 / (n - 1).
constexpr double kLarge = 2000;

/// Mean and mean square of the range.
struct RangeMoments {
  double mean = 0;
  double square = 0;
};

/// The probability that the range of n is at most w: n ∫ φ(x) [Φ(x + w) - Φ(x)]ⁿ⁻¹ dx, where x is the smallest value.
/// The trapezoidal rule over the whole line converges faster than any power of its step for such a function.
double range_at_most(int n, double w) {
  constexpr double step = 1.0 / 32;
  constexpr int reach = 9 * 32;
  double sum = 0;
  for (int k = -reach; k <= reach; ++k) {
    const double x = k * step;
    sum += normal_density(x) * std::pow(normal_at_most(x + w) - normal_at_most(x), n - 1);
  }
  return std::min(1.0, n * sum * step);
}

/// Mean: ∫ P(W > w) dw, mean square: 2 ∫ w P(W > w) dw, each over panels of half a σ with five Gauss-Legendre nodes.
RangeMoments range_moments(int n) {
  constexpr double width = 0.5;
  constexpr int panels = 32;
  const double near = std::sqrt(5 - 2 * std::sqrt(10.0 / 7)) / 3;
  const double far = std::sqrt(5 + 2 * std::sqrt(10.0 / 7)) / 3;
  const double near_weight = (322 + 13 * std::sqrt(70.0)) / 900;
  const double far_weight = (322 - 13 * std::sqrt(70.0)) / 900;
  const std::array<double, 5> nodes{-far, -near, 0, near, far};
  const std::array<double, 5> weights{far_weight, near_weight, 128.0 / 225, near_weight, far_weight};
  RangeMoments moments;
  for (int panel = 0; panel < panels; ++panel) {
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      const double w = (panel + 0.5 + nodes[k] / 2) * width;
      const double beyond = (1 - range_at_most(n, w)) * weights[k] * width / 2;
      moments.mean += beyond;
      moments.square += 2 * w * beyond;
    }
  }
  return moments;
}

Constants compute(int n) {
  const RangeMoments range = range_moments(n);
  Constants c;
  c.n = n;
  c.d2 = range.mean;
  c.d3 = std::sqrt(range.square - range.mean * range.mean);
  c.c4 = c4(n);
  const double spread = 3 * c5(n);
  c.A2 = 3 / (c.d2 * std::sqrt(n));
  c.A3 = 3 / (c.c4 * std::sqrt(n));
  c.B5 = std::max(0.0, c.c4 - spread);
  c.B6 = c.c4 + spread;
  c.B3 = c.B5 / c.c4;
  c.B4 = c.B6 / c.c4;
  c.D1 = std::max(0.0, c.d2 - 3 * c.d3);
  c.D2 = c.d2 + 3 * c.d3;
  c.D3 = c.D1 / c.d2;
  c.D4 = c.D2 / c.d2;
  c.E2 = 3 / c.d2;
  return c;
}

}  // namespace

Constants constants(int n) {
  MW_ASSERT(n >= 2);
  if (n > kTabled) return compute(n);
  struct Row {
    std::once_flag once;
    Constants value;
  };
  static std::array<Row, kTabled + 1> table;
  Row& row = table[static_cast<std::size_t>(n)];
  std::call_once(row.once, [&] { row.value = compute(n); });
  return row.value;
}

double c4(double n) {
  MW_ASSERT(n >= 2);
  if (n > kLarge) return std::sqrt(1 - c5(n) * c5(n));
  return std::sqrt(2 / (n - 1)) * std::exp(std::lgamma(n / 2) - std::lgamma((n - 1) / 2));
}

double c5(double n) {
  if (n > kLarge) return std::sqrt((1 - 1 / (4 * (n - 1))) / (2 * (n - 1)));
  const double mean = c4(n);
  return std::sqrt((1 - mean) * (1 + mean));
}

double median_range_of_two() {
  static const double value = std::numbers::sqrt2 * normal_quantile(0.75);
  return value;
}

}  // namespace millwright::mes::spc
