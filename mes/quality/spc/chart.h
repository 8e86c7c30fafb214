#pragma once
// A chart as it is drawn and judged: a value, a centre line and limits for each point.

#include <limits>

#include "mes/quality/spc/rules.h"

namespace millwright::mes::spc {

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

struct ChartPoint {
  double value = kMissing;  ///< NaN: missing
  double centre = kMissing;
  double lower = kMissing;  ///< centre ± 3σ, but never where no value can be
  double upper = kMissing;
  double sigma = kMissing;  ///< of what is plotted, at this point
  double z = kMissing;      ///< the value standardised, which is what rules look at
  std::size_t phase = 0;
};

struct Chart {
  std::vector<ChartPoint> points;
};

/// Between which values what is plotted can lie at all.
struct Possible {
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
};

[[nodiscard]] ChartPoint point_of(double value, double centre, double sigma, std::size_t phase, Possible possible = {});

/// Where patterns complete. A pattern does not reach over the beginning of a phase.
[[nodiscard]] std::vector<Violation> violations(const Chart& chart, RuleSet rules);

}  // namespace millwright::mes::spc
