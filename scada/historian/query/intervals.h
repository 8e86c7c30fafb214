#pragma once
// The intervals that a start, an end and a ProcessingInterval make (Part 13, 5.4.2.2).

#include <cstdint>

namespace millwright::scada::historian {

/// From `low` to `high`, ns. Forwards it includes low and not high; backwards it includes high and not low.
struct Interval {
  std::int64_t low = 0, high = 0;
  bool whole = true;  // as long as the ProcessingInterval: the last one may be the rest of the range
};

/// Numbered as time flows: with end < start the first is the latest.
class Intervals {
 public:
  /// `processing_interval` 0, or not less than the range, makes one interval of all. start and end differ.
  Intervals(std::int64_t start, std::int64_t end, std::int64_t processing_interval);

  [[nodiscard]] bool backwards() const { return backwards_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] Interval at(std::uint64_t number) const;
  /// Samples with first_sample <= time < end_sample are those of the interval.
  [[nodiscard]] std::int64_t first_sample(const Interval& interval) const { return inclusive(interval.low); }
  [[nodiscard]] std::int64_t end_sample(const Interval& interval) const { return inclusive(interval.high); }

 private:
  [[nodiscard]] std::int64_t inclusive(std::int64_t time) const;

  std::int64_t start_, end_;
  std::uint64_t length_, range_, count_;
  bool backwards_;
};

}  // namespace millwright::scada::historian
