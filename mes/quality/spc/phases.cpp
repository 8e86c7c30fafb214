#include "mes/quality/spc/phases.h"

#include <algorithm>
#include <cmath>

namespace millwright::mes::spc {

std::string name_of(std::size_t phase, const PhaseSpan& span) {
  return fmt::format("phase {} (points {} to {})", phase + 1, span.first + 1, span.end);
}

Result<std::vector<PhaseSpan>, SpcError> spans_of(const Phases& phases, std::size_t points) {
  const std::vector<Phase> whole{Phase{}};
  const auto& list = phases.phases.empty() ? whole : phases.phases;
  if (list.front().first != 0) return fail(SpcError::bad_parameters, "the first phase has to begin at point 1");
  std::vector<PhaseSpan> spans;
  for (std::size_t k = 0; k < list.size(); ++k) {
    const Phase& phase = list[k];
    PhaseSpan span{phase.first, k + 1 < list.size() ? list[k + 1].first : points, phase.given, {}};
    if (span.end <= span.first && points > 0) {
      return fail(SpcError::bad_parameters,
                  "phase {} begins at point {} and has none: of {} points, the next begins at {}", k + 1,
                  span.first + 1, points, span.end + 1);
    }
    if (phase.given && !(std::isfinite(phase.given->mean) && std::isfinite(phase.given->sigma))) {
      return fail(SpcError::bad_parameters, "{} is given no number to go by", name_of(k, span));
    }
    const PointRange basis = phase.basis.value_or(PointRange{span.first, span.end});
    if (basis.first > basis.end || basis.end > points) {
      return fail(SpcError::bad_parameters, "{} takes its limits from points {} to {}, of {} that there are",
                  name_of(k, span), basis.first + 1, basis.end, points);
    }
    for (std::size_t at = basis.first; at < basis.end; ++at) {
      if (std::ranges::find(phases.excluded, at) == phases.excluded.end()) span.basis.push_back(at);
    }
    spans.push_back(std::move(span));
  }
  return spans;
}

}  // namespace millwright::mes::spc
