#include "mes/quality/spc/memory_charts.h"

#include <algorithm>
#include <cmath>

namespace millwright::mes::spc {
namespace {

Result<void, SpcError> finite(std::span<const double> values) {
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (std::isinf(values[at])) return fail(SpcError::bad_data, "value {} is infinite", at + 1);
  }
  return {};
}

Result<void, SpcError> check(const EwmaOptions& options) {
  if (!(options.lambda > 0 && options.lambda <= 1)) {
    return fail(SpcError::bad_parameters, "λ is {}: it has to be above 0 and at most 1", options.lambda);
  }
  if (!(options.sigma > 0) || !std::isfinite(options.sigma)) {
    return fail(SpcError::no_spread, "an EWMA with a σ of {} has no limits", options.sigma);
  }
  if (!(options.width > 0) || !std::isfinite(options.width) || !std::isfinite(options.mean)) {
    return fail(SpcError::bad_parameters, "limits {} σ from {} are none", options.width, options.mean);
  }
  return {};
}

Result<void, SpcError> check(const CusumOptions& options) {
  if (!std::isfinite(options.target) || !(options.k >= 0) || !std::isfinite(options.k)) {
    return fail(SpcError::bad_parameters, "a CUSUM needs a target and an allowance k of 0 or more, not {} and {}",
                options.target, options.k);
  }
  if (!(options.h > 0) || !std::isfinite(options.h)) {
    return fail(SpcError::bad_parameters, "a CUSUM decides at an h above 0, not at {}", options.h);
  }
  if (!(options.head_start >= 0 && options.head_start < options.h)) {
    return fail(SpcError::bad_parameters, "a head start of {} has to be 0 or more and below h, {}", options.head_start,
                options.h);
  }
  return {};
}

}  // namespace

Result<Ewma, SpcError> ewma(std::span<const double> values, const EwmaOptions& options) {
  if (const auto sound = check(options); !sound) return std::unexpected(sound.error());
  if (const auto sound = finite(values); !sound) return std::unexpected(sound.error());
  const double settled = options.lambda / (2 - options.lambda);
  double average = options.mean;
  double forgotten = 1;  // (1 - λ)²ⁱ
  Ewma result;
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (std::isnan(values[at])) {
      result.chart.points.emplace_back();
      continue;
    }
    average += options.lambda * (values[at] - average);
    forgotten *= (1 - options.lambda) * (1 - options.lambda);
    const double sigma = options.sigma * std::sqrt(settled * (1 - forgotten));
    ChartPoint point = point_of(average, options.mean, sigma, 0);
    point.lower = options.mean - options.width * sigma;
    point.upper = options.mean + options.width * sigma;
    result.chart.points.push_back(point);
    if (std::abs(point.z) > options.width) result.signals.push_back(at);
  }
  return result;
}

Result<Cusum, SpcError> cusum(std::span<const double> values, const CusumOptions& options) {
  if (const auto sound = check(options); !sound) return std::unexpected(sound.error());
  if (const auto sound = finite(values); !sound) return std::unexpected(sound.error());
  CusumPoint now{options.head_start, options.head_start, 0, 0};
  Cusum result;
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (std::isnan(values[at])) {
      result.points.push_back({kMissing, kMissing, now.high_since, now.low_since});
      continue;
    }
    const double off = values[at] - options.target;
    now.high = std::max(0.0, now.high + off - options.k);
    now.low = std::max(0.0, now.low - off - options.k);
    now.high_since = now.high > 0 ? now.high_since + 1 : 0;
    now.low_since = now.low > 0 ? now.low_since + 1 : 0;
    result.points.push_back(now);
    if (now.high > options.h || now.low > options.h) result.signals.push_back(at);
  }
  return result;
}

}  // namespace millwright::mes::spc
