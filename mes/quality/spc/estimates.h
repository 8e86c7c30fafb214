#pragma once
// Mean and σ of a process from its values. σ within is what varies inside subgroups, or from one single value to the
// next; what lies between subgroups, and drifts, is no part of it.

#include <span>
#include <vector>

#include "mes/quality/spc/error.h"

namespace millwright::mes::spc {

/// Readings taken together. A NaN is a reading that was not taken; no reading at all is a missing point.
using Subgroup = std::vector<double>;

/// What a chart needs of a subgroup; NaN where it has too few readings for it.
struct Summary {
  int n = 0;
  double mean = 0;
  double range = 0;
  double deviation = 0;  ///< divided by n - 1
};

/// Where σ within comes from.
enum class WithinSigma {
  mean_range,           ///< R̄ / d2; with varying n the mean of R / d2(n)
  mean_deviation,       ///< s̄ / c4; with varying n the mean of s / c4(n)
  pooled_deviation,     ///< √(Σ (n-1) s² / Σ (n-1)), divided by its own c4
  mean_moving_range,    ///< of single values: the mean of |xᵢ - xᵢ₋₁|, divided by d2(2) = 1.128
  median_moving_range,  ///< of single values: their median, divided by 0.954; a few jumps do not move it
};

struct Estimate {
  double mean = 0;
  double sigma = 0;          ///< within
  double degrees = 0;        ///< of freedom that σ within is worth: 1 / 2 of its relative variance
  double sigma_overall = 0;  ///< standard deviation of all readings about their mean, divided by their number less one
  std::size_t readings = 0;
};

/// Fails on an infinite reading, with its place.
[[nodiscard]] Result<std::vector<Summary>, SpcError> summaries_of(std::span<const Subgroup> subgroups);

/// From the subgroups that `basis` names. The mean is that of all readings. `how` is one of the first three.
[[nodiscard]] Result<Estimate, SpcError> estimate(std::span<const Summary> subgroups,
                                                  std::span<const std::size_t> basis, WithinSigma how);

/// From the single values that `basis` names; NaN is a missing one. `how` is one of the last two. A moving range is
/// taken of values that stand next to each other in the series and in the basis.
[[nodiscard]] Result<Estimate, SpcError> estimate(std::span<const double> values, std::span<const std::size_t> basis,
                                                  WithinSigma how);

}  // namespace millwright::mes::spc
