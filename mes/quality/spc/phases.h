#pragma once
// What the limits of a chart rest on. A chart has one phase or several, each with limits of its own: given from
// outside, or computed from a range of points, by default the phase's own. Patterns end where a phase ends.

#include <cstddef>
#include <optional>
#include <vector>

#include "mes/quality/spc/error.h"

namespace millwright::mes::spc {

/// What the process is known, or wanted, to be: limits "with given values" of ISO 7870-2.
struct Given {
  double mean = 0;
  double sigma = 0;  ///< of single values; charts of counts know theirs from the mean and do not look at it
};

/// From `first` up to and without `end`.
struct PointRange {
  std::size_t first = 0;
  std::size_t end = 0;
};

struct Phase {
  std::size_t first = 0;              ///< the first point of the phase; it ends where the next begins
  std::optional<Given> given{};       ///< where there is none, limits are computed
  std::optional<PointRange> basis{};  ///< from these points, whichever phase they belong to
};

/// Without a phase there is one that begins at point 0.
struct Phases {
  std::vector<Phase> phases{};
  std::vector<std::size_t> excluded{};  ///< points with a known cause: plotted and judged, and no limit rests on them
};

/// A phase with its points.
struct PhaseSpan {
  std::size_t first = 0;
  std::size_t end = 0;
  std::optional<Given> given{};
  std::vector<std::size_t> basis{};  ///< in rising order, without the excluded ones
};

/// Fails if phases do not begin at 0 and rise, or a basis lies outside of the points.
[[nodiscard]] Result<std::vector<PhaseSpan>, SpcError> spans_of(const Phases& phases, std::size_t points);

/// "phase 2 (points 10 to 20)": points are counted from 1 for people.
[[nodiscard]] std::string name_of(std::size_t phase, const PhaseSpan& span);

}  // namespace millwright::mes::spc
