#pragma once
// When a unit works: its closed times merged and turned round. Immutable after construction, so any thread may read it.
// Callers that ask with growing times pass the same `hint` again and again and pay a step instead of a search.

#include <cstdint>
#include <vector>

#include "mes/planning/model/problem.h"

namespace millwright::mes::planning {

/// [start_s, end_s).
struct Span {
  std::int64_t start_s = 0;
  std::int64_t end_s = 0;
};

class OpenTime {
 public:
  explicit OpenTime(const std::vector<ClosedTime>& closed);

  /// The earliest span not before `from_s` in which `duration_s` of work is done: in one piece, or, if `interruptible`,
  /// pausing while the unit is closed. It always exists, since the unit is open for ever in the end.
  [[nodiscard]] Span fit(std::int64_t from_s, std::int64_t duration_s, bool interruptible, std::size_t& hint) const {
    if (open_.size() == 1) return {from_s, from_s + duration_s};
    return fit_in_calendar(from_s, duration_s, interruptible, hint);
  }

  /// The latest span that ends by `before_s` at the latest, nothing said about how early it begins.
  [[nodiscard]] Span latest(std::int64_t before_s, std::int64_t duration_s, bool interruptible) const;

  /// The first moment from `from_s` on at which the unit is open.
  [[nodiscard]] std::int64_t opening(std::int64_t from_s) const;

 private:
  struct Open {
    std::int64_t from_s;
    std::int64_t to_s;
  };
  [[nodiscard]] Span fit_in_calendar(std::int64_t from_s, std::int64_t duration_s, bool interruptible,
                                     std::size_t& hint) const;
  [[nodiscard]] std::size_t segment_ending_after(std::int64_t time_s, std::size_t hint) const;

  std::vector<Open> open_;  ///< growing, not touching; the first begins at the beginning of time, the last never ends
};

}  // namespace millwright::mes::planning
