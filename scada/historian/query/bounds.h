#pragma once
// Bounding values (Part 13, 3.1.7 to 3.1.9): what a tag was worth at a time at which nothing was sampled.

#include <optional>

#include "scada/historian/query/aggregate.h"

namespace millwright::scada::historian {

/// One sample, with the number in it where it has one.
struct Point {
  std::int64_t time = 0;  // ns since 1970-01-01T00:00:00Z
  contracts::Quality quality;
  double number = 0;
  contracts::Value value;
};

/// What of the configuration decides about bounds.
struct Rules {
  bool treat_uncertain_as_bad = true;
  bool stepped = false;
  bool use_sloped_extrapolation = false;

  /// Non-Bad, as 3.1.7 has it.
  [[nodiscard]] bool usable(contracts::Quality quality) const {
    return !quality.is_bad() && !(treat_uncertain_as_bad && quality.is_uncertain());
  }
};

/// The samples around a time t. Pointers are null where there is none.
struct Around {
  const Point* before = nullptr;          // the last of any quality at or before t
  const Point* after = nullptr;           // the first of any quality after t
  const Point* usable_before = nullptr;   // the last non-Bad at or before t
  const Point* usable_before2 = nullptr;  // the one before that; wanted for sloped extrapolation only
  const Point* usable_after = nullptr;    // the first non-Bad after t
};

struct Bound {
  contracts::Value value;
  double number = 0;
  contracts::Quality status = quality::kBadNoData;
  bool raw = false;  // a sample of exactly that time

  [[nodiscard]] bool exists() const { return !status.is_bad(); }
};

/// bool and text cannot lie between two values.
[[nodiscard]] inline bool always_stepped(const contracts::Value& value) {
  return std::holds_alternative<bool>(value) || std::holds_alternative<std::string>(value);
}

/// A number as the type of `like`: rounded for an integer.
[[nodiscard]] contracts::Value as_type_of(const contracts::Value& like, double number);

/// On the straight line through both (3.1.5).
[[nodiscard]] double on_line(const Point& from, const Point& to, std::int64_t time);

/// By the nearest samples, Bad or not (3.1.9). BadNoData beyond the last sample: nothing is extrapolated.
[[nodiscard]] Bound simple_bound(std::int64_t time, const Around& around, const Rules& rules);

/// By the nearest non-Bad samples (3.1.8); UncertainDataSubNormal where one that is Bad lies between, and beyond the
/// last sample, where the value is extrapolated.
[[nodiscard]] Bound interpolated_bound(std::int64_t time, const Around& around, const Rules& rules);

/// Beyond the last non-Bad sample, by the configuration: held, or on the line through the last two.
[[nodiscard]] double extrapolated(std::int64_t time, const Around& around, const Rules& rules);

}  // namespace millwright::scada::historian
