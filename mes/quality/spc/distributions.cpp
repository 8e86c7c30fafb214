#include "mes/quality/spc/distributions.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "lib/base/assert.h"

namespace millwright::mes::spc {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

/// Where a rising function crosses `level`, between two bounds that hold it.
template <class Function>
double where(Function function, double level, double low, double high) {
  while (true) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    (function(middle) < level ? low : high) = middle;
  }
}

/// The regularised lower incomplete gamma function P(a, x): its series below a + 1 (Abramowitz and Stegun 6.5.29), its
/// continued fraction by Lentz's method above (6.5.31).
double gamma_at_most(double a, double x) {
  if (x <= 0) return 0;
  const double scale = std::exp(a * std::log(x) - x - std::lgamma(a));
  if (x < a + 1) {
    double term = 1 / a;
    double sum = term;
    for (double k = 1; term > sum * kEpsilon; ++k) sum += term *= x / (a + k);
    return sum * scale;
  }
  double b = x + 1 - a;
  double c = 1 / std::numeric_limits<double>::min();
  double d = 1 / b;
  double fraction = d;
  double change = 0;
  for (double k = 1; std::abs(change - 1) > 4 * kEpsilon && k < 100000; ++k) {
    const double numerator = -k * (k - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    change = c * d;
    fraction *= change;
  }
  return 1 - scale * fraction;
}

}  // namespace

double normal_density(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi); }

double normal_at_most(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

double normal_quantile(double p) {
  MW_ASSERT(p > 0 && p < 1);
  // In the lower half, where Φ keeps its digits down to 1e-300.
  if (p > 0.5) return -normal_quantile(1 - p);
  return where(normal_at_most, p, -40, 0);
}

double chi_square_quantile(double p, double degrees) {
  MW_ASSERT(p > 0 && p < 1 && degrees > 0);
  const auto at_most = [&](double x) { return gamma_at_most(degrees / 2, x / 2); };
  double high = degrees + 10;
  while (at_most(high) < p) high *= 2;
  return where(at_most, p, 0, high);
}

}  // namespace millwright::mes::spc
