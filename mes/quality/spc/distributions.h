#pragma once
// What of the normal and the χ² distribution the charts and indices need.

namespace millwright::mes::spc {

[[nodiscard]] double normal_density(double z);

/// Φ: the probability of a value of at most `z`, exact in both tails.
[[nodiscard]] double normal_at_most(double z);

/// The `z` with Φ(z) = `p`, for 0 < p < 1.
[[nodiscard]] double normal_quantile(double p);

/// The value that a χ² variable with `degrees` of freedom (above 0, not necessarily whole) stays below with
/// probability `p`, for 0 < p < 1.
[[nodiscard]] double chi_square_quantile(double p, double degrees);

}  // namespace millwright::mes::spc
