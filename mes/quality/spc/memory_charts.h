#pragma once
// Charts that remember, for small shifts that last: EWMA (Roberts 1959) and the tabular CUSUM (Page 1954), of single
// values or means of subgroups. Their points depend on each other, so no zone rule is asked: a point signals that lies
// strictly beyond its limit. A NaN is a missing value: what is remembered stays as it is, and the point is missing.

#include <span>

#include "mes/quality/spc/chart.h"
#include "mes/quality/spc/error.h"

namespace millwright::mes::spc {

struct EwmaOptions {
  double mean = 0;      ///< where the process should lie, and the EWMA begins
  double sigma = 0;     ///< of what goes in
  double lambda = 0.2;  ///< the weight of the newest value: above 0, at most 1
  double width = 3;     ///< L: how many σ of the EWMA its limits are away
};

struct Ewma {
  Chart chart;  ///< limits at `width` σ; σ grows to σ √(λ / (2 - λ)) as √(1 - (1 - λ)²ⁱ) does, exactly
  std::vector<std::size_t> signals{};
};

[[nodiscard]] Result<Ewma, SpcError> ewma(std::span<const double> values, const EwmaOptions& options);

struct CusumOptions {
  double target = 0;
  double k = 0;           ///< allowance in the values' unit: half of the shift to be found
  double h = 0;           ///< decision interval in the values' unit
  double head_start = 0;  ///< both sums begin here; h / 2 is the fast initial response of Lucas and Crosier (1982)
};

struct CusumPoint {
  double high = kMissing;      ///< Σ of what lies above target + k, never below 0
  double low = kMissing;       ///< Σ of what lies below target - k, counted upwards, never below 0
  std::size_t high_since = 0;  ///< for how many values the sum has been above 0: when the shift began (N⁺)
  std::size_t low_since = 0;
};

struct Cusum {
  std::vector<CusumPoint> points;
  std::vector<std::size_t> signals{};  ///< where a sum is above h; sums go on, nothing is set back
};

[[nodiscard]] Result<Cusum, SpcError> cusum(std::span<const double> values, const CusumOptions& options);

}  // namespace millwright::mes::spc
