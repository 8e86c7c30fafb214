#include "mes/quality/spc/rules.h"

#include <array>

#include "lib/base/assert.h"

namespace millwright::mes::spc {
namespace {

struct Words {
  std::string_view name;
  std::string_view sentence;
};

constexpr std::array<Words, kRules> kWords{{
    {"Nelson 1", "one point beyond 3 sigma"},
    {"Nelson 2", "nine points in a row on one side of the centre line"},
    {"Nelson 3", "six points in a row steadily increasing or decreasing"},
    {"Nelson 4", "fourteen points in a row alternating up and down"},
    {"Nelson 5", "two of three points in a row beyond 2 sigma on one side"},
    {"Nelson 6", "four of five points in a row beyond 1 sigma on one side"},
    {"Nelson 7", "fifteen points in a row within 1 sigma of the centre line"},
    {"Nelson 8", "eight points in a row beyond 1 sigma, on both sides"},
    {"Western Electric 1", "one point beyond 3 sigma"},
    {"Western Electric 2", "two of three points in a row beyond 2 sigma on one side"},
    {"Western Electric 3", "four of five points in a row beyond 1 sigma on one side"},
    {"Western Electric 4", "eight points in a row on one side of the centre line"},
}};

/// From the oldest set bit of the last `of` to the newest.
std::size_t span_of(std::uint32_t history, int of) {
  return static_cast<std::size_t>(std::bit_width(history & ((1u << of) - 1)));
}

}  // namespace

std::string_view name_of(Rule rule) { return kWords[static_cast<std::size_t>(rule)].name; }

std::string_view sentence_of(Rule rule) { return kWords[static_cast<std::size_t>(rule)].sentence; }

std::size_t RuleState::length(Rule rule) const {
  switch (rule) {
    case Rule::nelson_1:
    case Rule::western_electric_1:
      return 1;
    case Rule::nelson_2:
      return 9;
    case Rule::nelson_3:
      return 6;
    case Rule::nelson_4:
      return 14;
    case Rule::nelson_5:
    case Rule::western_electric_2:
      return span_of((above_2_ & 1u) != 0 ? above_2_ : below_2_, 3);
    case Rule::nelson_6:
    case Rule::western_electric_3:
      return span_of((above_1_ & 1u) != 0 ? above_1_ : below_1_, 5);
    case Rule::nelson_7:
      return 15;
    case Rule::nelson_8:
    case Rule::western_electric_4:
      return 8;
  }
  MW_ASSERT(false);
  return 0;
}

std::vector<Violation> check(std::span<const double> z, RuleSet rules) {
  std::vector<Violation> found;
  RuleState state;
  for (std::size_t at = 0; at < z.size(); ++at) {
    const RuleSet completed = state.push(z[at]) & rules;
    for (std::uint32_t bits = completed.bits(); bits != 0; bits &= bits - 1) {
      const Rule rule = static_cast<Rule>(std::countr_zero(bits));
      found.push_back({rule, at + 1 - state.length(rule), at});
    }
  }
  return found;
}

double standardised(double value, double centre, double sigma) {
  constexpr double steps = 1 << 30;
  const double distance = value - centre;
  if (sigma == 0) return distance == 0 ? 0 : std::copysign(std::numeric_limits<double>::infinity(), distance);
  return std::nearbyint(distance / sigma * steps) / steps;
}

}  // namespace millwright::mes::spc
