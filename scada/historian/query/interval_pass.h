#pragma once
// One pass over a tag's samples, interval by interval in time order: what every aggregate is then computed from.

#include "scada/historian/query/interval_sums.h"
#include "scada/historian/query/intervals.h"

namespace millwright::scada::historian {

/// What there is to know of one interval.
struct IntervalFacts {
  explicit IntervalFacts(IntervalSums sums_in) : sums(std::move(sums_in)) {}

  Interval interval;
  IntervalSums sums;
  Bound low_simple, high_simple, low_interpolated, high_interpolated;  // as far as they are needed
  contracts::Value like;                                               // some value of the tag: of its type
  bool before_data = false;                                            // it ends before the first sample of all
  bool after_data = false;                                             // it begins behind the last sample of all
  bool data_begins = false;                                            // the first sample of all lies within
  bool data_ends = false;                                              // the last sample of all lies within
};

class IntervalPass {
 public:
  IntervalPass(SampleStream stream, const Intervals& intervals, Needs needs, Rules rules, Duration time_unit)
      : stream_(std::move(stream)),
        intervals_(intervals),
        needs_(needs),
        rules_(rules),
        time_unit_(time_unit.count()),
        facts_(IntervalSums(needs, rules)) {}

  /// The interval, which begins where the last one ended. Fails with `aggregate_not_supported` where a value is text
  /// and numbers were asked for. The facts end with the next call.
  [[nodiscard]] Result<const IntervalFacts*, QueryError> next(const Interval& interval, bool numbers_only);

 private:
  [[nodiscard]] Result<void, QueryError> samples(bool numbers_only);
  [[nodiscard]] Result<void, QueryError> one_by_one(std::size_t count);
  [[nodiscard]] Result<void, QueryError> close();
  [[nodiscard]] Result<void, QueryError> time_to_next();
  [[nodiscard]] Result<void, QueryError> bounds_at(std::int64_t time, Bound& simple, Bound& interpolated);

  SampleStream stream_;
  Intervals intervals_;
  Needs needs_;
  Rules rules_;
  std::int64_t time_unit_;
  IntervalFacts facts_;
  bool begun_ = false;
};

}  // namespace millwright::scada::historian
