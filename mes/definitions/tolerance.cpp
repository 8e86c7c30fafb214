#include "mes/definitions/tolerance.h"

#include <cmath>

namespace millwright::mes {
namespace {

// 0.1 % of 12,000 is 12 and not 12.000000000000002: a piece is not lost to binary fractions.
constexpr double kSlack = 1e-9;

double share(std::int64_t quantity, double percent) { return static_cast<double>(quantity) * percent / 100; }

}  // namespace

std::int64_t fewest(std::int64_t quantity, const Tolerance& tolerance) {
  return quantity - static_cast<std::int64_t>(std::floor(share(quantity, tolerance.under_percent) + kSlack));
}

std::int64_t most(std::int64_t quantity, const Tolerance& tolerance) {
  return quantity + static_cast<std::int64_t>(std::floor(share(quantity, tolerance.over_percent) + kSlack));
}

Standing standing_of(std::int64_t quantity, std::int64_t good, const Tolerance& tolerance) {
  if (good < fewest(quantity, tolerance)) return Standing::below;
  return good > most(quantity, tolerance) ? Standing::above : Standing::within;
}

bool is_percentage(double value) { return value >= 0 && value <= 100; }

}  // namespace millwright::mes
