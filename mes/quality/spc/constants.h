#pragma once
// The factors of control charts (ISO 7870-2, Annex A), computed from their definitions and not typed in. W is the range
// and s the standard deviation of n independent values of a normal distribution with σ = 1.

namespace millwright::mes::spc {

/// Named as the tables name them, which is why they carry capitals.
struct Constants {
  int n = 0;
  double d2 = 0;  ///< mean of W
  double d3 = 0;  ///< standard deviation of W
  double c4 = 0;  ///< mean of s
  double A2 = 0;  ///< 3 / (d2 √n): limits of the mean from R̄
  double A3 = 0;  ///< 3 / (c4 √n): limits of the mean from s̄
  double B3 = 0;  ///< limits of s from s̄
  double B4 = 0;
  double B5 = 0;  ///< limits of s from σ
  double B6 = 0;
  double D1 = 0;  ///< limits of W from σ
  double D2 = 0;
  double D3 = 0;  ///< limits of W from R̄
  double D4 = 0;
  double E2 = 0;  ///< 3 / d2: limits of a single value from R̄
};

/// For `n` of 2 and more. Up to 200 each is computed once for the process; beyond, it takes some milliseconds each
/// time. Any thread.
[[nodiscard]] Constants constants(int n);

/// c4 alone, which costs nothing to speak of. `n` of 2 and more, and not only a small one.
[[nodiscard]] double c4(double n);

/// The standard deviation of s: √(1 - c4²), without the cancellation that a large `n` would bring.
[[nodiscard]] double c5(double n);

/// √2 Φ⁻¹(3/4) = 0.954: the median of the range of two, by which a median moving range is divided (d4 in the tables).
[[nodiscard]] double median_range_of_two();

}  // namespace millwright::mes::spc
