#pragma once
// Charts of what is measured: of subgroups X̄-R and X̄-s, of single values I-MR. Limits are 3σ of what is plotted
// (ISO 7870-2; Montgomery, chapter 6). A subgroup may have any number of readings; each point has the limits of its
// own.

#include <span>

#include "mes/quality/spc/chart.h"
#include "mes/quality/spc/estimates.h"
#include "mes/quality/spc/phases.h"

namespace millwright::mes::spc {

/// Where a process lies, and how far it spreads, over the same points.
struct ChartPair {
  Chart location;                   ///< means of subgroups, or single values
  Chart spread;                     ///< ranges, standard deviations or moving ranges
  std::vector<Estimate> estimates;  ///< by phase; of a phase with given limits, what was given
};

/// Means and ranges. Ranges of more than ten readings waste much of what they say: take `xbar_s` there.
[[nodiscard]] Result<ChartPair, SpcError> xbar_r(std::span<const Subgroup> subgroups, const Phases& phases = {});

/// Means and standard deviations; σ from their mean or pooled.
[[nodiscard]] Result<ChartPair, SpcError> xbar_s(std::span<const Subgroup> subgroups, const Phases& phases = {},
                                                 WithinSigma how = WithinSigma::mean_deviation);

/// Single values and what each differs from the one before, in the same phase. NaN is a missing value.
[[nodiscard]] Result<ChartPair, SpcError> individuals(std::span<const double> values, const Phases& phases = {},
                                                      WithinSigma how = WithinSigma::mean_moving_range);

}  // namespace millwright::mes::spc
