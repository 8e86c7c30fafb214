// How many points a second one core judges by all of Nelson's rules: 1,000 characteristics, a point of each in turn,
// 10,000 times. Prints the median of five rounds. Usage: millwright-spc-bench

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <random>

#include "mes/quality/spc/rules.h"

using namespace millwright::mes::spc;

namespace {

constexpr std::size_t kCharacteristics = 1000;
constexpr std::size_t kPoints = 10'000;
constexpr int kRounds = 5;

struct Round {
  double points_per_s = 0;
  std::size_t marked = 0;
};

/// Points are standardised before the clock runs; a thousandth is missing.
std::vector<double> points() {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  std::vector<double> z(kCharacteristics * kPoints);
  for (double& value : z) {
    value = random() % 1000 == 0 ? std::numeric_limits<double>::quiet_NaN() : standardised(normal(random), 0, 1);
  }
  return z;
}

Round judge(const std::vector<double>& z) {
  std::vector<RuleState> states(kCharacteristics);
  Round round;
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t at = 0; at < kPoints; ++at) {
    const double* row = &z[at * kCharacteristics];
    for (std::size_t k = 0; k < kCharacteristics; ++k) {
      round.marked += (states[k].push(row[k]) & kNelson).empty() ? 0 : 1;
    }
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  round.points_per_s = static_cast<double>(z.size()) / taken.count();
  return round;
}

}  // namespace

int main() {
  const std::vector<double> z = points();
  std::array<double, kRounds> speeds{};
  std::size_t marked = 0;
  for (double& speed : speeds) {
    const Round round = judge(z);
    speed = round.points_per_s;
    marked = round.marked;
  }
  std::ranges::sort(speeds);
  fmt::print("{:<40} {:>12}\n", "Nelson 1 to 8, a core", "points/s");
  fmt::print("{:<40} {:>12.0f}\n", fmt::format("{} characteristics x {} points", kCharacteristics, kPoints),
             speeds[kRounds / 2]);
  fmt::print("slowest {:.0f}, fastest {:.0f}; {:.2f} % of the points complete a rule\n", speeds.front(), speeds.back(),
             100.0 * static_cast<double>(marked) / static_cast<double>(z.size()));
}
