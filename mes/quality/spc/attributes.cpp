#include "mes/quality/spc/attributes.h"

#include <cmath>

namespace millwright::mes::spc {
namespace {

enum class Kind { p, np, c, u };

bool binomial(Kind kind) { return kind == Kind::p || kind == Kind::np; }

bool missing(const Count& count) {
  return std::isnan(count.found) || std::isnan(count.inspected) || (count.inspected == 0 && count.found == 0);
}

Result<void, SpcError> check(std::span<const Count> counts, Kind kind) {
  for (std::size_t at = 0; at < counts.size(); ++at) {
    const auto [found, inspected] = counts[at];
    if (missing(counts[at])) continue;
    if (!(found >= 0) || !std::isfinite(found) || !(inspected > 0) || !std::isfinite(inspected)) {
      return fail(SpcError::bad_data, "point {} counts {} in {}", at + 1, found, inspected);
    }
    if (binomial(kind) && found > inspected) {
      return fail(SpcError::bad_data, "point {} has {} nonconforming units of {}", at + 1, found, inspected);
    }
  }
  return {};
}

/// What is found in one that is inspected.
Result<double, SpcError> rate_of(std::size_t number, const PhaseSpan& span, std::span<const Count> counts, Kind kind) {
  if (span.given) {
    const double rate = span.given->mean;
    if (rate >= 0 && (!binomial(kind) || rate <= 1)) return rate;
    return fail(SpcError::bad_parameters, "{} is given a mean of {}, which no count can have", name_of(number, span),
                rate);
  }
  double found = 0;
  double inspected = 0;
  std::size_t points = 0;
  for (const std::size_t at : span.basis) {
    if (missing(counts[at])) continue;
    found += counts[at].found;
    inspected += counts[at].inspected;
    ++points;
  }
  if (points >= 2) return found / inspected;
  return fail(SpcError::too_few, "{}: limits need two counts, and there are {}", name_of(number, span), points);
}

ChartPoint point(const Count& count, double rate, Kind kind, std::size_t phase) {
  if (missing(count)) {
    ChartPoint gap;
    gap.phase = phase;
    return gap;
  }
  const double n = count.inspected;
  const double one = binomial(kind) ? rate * (1 - rate) : rate;  // the variance of what is found in one
  switch (kind) {
    case Kind::p:
      return point_of(count.found / n, rate, std::sqrt(one / n), phase, {0, 1});
    case Kind::np:
      return point_of(count.found, n * rate, std::sqrt(one * n), phase, {0, n});
    case Kind::c:
    case Kind::u:
      break;
  }
  return point_of(count.found / n, rate, std::sqrt(one / n), phase, {0, std::numeric_limits<double>::infinity()});
}

Result<Chart, SpcError> chart_of(std::span<const Count> counts, const Phases& phases, Kind kind) {
  const auto spans = spans_of(phases, counts.size());
  if (!spans) return std::unexpected(spans.error());
  if (const auto sound = check(counts, kind); !sound) return std::unexpected(sound.error());
  Chart chart;
  for (std::size_t k = 0; k < spans->size(); ++k) {
    const PhaseSpan& span = (*spans)[k];
    const auto rate = rate_of(k, span, counts, kind);
    if (!rate) return std::unexpected(rate.error());
    for (std::size_t at = span.first; at < span.end; ++at) chart.points.push_back(point(counts[at], *rate, kind, k));
  }
  return chart;
}

}  // namespace

Result<Chart, SpcError> p_chart(std::span<const Count> counts, const Phases& phases) {
  return chart_of(counts, phases, Kind::p);
}

Result<Chart, SpcError> np_chart(std::span<const Count> counts, const Phases& phases) {
  return chart_of(counts, phases, Kind::np);
}

Result<Chart, SpcError> c_chart(std::span<const double> found, const Phases& phases) {
  std::vector<Count> counts;
  for (const double count : found) counts.push_back({count, 1});
  return chart_of(counts, phases, Kind::c);
}

Result<Chart, SpcError> u_chart(std::span<const Count> counts, const Phases& phases) {
  return chart_of(counts, phases, Kind::u);
}

}  // namespace millwright::mes::spc
