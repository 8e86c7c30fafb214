#pragma once
// What is gathered of one interval while its samples pass by: enough for every aggregate. Samples are counted here and
// the time between them is measured; nothing here knows of blocks or of single aggregates.

#include <algorithm>

#include "scada/historian/query/sample_stream.h"

namespace millwright::scada::historian {

/// Which parts of the work a question needs.
struct Needs {
  bool sum = false;          // sum and squares
  bool squares = false;      //
  bool extrema = false;      // of Good and of Uncertain values
  bool changes = false;      //
  bool ends = false;         // the first and the last sample as they are
  bool simple_time = false;  // areas and durations by simple bounds
  bool simple_bounds = false;
  bool interpolated_time = false;
  bool interpolated_bounds = false;

  [[nodiscard]] bool time() const { return simple_time || interpolated_time; }
  [[nodiscard]] bool interpolated() const { return interpolated_time || interpolated_bounds; }
};

/// The least or greatest so far, when it was first met, and whether it was met again.
struct Extremum {
  double number = 0;
  std::int64_t time = 0;
  bool found = false;
  bool again = false;

  /// `order`: less for a minimum, greater for a maximum.
  template <class Order>
  void take(double candidate, std::int64_t at, bool repeated, Order order) {
    if (!found || order(candidate, number)) {
      *this = {candidate, at, true, repeated};
    } else if (candidate == number) {
      again = true;
    }
  }
};

/// The most severe quality: the first one met of its severity.
struct Worst {
  contracts::Quality quality;
  int severity = -1;  // 0 Good, 1 Uncertain, 2 Bad
  std::int64_t count = 0;

  void take(contracts::Quality candidate, std::int64_t times = 1);
};

class IntervalSums {
 public:
  IntervalSums(Needs needs, Rules rules) : needs_(needs), rules_(rules) {}
  /// Begins anew. `last_usable`: the number of the last non-Bad sample before, for transitions.
  void clear(std::optional<double> last_usable);

  /// One sample of the interval, of any quality.
  void sample(const Point& point);
  /// The time [from, to) between `a` and the next sample `b`; both lie in the time or at its ends. `around` is what is
  /// around it with `after` being b. Without `a`: before the first sample of all. Without `b`: behind the last one.
  void time(const Around& around, std::int64_t from, std::int64_t to);
  /// The time behind the last sample of all: what is stored holds until `stored_to`, what is extrapolated until `to`.
  void tail(const Around& around, std::int64_t from, std::int64_t stored_to, std::int64_t to);
  /// Many samples of the interval, all Good numbers, and the time between them.
  void good_run(const Run& run);

  [[nodiscard]] bool any() const { return good + uncertain + bad > 0; }

  // Samples.
  std::int64_t good = 0, uncertain = 0, bad = 0;
  double sum = 0;
  double mean = 0, squares = 0;  // of Good ones
  Extremum min, max, uncertain_min, uncertain_max;
  std::int64_t first_time = 0;
  std::optional<Point> first, last;  // where the ends are needed
  double first_good = 0, last_good = 0;
  bool non_good_before_first_good = false, non_good_after_last_good = false;
  Worst worst;
  std::int64_t changes = 0;

  // Time, ns. Areas in value times ns.
  double area2 = 0;
  std::int64_t good_ns = 0, uncertain_ns = 0, bad_ns = 0;  // regions by simple bounds (5.4.3.2)
  std::int64_t from_good_ns = 0, from_bad_ns = 0;          // by the quality at which a region begins (5.4.3.31)
  std::int64_t zero_ns = 0, non_zero_ns = 0;               // of those that begin Good
  double area = 0;
  std::int64_t area_ns = 0;
  bool area_uncertain = false;

 private:
  void simple_time(const Around& around, std::int64_t from, std::int64_t to);
  void interpolated_time(const Around& around, std::int64_t from, std::int64_t to);
  template <class T>
  void good_numbers(const Run& run, const T* values);
  [[nodiscard]] bool stepped(const Point& point) const { return rules_.stepped || always_stepped(point.value); }

  Needs needs_;
  Rules rules_;
  std::optional<double> last_usable_;
};

}  // namespace millwright::scada::historian
