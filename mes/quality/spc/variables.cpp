#include "mes/quality/spc/variables.h"

#include <cmath>

#include "mes/quality/spc/constants.h"

namespace millwright::mes::spc {
namespace {

/// What a phase goes by: what it was given, or what its basis says.
template <class Values>
Result<Estimate, SpcError> estimate_of(std::size_t number, const PhaseSpan& span, Values values, WithinSigma how) {
  if (span.given) {
    if (span.given->sigma > 0) return Estimate{span.given->mean, span.given->sigma, 0, span.given->sigma, 0};
    return fail(SpcError::bad_parameters, "{} is given a σ of {}: it has to be above 0", name_of(number, span),
                span.given->sigma);
  }
  auto result = estimate(values, span.basis, how);
  if (!result) return fail(result.error().code, "{}: {}", name_of(number, span), result.error().message);
  return result;
}

ChartPoint gap(std::size_t phase) {
  ChartPoint point;
  point.phase = phase;
  return point;
}

/// The range or standard deviation of a subgroup against what σ lets expect.
ChartPoint spread_of(const Summary& group, double sigma, std::size_t phase, bool by_range) {
  if (group.n < 2) return gap(phase);
  const Possible possible{0, std::numeric_limits<double>::infinity()};
  if (!by_range) return point_of(group.deviation, c4(group.n) * sigma, c5(group.n) * sigma, phase, possible);
  const Constants factors = constants(group.n);
  return point_of(group.range, factors.d2 * sigma, factors.d3 * sigma, phase, possible);
}

Result<ChartPair, SpcError> of_subgroups(std::span<const Subgroup> subgroups, const Phases& phases, WithinSigma how) {
  const auto spans = spans_of(phases, subgroups.size());
  if (!spans) return std::unexpected(spans.error());
  const auto summaries = summaries_of(subgroups);
  if (!summaries) return std::unexpected(summaries.error());
  ChartPair pair;
  for (std::size_t k = 0; k < spans->size(); ++k) {
    const PhaseSpan& span = (*spans)[k];
    const auto process = estimate_of(k, span, std::span<const Summary>(*summaries), how);
    if (!process) return std::unexpected(process.error());
    for (std::size_t at = span.first; at < span.end; ++at) {
      const Summary& group = (*summaries)[at];
      pair.location.points.push_back(
          group.n == 0 ? gap(k) : point_of(group.mean, process->mean, process->sigma / std::sqrt(group.n), k));
      pair.spread.points.push_back(spread_of(group, process->sigma, k, how == WithinSigma::mean_range));
    }
    pair.estimates.push_back(*process);
  }
  return pair;
}

}  // namespace

Result<ChartPair, SpcError> xbar_r(std::span<const Subgroup> subgroups, const Phases& phases) {
  return of_subgroups(subgroups, phases, WithinSigma::mean_range);
}

Result<ChartPair, SpcError> xbar_s(std::span<const Subgroup> subgroups, const Phases& phases, WithinSigma how) {
  if (how == WithinSigma::mean_range) {
    return fail(SpcError::bad_parameters, "a chart of standard deviations takes no σ from ranges");
  }
  return of_subgroups(subgroups, phases, how);
}

Result<ChartPair, SpcError> individuals(std::span<const double> values, const Phases& phases, WithinSigma how) {
  const auto spans = spans_of(phases, values.size());
  if (!spans) return std::unexpected(spans.error());
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (std::isinf(values[at])) return fail(SpcError::bad_data, "value {} is infinite", at + 1);
  }
  const Constants factors = constants(2);
  ChartPair pair;
  for (std::size_t k = 0; k < spans->size(); ++k) {
    const PhaseSpan& span = (*spans)[k];
    const auto process = estimate_of(k, span, values, how);
    if (!process) return std::unexpected(process.error());
    for (std::size_t at = span.first; at < span.end; ++at) {
      const double value = values[at];
      const double range = at > span.first ? std::abs(value - values[at - 1]) : kMissing;
      pair.location.points.push_back(std::isnan(value) ? gap(k) : point_of(value, process->mean, process->sigma, k));
      pair.spread.points.push_back(std::isnan(range)
                                       ? gap(k)
                                       : point_of(range, factors.d2 * process->sigma, factors.d3 * process->sigma, k,
                                                  {0, std::numeric_limits<double>::infinity()}));
    }
    pair.estimates.push_back(*process);
  }
  return pair;
}

}  // namespace millwright::mes::spc
