#pragma once
// Process values are decimals (76.53): as whole numbers they are short. Exact, or not at all.

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>

namespace millwright::scada::historian {

inline constexpr unsigned kDecimalsMax = 12;
inline constexpr std::array<double, kDecimalsMax + 1> kTens{1e0, 1e1, 1e2, 1e3,  1e4,  1e5, 1e6,
                                                            1e7, 1e8, 1e9, 1e10, 1e11, 1e12};

[[nodiscard]] inline bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

[[nodiscard]] inline double decimal(std::int64_t whole, unsigned decimals) {
  return static_cast<double>(whole) / kTens[decimals];
}
/// The nearest 32-bit float of that.
[[nodiscard]] inline double decimal32(std::int64_t whole, unsigned decimals) {
  return static_cast<float>(decimal(whole, decimals));
}

/// The whole number that `number` is with so many decimals (and, for `single`, rounded to a float); nullopt where it is
/// not, bit for bit, or is too great: NaN, infinity, -0 and 2^51 are none.
template <bool single>
[[nodiscard]] std::optional<std::int64_t> whole_of(double number, unsigned decimals) {
  constexpr double kWholeMax = 0x1p51;
  constexpr double kRound = 0x1.8p52;  // added and taken away: no digits are left behind the point
  const double scaled = number * kTens[decimals];
  if (!(std::abs(scaled) < kWholeMax)) return std::nullopt;
  const auto whole = static_cast<std::int64_t>((scaled + kRound) - kRound);
  const double back = single ? decimal32(whole, decimals) : decimal(whole, decimals);
  if (!same_bits(back, number)) return std::nullopt;
  return whole;
}

}  // namespace millwright::scada::historian
