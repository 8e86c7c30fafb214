#include "mes/quality/spc/capability.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "mes/quality/spc/distributions.h"

namespace millwright::mes::spc {
namespace {

Result<void, SpcError> check(const Specification& specification, const Estimate& process, double confidence) {
  const auto& [lower, upper, target] = specification;
  for (const auto& value : {lower, upper, target}) {
    if (value && !std::isfinite(*value)) return fail(SpcError::bad_parameters, "a specification of {} is none", *value);
  }
  if (!lower && !upper) return fail(SpcError::bad_parameters, "without a specification limit there is no capability");
  if (lower && upper && *upper <= *lower) {
    return fail(SpcError::bad_parameters, "the upper specification limit {} has to be above the lower one {}", *upper,
                *lower);
  }
  if (!(confidence > 0 && confidence < 1)) {
    return fail(SpcError::bad_parameters, "a confidence of {} has to be between 0 and 1", confidence);
  }
  if (process.readings < 2 || !(process.degrees > 0)) {
    return fail(SpcError::too_few, "capability needs two readings at least, and there are {}", process.readings);
  }
  if (!(process.sigma > 0 && process.sigma_overall > 0) ||
      !std::isfinite(process.mean + process.sigma + process.sigma_overall)) {
    return fail(SpcError::no_spread, "a process with a σ of {} within and {} overall has no capability index",
                process.sigma, process.sigma_overall);
  }
  return {};
}

/// Cpk (1 ± z √(1 / (9 N Cpk²) + 1 / 2ν)), written so that an index of 0 or less has an interval too.
Interval bissell(double index, double readings, double degrees, double confidence) {
  const double z = normal_quantile((1 + confidence) / 2);
  const double half = z * std::sqrt(1 / (9 * readings) + index * index / (2 * degrees));
  return {index - half, index + half};
}

Indices indices(const Specification& specification, double mean, double sigma, double readings, double degrees,
                double confidence) {
  Indices result;
  double nearest = std::numeric_limits<double>::infinity();
  if (specification.lower) {
    result.to_lower = (mean - *specification.lower) / (3 * sigma);
    result.expected.below_ppm = 1e6 * normal_at_most(-3 * *result.to_lower);
    nearest = std::min(nearest, *result.to_lower);
  }
  if (specification.upper) {
    result.to_upper = (*specification.upper - mean) / (3 * sigma);
    result.expected.above_ppm = 1e6 * normal_at_most(-3 * *result.to_upper);
    nearest = std::min(nearest, *result.to_upper);
  }
  result.expected.total_ppm = result.expected.below_ppm + result.expected.above_ppm;
  result.nearest = nearest;
  result.nearest_interval = bissell(nearest, readings, degrees, confidence);
  if (specification.lower && specification.upper) {
    const double spread = (*specification.upper - *specification.lower) / (6 * sigma);
    const double tail = (1 - confidence) / 2;
    result.spread = spread;
    result.spread_interval = Interval{spread * std::sqrt(chi_square_quantile(tail, degrees) / degrees),
                                      spread * std::sqrt(chi_square_quantile(1 - tail, degrees) / degrees)};
  }
  return result;
}

}  // namespace

Result<Capability, SpcError> capability(const Specification& specification, const Estimate& process,
                                        double confidence) {
  if (const auto sound = check(specification, process, confidence); !sound) return std::unexpected(sound.error());
  const double readings = static_cast<double>(process.readings);
  Capability result;
  result.within = indices(specification, process.mean, process.sigma, readings, process.degrees, confidence);
  result.overall = indices(specification, process.mean, process.sigma_overall, readings, readings - 1, confidence);
  if (specification.lower && specification.upper && specification.target) {
    const double about = std::hypot(process.sigma_overall, process.mean - *specification.target);
    result.cpm = (*specification.upper - *specification.lower) / (6 * about);
  }
  return result;
}

}  // namespace millwright::mes::spc
