#pragma once
// Charts of what is counted: nonconforming units (p, np: binomial) and nonconformities (c, u: Poisson). Each point has
// the σ of its own sample; limits are 3σ, and never below 0 or above what can be counted.

#include <span>

#include "mes/quality/spc/chart.h"
#include "mes/quality/spc/phases.h"

namespace millwright::mes::spc {

/// What was found in how much. A NaN, or nothing inspected and nothing found, is a missing point.
struct Count {
  double found = 0;
  double inspected = 1;  ///< units, or for a u chart areas of opportunity
};

/// The share of nonconforming units. A given mean is a share too.
[[nodiscard]] Result<Chart, SpcError> p_chart(std::span<const Count> counts, const Phases& phases = {});

/// The number of nonconforming units; its centre line moves with the size of the sample. A given mean is a share.
[[nodiscard]] Result<Chart, SpcError> np_chart(std::span<const Count> counts, const Phases& phases = {});

/// The number of nonconformities of samples that are all alike.
[[nodiscard]] Result<Chart, SpcError> c_chart(std::span<const double> found, const Phases& phases = {});

/// Nonconformities by unit. A given mean is by unit too.
[[nodiscard]] Result<Chart, SpcError> u_chart(std::span<const Count> counts, const Phases& phases = {});

}  // namespace millwright::mes::spc
