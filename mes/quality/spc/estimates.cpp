#include "mes/quality/spc/estimates.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "mes/quality/spc/chart.h"
#include "mes/quality/spc/constants.h"

namespace millwright::mes::spc {
namespace {

/// Σ (x - mean)² over subgroups, from inside and between them, and the mean. Sums are of differences from one value, so
/// that 74.001 keeps its digits and equal values have a spread of exactly 0.
struct Sums {
  double readings = 0;
  double mean = 0;
  double within = 0;
  double total = 0;
};

Sums sums_of(std::span<const Summary> subgroups, std::span<const std::size_t> basis) {
  Sums sums;
  double origin = kMissing;
  double shifted = 0;
  for (const std::size_t at : basis) {
    const Summary& group = subgroups[at];
    if (group.n == 0) continue;
    if (std::isnan(origin)) origin = group.mean;
    sums.readings += group.n;
    shifted += group.n * (group.mean - origin);
    if (group.n > 1) sums.within += (group.n - 1) * group.deviation * group.deviation;
  }
  sums.mean = sums.readings > 0 ? origin + shifted / sums.readings : kMissing;
  sums.total = sums.within;
  for (const std::size_t at : basis) {
    const Summary& group = subgroups[at];
    if (group.n > 0) sums.total += group.n * (group.mean - sums.mean) * (group.mean - sums.mean);
  }
  return sums;
}

/// The mean over subgroups of range / d2 or deviation / c4, and how sure it is.
void average(std::span<const Summary> subgroups, std::span<const std::size_t> basis, WithinSigma how, Estimate& into) {
  double sum = 0;
  double variance = 0;
  double groups = 0;
  for (const std::size_t at : basis) {
    const Summary& group = subgroups[at];
    if (group.n < 2) continue;
    if (how == WithinSigma::mean_range) {
      const Constants factors = constants(group.n);
      sum += group.range / factors.d2;
      variance += (factors.d3 / factors.d2) * (factors.d3 / factors.d2);
    } else {
      sum += group.deviation / c4(group.n);
      variance += (c5(group.n) / c4(group.n)) * (c5(group.n) / c4(group.n));
    }
    ++groups;
  }
  into.sigma = sum / groups;
  into.degrees = groups * groups / (2 * variance);
}

double median(std::vector<double> values) {
  const std::size_t half = values.size() / 2;
  std::ranges::sort(values);
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::vector<double> moving_ranges(std::span<const double> values, std::span<const std::size_t> basis) {
  std::vector<double> ranges;
  for (std::size_t k = 1; k < basis.size(); ++k) {
    const double range = std::abs(values[basis[k]] - values[basis[k - 1]]);
    if (basis[k] == basis[k - 1] + 1 && !std::isnan(range)) ranges.push_back(range);
  }
  return ranges;
}

/// The variance of a mean of m moving ranges is about (v + 2c) / m, where v = 2 - 4/π is that of one and c the
/// covariance of neighbours, whose differences correlate by -1/2: (4/π)(√3/2 + π/12) - 4/π. That leaves 0.605 degrees
/// of freedom for each. A median of m independent ones would have the variance 1 / (4 m f²), f their density there.
double degrees_of(std::size_t ranges, WithinSigma how) {
  using std::numbers::pi;
  const double m = static_cast<double>(ranges);
  if (how == WithinSigma::mean_moving_range) {
    const double one = 2 - 4 / pi;
    const double neighbours = 4 / pi * (std::sqrt(3.0) / 2 + pi / 12 - 1);
    return m * (4 / pi) / (2 * (one + 2 * neighbours));
  }
  const double middle = median_range_of_two();
  const double density = std::exp(-middle * middle / 4) / std::sqrt(pi);
  return m * 2 * middle * middle * density * density;
}

}  // namespace

Result<std::vector<Summary>, SpcError> summaries_of(std::span<const Subgroup> subgroups) {
  std::vector<Summary> summaries;
  for (std::size_t at = 0; at < subgroups.size(); ++at) {
    Subgroup readings;
    for (const double reading : subgroups[at]) {
      if (std::isinf(reading)) return fail(SpcError::bad_data, "subgroup {} has an infinite reading", at + 1);
      if (!std::isnan(reading)) readings.push_back(reading);
    }
    Summary summary{static_cast<int>(readings.size()), kMissing, kMissing, kMissing};
    if (!readings.empty()) {
      double sum = 0;
      for (const double reading : readings) sum += reading - readings.front();
      summary.mean = readings.front() + sum / summary.n;
    }
    if (summary.n > 1) {
      double squares = 0;
      for (const double reading : readings) squares += (reading - summary.mean) * (reading - summary.mean);
      summary.deviation = std::sqrt(squares / (summary.n - 1));
      summary.range = std::ranges::max(readings) - std::ranges::min(readings);
    }
    summaries.push_back(summary);
  }
  return summaries;
}

Result<Estimate, SpcError> estimate(std::span<const Summary> subgroups, std::span<const std::size_t> basis,
                                    WithinSigma how) {
  if (how == WithinSigma::mean_moving_range || how == WithinSigma::median_moving_range) {
    return fail(SpcError::bad_parameters, "a moving range is taken of single values, not of subgroups");
  }
  const auto groups = std::ranges::count_if(basis, [&](std::size_t at) { return subgroups[at].n > 1; });
  if (groups == 0) return fail(SpcError::too_few, "a subgroup with two readings is needed, and there is none");
  const Sums sums = sums_of(subgroups, basis);
  Estimate result;
  result.mean = sums.mean;
  result.readings = static_cast<std::size_t>(sums.readings);
  result.sigma_overall = std::sqrt(sums.total / (sums.readings - 1));
  if (how == WithinSigma::pooled_deviation) {
    for (const std::size_t at : basis) result.degrees += std::max(0, subgroups[at].n - 1);
    result.sigma = std::sqrt(sums.within / result.degrees) / c4(result.degrees + 1);
  } else {
    average(subgroups, basis, how, result);
  }
  if (!(result.sigma > 0)) {
    return fail(SpcError::no_spread, "all readings of a subgroup are the same in each of {} subgroups", groups);
  }
  return result;
}

Result<Estimate, SpcError> estimate(std::span<const double> values, std::span<const std::size_t> basis,
                                    WithinSigma how) {
  if (how != WithinSigma::mean_moving_range && how != WithinSigma::median_moving_range) {
    return fail(SpcError::bad_parameters, "single values have no spread within a subgroup: take a moving range");
  }
  std::vector<Summary> singles;
  for (const double value : values) singles.push_back({std::isnan(value) ? 0 : 1, value, kMissing, kMissing});
  for (const std::size_t at : basis) {
    if (std::isinf(values[at])) return fail(SpcError::bad_data, "value {} is infinite", at + 1);
  }
  const std::vector<double> ranges = moving_ranges(values, basis);
  if (ranges.empty()) return fail(SpcError::too_few, "two values next to each other are needed, and there are none");
  const Sums sums = sums_of(singles, basis);
  Estimate result;
  result.mean = sums.mean;
  result.readings = static_cast<std::size_t>(sums.readings);
  result.sigma_overall = std::sqrt(sums.total / (sums.readings - 1));
  result.degrees = degrees_of(ranges.size(), how);
  double sum = 0;
  for (const double range : ranges) sum += range;
  result.sigma = how == WithinSigma::mean_moving_range ? sum / static_cast<double>(ranges.size()) / constants(2).d2
                                                       : median(ranges) / median_range_of_two();
  if (!(result.sigma > 0)) {
    return fail(SpcError::no_spread, "of {} moving ranges {} is 0: there is no spread to judge by", ranges.size(),
                how == WithinSigma::mean_moving_range ? "each" : "the median");
  }
  return result;
}

}  // namespace millwright::mes::spc
