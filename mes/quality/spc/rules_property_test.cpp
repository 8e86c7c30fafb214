// The fast rules against slow ones that are written down from the published sentences, one window after the other, on
// random series full of ties, gaps and points on lines.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <sstream>

#include "mes/quality/spc/rules.h"

namespace millwright::mes::spc {
namespace {

using Window = std::span<const double>;

bool every(Window window, const std::function<bool(double)>& property) {
  return std::all_of(window.begin(), window.end(), property);
}
std::ptrdiff_t number(Window window, const std::function<bool(double)>& property) {
  return std::count_if(window.begin(), window.end(), property);
}
auto beyond(double line, int side) {
  return [=](double z) { return z * side > line; };
}

/// Whether the last `count` points in a row, none missing, satisfy `says`.
bool in_a_row(Window series, std::size_t count, const std::function<bool(Window)>& says) {
  if (series.size() < count) return false;
  const Window window = series.last(count);
  return every(window, [](double z) { return !std::isnan(z); }) && says(window);
}

/// "`wanted` of `of` points in a row beyond a line on one side", the newest one of them. Near the start of a series, or
/// after a gap, there are fewer than `of`: the ones that are still missing could not take it back.
bool some_of(Window series, std::size_t wanted, std::size_t of, double line, std::size_t* length) {
  std::size_t count = 0;
  while (count < of && count < series.size() && !std::isnan(series[series.size() - 1 - count])) ++count;
  const Window window = series.last(count);
  for (const int side : {1, -1}) {
    if (count == 0 || !beyond(line, side)(window.back())) continue;
    if (number(window, beyond(line, side)) < static_cast<std::ptrdiff_t>(wanted)) continue;
    const auto first = std::find_if(window.begin(), window.end(), beyond(line, side));
    *length = static_cast<std::size_t>(window.end() - first);
    return true;
  }
  return false;
}

bool one_side(Window window) { return every(window, beyond(0, 1)) || every(window, beyond(0, -1)); }

bool steadily(Window window) {
  const auto rises = [](double a, double b) { return a < b; };
  const auto falls = [](double a, double b) { return a > b; };
  const auto all_neighbours = [&](auto compare) {
    for (std::size_t k = 1; k < window.size(); ++k) {
      if (!compare(window[k - 1], window[k])) return false;
    }
    return true;
  };
  return all_neighbours(rises) || all_neighbours(falls);
}

bool alternating(Window window) {
  for (std::size_t k = 2; k < window.size(); ++k) {
    if ((window[k] - window[k - 1]) * (window[k - 1] - window[k - 2]) >= 0) return false;
  }
  return true;
}

/// How many points a rule's pattern has that the last point of the series completes; 0 if it completes none.
std::size_t slow(Rule rule, Window series) {
  std::size_t length = 0;
  switch (rule) {
    case Rule::nelson_1:
    case Rule::western_electric_1:
      return std::abs(series.back()) > 3 ? 1 : 0;
    case Rule::nelson_2:
      return in_a_row(series, 9, one_side) ? 9 : 0;
    case Rule::nelson_3:
      return in_a_row(series, 6, steadily) ? 6 : 0;
    case Rule::nelson_4:
      return in_a_row(series, 14, alternating) ? 14 : 0;
    case Rule::nelson_5:
    case Rule::western_electric_2:
      return some_of(series, 2, 3, 2, &length) ? length : 0;
    case Rule::nelson_6:
    case Rule::western_electric_3:
      return some_of(series, 4, 5, 1, &length) ? length : 0;
    case Rule::nelson_7:
      return in_a_row(series, 15, [](Window w) { return every(w, [](double z) { return std::abs(z) <= 1; }); }) ? 15
                                                                                                                : 0;
    case Rule::nelson_8:
      return in_a_row(series, 8,
                      [](Window w) {
                        return every(w, [](double z) { return std::abs(z) > 1; }) && number(w, beyond(1, 1)) > 0 &&
                               number(w, beyond(1, -1)) > 0;
                      })
                 ? 8
                 : 0;
    case Rule::western_electric_4:
      return in_a_row(series, 8, one_side) ? 8 : 0;
  }
  return 0;
}

std::vector<Violation> slowly(Window series) {
  std::vector<Violation> found;
  for (std::size_t at = 0; at < series.size(); ++at) {
    for (int k = 0; k < kRules; ++k) {
      const std::size_t length = slow(static_cast<Rule>(k), series.first(at + 1));
      if (length > 0) found.push_back({static_cast<Rule>(k), at + 1 - length, at});
    }
  }
  return found;
}

/// A series of one of several tempers: steps of half a σ for ties and points on lines, drifts, a zigzag, a still one.
std::vector<double> series(std::mt19937_64& random, std::size_t length) {
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> unit;
  const double spread = std::vector<double>{0.3, 0.6, 1, 1.5, 2.5}[random() % 5];
  const double drift = std::vector<double>{0, 0.1, 0.4, -0.4}[random() % 4];
  const double zigzag = std::vector<double>{0, 0, 2.2}[random() % 3];
  const double grid = std::vector<double>{0, 0.5, 1, 0.25}[random() % 4];
  const double gaps = std::vector<double>{0, 0.02, 0.1}[random() % 3];
  std::vector<double> z;
  for (std::size_t k = 0; k < length; ++k) {
    double value = normal(random) * spread + drift * static_cast<double>(k % 30) + (k % 2 == 0 ? zigzag : -zigzag);
    if (grid > 0) value = std::round(value / grid) * grid;
    z.push_back(unit(random) < gaps ? std::numeric_limits<double>::quiet_NaN() : value);
  }
  return z;
}

std::string text(const std::vector<Violation>& violations) {
  std::ostringstream out;
  for (const auto& [rule, first, last] : violations) out << name_of(rule) << ' ' << first << ".." << last << '\n';
  return out.str();
}

TEST(RulesProperty, FastAndSlowFindTheSame) {
  std::array<std::size_t, kRules> completed{};
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    std::mt19937_64 random(seed);
    const std::vector<double> z = series(random, 120);
    const auto fast = check(z, kNelson | kWesternElectric);
    ASSERT_EQ(text(fast), text(slowly(z))) << "seed " << seed;
    for (const Violation& violation : fast) ++completed[static_cast<std::size_t>(violation.rule)];
  }
  // Series that never complete a rule would show nothing about it.
  for (int k = 0; k < kRules; ++k) EXPECT_GT(completed[static_cast<std::size_t>(k)], 200u) << "rule " << k;
}

TEST(RulesProperty, AStreamMarksWhatTheBatchMarks) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    std::mt19937_64 random(seed);
    const std::vector<double> z = series(random, 400);
    std::vector<std::uint32_t> marked(z.size());
    for (const Violation& violation : check(z, kNelson)) marked[violation.last] |= RuleSet{violation.rule}.bits();
    RuleState state;
    for (std::size_t at = 0; at < z.size(); ++at) {
      if (at == z.size() / 2) state = RuleState(state);  // a state that was kept and read back is the same
      ASSERT_EQ((state.push(z[at]) & kNelson).bits(), marked[at]) << "seed " << seed << " point " << at;
    }
  }
}

}  // namespace
}  // namespace millwright::mes::spc
