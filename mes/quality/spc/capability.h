#pragma once
// How well a process that is in control fits between its specification limits (ISO 22514-2; NIST e-Handbook 6.1.6).
// Cp and Cpk go by σ within: what the process could do if nothing drifted. Pp, Ppk and Cpm go by the overall standard
// deviation: what it did. All of it assumes a normal distribution.

#include <optional>

#include "mes/quality/spc/estimates.h"

namespace millwright::mes::spc {

/// One limit, or both; a target where the best place is known.
struct Specification {
  std::optional<double> lower{};
  std::optional<double> upper{};
  std::optional<double> target{};
};

/// Two-sided, at the confidence that was asked for.
struct Interval {
  double low = 0;
  double high = 0;
};

/// Nonconforming parts in a million that a normal distribution has beyond the limits.
struct Expected {
  double below_ppm = 0;
  double above_ppm = 0;
  double total_ppm = 0;
};

struct Indices {
  std::optional<double> spread{};             ///< Cp or Pp: (upper - lower) / 6σ; needs both limits
  std::optional<double> to_lower{};           ///< Cpl or Ppl: (mean - lower) / 3σ
  std::optional<double> to_upper{};           ///< Cpu or Ppu: (upper - mean) / 3σ
  double nearest = 0;                         ///< Cpk or Ppk: the smaller of the two; negative with the mean outside
  std::optional<Interval> spread_interval{};  ///< by the χ² distribution, with the degrees of freedom of σ
  Interval nearest_interval{};                ///< Bissell (1990), an approximation
  Expected expected{};
};

struct Capability {
  Indices within;               ///< Cp, Cpl, Cpu, Cpk
  Indices overall;              ///< Pp, Ppl, Ppu, Ppk
  std::optional<double> cpm{};  ///< (upper - lower) / 6 √(s² + (mean - target)²), with both limits and a target
};

/// Fails without a limit, with limits the wrong way round, without spread, and with fewer than two readings.
[[nodiscard]] Result<Capability, SpcError> capability(const Specification& specification, const Estimate& process,
                                                      double confidence = 0.95);

}  // namespace millwright::mes::spc
