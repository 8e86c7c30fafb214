#pragma once
// First in, first out: when a piece that leaves a queue came into it, by what left and what was queued. The piece that
// comes in at s has queued(s) pieces before it, and leaves when so many have left. Pure; times are source times.

#include <optional>
#include <vector>

#include "mes/genealogy/genealogy.h"

namespace millwright::mes::genealogy {

struct PassingReading {
  Timestamp time{};
  std::int64_t reading = 0;
};
BOOST_DESCRIBE_STRUCT(PassingReading, (), (time, reading))
using Readings = std::vector<PassingReading>;  // by time, no two at the same

/// Of each such stretch the last reading is kept. Where none is, nothing changed while the line was in sight.
inline constexpr Duration kPassingKept = 5s;
/// For so long after a sign of it the line counts as in sight.
inline constexpr Duration kInSight = 10s;

/// What is known of one queue in a stretch of time.
class Passage {
 public:
  /// `leaving`: a counter of pieces that left; below the reading before it, it began anew. `queued`: for each part of
  /// the queue how many are on it; each stays as it was last read, as long as the line is in sight. `seen`: signs of
  /// it.
  Passage(const Readings& leaving, const std::vector<Readings>& queued, const Readings& seen);

  /// When what left at that moment had come in; nullopt: that was before everything known here.
  [[nodiscard]] std::optional<Timestamp> entered_of(Timestamp left) const;

 private:
  struct Point {
    Timestamp time{};
    double count = 0;
  };
  [[nodiscard]] std::optional<double> left_by(Timestamp time) const;
  static void append(std::vector<Point>& curve, Point point);

  std::vector<Point> left_;     // pieces since the first reading
  std::vector<Point> entered_;  // the same count, of those that had come in; it never falls
};

}  // namespace millwright::mes::genealogy
