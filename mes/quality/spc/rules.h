#pragma once
// Which point of a chart completes a pattern that chance seldom makes: the tests of Nelson (1984) and the zone rules of
// the Western Electric handbook (1956). docs/guides/spc.md gives each reading.
//
// Points come standardised: (value - centre) / σ of this very point, so that limits may vary from point to point. One
// rule for all lines: a point on a line is not beyond it. On 3σ it is not out, on 1σ it is within, on the centre line
// it is on neither side and ends a run. Equal neighbours end a trend and an alternation. A missing point (NaN) ends
// every pattern.

#include <bit>
#include <boost/describe.hpp>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace millwright::mes::spc {

enum class Rule : std::uint8_t {
  nelson_1,            ///< one point beyond 3σ
  nelson_2,            ///< nine in a row on one side of the centre line
  nelson_3,            ///< six in a row, each above the one before, or each below
  nelson_4,            ///< fourteen in a row going up and down by turns
  nelson_5,            ///< two of three in a row beyond 2σ on one side
  nelson_6,            ///< four of five in a row beyond 1σ on one side
  nelson_7,            ///< fifteen in a row within 1σ, above or below
  nelson_8,            ///< eight in a row beyond 1σ, some above and some below
  western_electric_1,  ///< one point beyond 3σ
  western_electric_2,  ///< two of three in a row beyond 2σ on one side
  western_electric_3,  ///< four of five in a row beyond 1σ on one side
  western_electric_4,  ///< eight in a row on one side of the centre line
};

BOOST_DESCRIBE_ENUM(Rule, nelson_1, nelson_2, nelson_3, nelson_4, nelson_5, nelson_6, nelson_7, nelson_8,
                    western_electric_1, western_electric_2, western_electric_3, western_electric_4)

inline constexpr int kRules = 12;

/// A set of rules, one bit each.
class RuleSet {
 public:
  constexpr RuleSet() = default;
  constexpr explicit RuleSet(std::uint32_t bits) : bits_(bits) {}
  constexpr RuleSet(std::initializer_list<Rule> rules) {
    for (const Rule rule : rules) bits_ |= 1u << static_cast<int>(rule);
  }

  [[nodiscard]] constexpr bool has(Rule rule) const { return (bits_ >> static_cast<int>(rule) & 1u) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }
  friend constexpr RuleSet operator&(RuleSet a, RuleSet b) { return RuleSet(a.bits_ & b.bits_); }
  friend constexpr RuleSet operator|(RuleSet a, RuleSet b) { return RuleSet(a.bits_ | b.bits_); }
  friend constexpr bool operator==(RuleSet, RuleSet) = default;

 private:
  std::uint32_t bits_ = 0;
};

inline constexpr RuleSet kNelson{0x0FFu};
inline constexpr RuleSet kWesternElectric{0xF00u};

/// "Nelson 1", "Western Electric 4".
[[nodiscard]] std::string_view name_of(Rule rule);

/// What the rule says, as a person is told it.
[[nodiscard]] std::string_view sentence_of(Rule rule);

/// The patterns that the points so far have begun. A value of 32 bytes without pointers: one for each characteristic,
/// copied and kept as it is. Each property of a point is a bit, shifted into a history of its own, the newest lowest.
class RuleState {
 public:
  /// The rules that this point completes. A NaN completes none, and nothing before it counts any more.
  RuleSet push(double z) {
    if (std::isnan(z)) {
      *this = RuleState();
      return {};
    }
    const std::uint16_t up = z > previous_, down = z < previous_;
    previous_ = z;
    // The direction before, still in the lowest bit, is compared before this one is shifted in.
    turns_ = shifted(turns_, (up & down_) | (down & up_));
    up_ = shifted(up_, up);
    down_ = shifted(down_, down);
    above_ = shifted(above_, z > 0);
    below_ = shifted(below_, z < 0);
    above_1_ = shifted(above_1_, z > 1);
    below_1_ = shifted(below_1_, z < -1);
    above_2_ = shifted(above_2_, z > 2);
    below_2_ = shifted(below_2_, z < -2);
    within_1_ = shifted(within_1_, z >= -1 && z <= 1);
    return RuleSet(completed(z));
  }

  /// How many points belong to the pattern of a rule that the last point completed, that point included.
  [[nodiscard]] std::size_t length(Rule rule) const;

 private:
  static constexpr std::uint16_t shifted(std::uint16_t history, int bit) {
    return static_cast<std::uint16_t>(history << 1 | bit);
  }
  /// Whether the last `count` points all have the property.
  static constexpr std::uint32_t all(std::uint32_t history, int count) {
    const std::uint32_t mask = (1u << count) - 1;
    return (history & mask) == mask;
  }
  /// Whether `wanted` of the last `of` points have it, the newest among them.
  static constexpr std::uint32_t some(std::uint32_t history, int wanted, int of) {
    return (history & 1u) & static_cast<std::uint32_t>(std::popcount(history & ((1u << of) - 1)) >= wanted);
  }

  [[nodiscard]] std::uint32_t completed(double z) const {
    const std::uint32_t beyond_3 = z > 3 || z < -3;
    const std::uint32_t two_of_three = some(above_2_, 2, 3) | some(below_2_, 2, 3);
    const std::uint32_t four_of_five = some(above_1_, 4, 5) | some(below_1_, 4, 5);
    const std::uint32_t both_sides =
        all(above_1_ | below_1_, 8) & std::uint32_t{(above_1_ & 0xFF) != 0} & std::uint32_t{(below_1_ & 0xFF) != 0};
    return beyond_3 | (all(above_, 9) | all(below_, 9)) << 1 | (all(up_, 5) | all(down_, 5)) << 2 |
           all(turns_, 12) << 3 | two_of_three << 4 | four_of_five << 5 | all(within_1_, 15) << 6 | both_sides << 7 |
           beyond_3 << 8 | two_of_three << 9 | four_of_five << 10 | (all(above_, 8) | all(below_, 8)) << 11;
  }

  double previous_ = std::numeric_limits<double>::quiet_NaN();
  std::uint16_t up_ = 0, down_ = 0, turns_ = 0;
  std::uint16_t above_ = 0, below_ = 0;
  std::uint16_t above_1_ = 0, below_1_ = 0, within_1_ = 0;
  std::uint16_t above_2_ = 0, below_2_ = 0;
};

/// A pattern that is complete. Its last point is the one to mark; a pattern that goes on completes at every further
/// point again. Of "two of three" and "four of five" the first is the first that lies beyond: one between may not.
struct Violation {
  Rule rule{};
  std::size_t first = 0;
  std::size_t last = 0;

  friend bool operator==(const Violation&, const Violation&) = default;
};

/// All that complete in a series of standardised points, by point and then by rule.
[[nodiscard]] std::vector<Violation> check(std::span<const double> z, RuleSet rules);

/// (value - centre) / σ, rounded to 2⁻³⁰: values that differ by less than a billionth of σ are the same, so that a
/// reading of 10.3 lies on a limit of 10 + 3 · 0.1 and not beyond it. With σ = 0 whatever is not on the centre line is
/// infinitely far from it.
[[nodiscard]] double standardised(double value, double centre, double sigma);

}  // namespace millwright::mes::spc
