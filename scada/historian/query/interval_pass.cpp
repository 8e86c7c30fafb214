#include "scada/historian/query/interval_pass.h"

#include <limits>

namespace millwright::scada::historian {
namespace {

bool is_text(const Run& run) { return std::holds_alternative<std::vector<std::string>>(*run.values); }

Result<void, QueryError> no_text() {
  return fail(QueryError::aggregate_not_supported, "the values are text, of which there is no such aggregate");
}

/// The earlier of `time` and `time + unit`'s end, without running over.
std::int64_t one_unit_after(std::int64_t time, std::int64_t unit, std::int64_t at_most) {
  return time > at_most - unit ? at_most : time + unit;
}

}  // namespace

Result<const IntervalFacts*, QueryError> IntervalPass::next(const Interval& interval, bool numbers_only) {
  facts_.interval = interval;
  if (!begun_) {
    if (auto done = bounds_at(interval.low, facts_.low_simple, facts_.low_interpolated); !done)
      return std::unexpected(done.error());
  } else {
    facts_.low_simple = facts_.high_simple;
    facts_.low_interpolated = facts_.high_interpolated;
  }
  begun_ = true;
  const auto* const before = stream_.before();
  facts_.data_begins = facts_.data_ends = facts_.before_data = facts_.after_data = false;
  const bool first_of_all = before == nullptr;
  const auto* const usable = stream_.usable_before();
  facts_.sums.clear(usable == nullptr ? std::nullopt : std::optional(usable->number));
  if (auto done = samples(numbers_only); !done) return std::unexpected(done.error());
  if (auto done = close(); !done) return std::unexpected(done.error());
  const bool any = facts_.sums.any();
  facts_.data_begins = first_of_all && any && facts_.sums.first_time > interval.low;
  facts_.before_data = first_of_all && !any;
  return &facts_;
}

Result<void, QueryError> IntervalPass::samples(bool numbers_only) {
  const auto until = intervals_.end_sample(facts_.interval);
  auto& sums = facts_.sums;
  while (true) {
    const auto run = stream_.run(until);
    if (!run) return std::unexpected(run.error());
    if (run->size == 0) return {};
    const bool text = is_text(*run);
    if (text && numbers_only) return no_text();
    if (run->quality != nullptr || text) {
      if (auto done = one_by_one(run->size); !done) return done;
      continue;
    }
    if (auto done = time_to_next(); !done) return done;
    if (needs_.ends && !sums.first) sums.first = run->point(0);
    if (needs_.ends) sums.last = run->point(run->size - 1);
    sums.good_run(*run);
    stream_.step(run->size);
  }
}

Result<void, QueryError> IntervalPass::one_by_one(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (auto done = time_to_next(); !done) return done;
    const auto point = stream_.next();
    if (!point) return std::unexpected(point.error());
    facts_.sums.sample(**point);
    stream_.step(1);
  }
  return {};
}

/// Measures the time up to the next sample, which is one of the interval.
Result<void, QueryError> IntervalPass::time_to_next() {
  if (!needs_.time()) return {};
  const auto around = stream_.around(needs_.interpolated());
  if (!around) return std::unexpected(around.error());
  const auto low = facts_.interval.low;
  facts_.sums.time(*around, around->before == nullptr ? low : std::max(low, around->before->time), around->after->time);
  return {};
}

/// Measures the time from the last sample to the interval's end, and finds the bound there.
Result<void, QueryError> IntervalPass::close() {
  const auto& interval = facts_.interval;
  const bool any = facts_.sums.any();
  const auto* const before = stream_.before();
  if (before != nullptr && before->value.index() != facts_.like.index()) facts_.like = before->value;
  const auto more = stream_.more();
  if (!more) return std::unexpected(more.error());
  if (!*more) {
    facts_.after_data = before != nullptr && !any;
    facts_.data_ends = any && before->time < interval.high;
  }
  if (!needs_.time() && !needs_.simple_bounds && !needs_.interpolated_bounds) return {};
  const auto around = stream_.around(needs_.interpolated());
  if (!around) return std::unexpected(around.error());
  if (!*more) {
    if (any)
      facts_.sums.tail(*around, std::max(interval.low, before->time),
                       one_unit_after(before->time, time_unit_, interval.high), interval.high);
  } else if (before != nullptr) {
    facts_.sums.time(*around, std::max(interval.low, before->time), interval.high);
  }
  return bounds_at(interval.high, facts_.high_simple, facts_.high_interpolated);
}

Result<void, QueryError> IntervalPass::bounds_at(std::int64_t time, Bound& simple, Bound& interpolated) {
  if (!needs_.simple_bounds && !needs_.interpolated_bounds) return {};
  auto around = stream_.around(needs_.interpolated());
  if (!around) return std::unexpected(around.error());
  // Forwards a sample at the interval's end is the next one's first; for the bound it is the sample at that time.
  if (around->after != nullptr && around->after->time == time) {
    around->before = around->after;
    if (rules_.usable(around->after->quality)) around->usable_before = around->after;
  }
  if (needs_.simple_bounds) simple = simple_bound(time, *around, rules_);
  if (needs_.interpolated_bounds) interpolated = interpolated_bound(time, *around, rules_);
  return {};
}

}  // namespace millwright::scada::historian
