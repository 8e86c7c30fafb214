#include "scada/historian/query/interval_sums.h"

#include <functional>

#include "scada/historian/query/kernels.h"

namespace millwright::scada::historian {
namespace {

int severity_of(contracts::Quality quality) {
  if (quality.is_bad()) return 2;
  return quality.is_uncertain() ? 1 : 0;
}

}  // namespace

void Worst::take(contracts::Quality candidate, std::int64_t times) {
  const int candidate_severity = severity_of(candidate);
  if (candidate_severity == severity) count += times;
  if (candidate_severity <= severity) return;
  *this = {candidate, candidate_severity, times};
}

void IntervalSums::clear(std::optional<double> last_usable) {
  *this = IntervalSums(needs_, rules_);
  last_usable_ = last_usable;
}

void IntervalSums::sample(const Point& point) {
  if (!any()) first_time = point.time;
  if (needs_.ends) {
    if (!first) first = point;
    last = point;
  }
  worst.take(point.quality);
  if (needs_.changes && rules_.usable(point.quality)) {
    if (!last_usable_ || *last_usable_ != point.number) ++changes;
    last_usable_ = point.number;
  }
  if (!point.quality.is_good()) {
    ++(point.quality.is_bad() ? bad : uncertain);
    if (good == 0) non_good_before_first_good = true;
    non_good_after_last_good = true;
    if (point.quality.is_bad() || !needs_.extrema) return;
    uncertain_min.take(point.number, point.time, false, std::less{});
    uncertain_max.take(point.number, point.time, false, std::greater{});
    return;
  }
  if (good == 0) first_good = point.number;
  last_good = point.number;
  non_good_after_last_good = false;
  ++good;
  sum += point.number;
  const double off = point.number - mean;
  mean += off / static_cast<double>(good);
  squares += off * (point.number - mean);
  if (!needs_.extrema) return;
  min.take(point.number, point.time, false, std::less{});
  max.take(point.number, point.time, false, std::greater{});
}

void IntervalSums::time(const Around& around, std::int64_t from, std::int64_t to) {
  if (to <= from) return;
  if (needs_.simple_time) simple_time(around, from, to);
  if (needs_.interpolated_time) interpolated_time(around, from, to);
}

void IntervalSums::tail(const Around& around, std::int64_t from, std::int64_t stored_to, std::int64_t to) {
  if (needs_.simple_time && stored_to > from) simple_time(around, from, stored_to);
  if (needs_.interpolated_time && to > from) interpolated_time(around, from, to);
}

void IntervalSums::simple_time(const Around& around, std::int64_t from, std::int64_t to) {
  const std::int64_t length = to - from;
  if (around.before == nullptr || !rules_.usable(around.before->quality)) {
    bad_ns += length;
    from_bad_ns += length;
    return;
  }
  const auto& a = *around.before;
  const auto* const b = around.after;
  const bool is_stepped = stepped(a);
  const bool sloped = !is_stepped && b != nullptr && rules_.usable(b->quality);
  const double begin = sloped ? on_line(a, *b, from) : a.number;
  const double end = sloped ? on_line(a, *b, to) : a.number;
  area2 += (begin + end) / 2 * static_cast<double>(length);
  const bool good_region = a.quality.is_good() && (is_stepped || (b != nullptr && b->quality.is_good()));
  (good_region ? good_ns : uncertain_ns) += length;
  // A region that begins at a sample has its quality; one that begins at the interval's start that of the bound.
  if (from == a.time ? a.quality.is_good() : good_region) {
    from_good_ns += length;
    (begin == 0 ? zero_ns : non_zero_ns) += length;
  } else if (rules_.treat_uncertain_as_bad) {
    from_bad_ns += length;
  }
}

void IntervalSums::interpolated_time(const Around& around, std::int64_t from, std::int64_t to) {
  if (around.usable_before == nullptr) {
    area_uncertain = true;
    return;
  }
  // Sloped whatever Stepped says (5.4.3.6), but for what has nothing in between.
  const auto& a = *around.usable_before;
  const auto* const b = around.usable_after;
  const auto at = [&](std::int64_t time) {
    if (always_stepped(a.value)) return a.number;
    return b != nullptr ? on_line(a, *b, time) : extrapolated(time, around, rules_);
  };
  area += (at(from) + at(to)) / 2 * static_cast<double>(to - from);
  area_ns += to - from;
  const bool neighbours = b != nullptr && around.before->time == a.time && around.after->time == b->time;
  if (!neighbours || !a.quality.is_good() || !b->quality.is_good()) area_uncertain = true;
}

template <class T>
void IntervalSums::good_numbers(const Run& run, const T* values) {
  const auto size = static_cast<std::int64_t>(run.size);
  if (good == 0) first_good = static_cast<double>(values[0]);
  last_good = static_cast<double>(values[run.size - 1]);
  if (needs_.sum || needs_.squares) {
    const double run_sum = kernels::sum(values, run.size);
    const double run_mean = run_sum / static_cast<double>(size);
    if (needs_.squares) {
      const double share = static_cast<double>(good) * static_cast<double>(size) / static_cast<double>(good + size);
      squares += kernels::squares(values, run.size, run_mean) + (run_mean - mean) * (run_mean - mean) * share;
    }
    mean += (run_mean - mean) * static_cast<double>(size) / static_cast<double>(good + size);
    sum += run_sum;
  }
  if (needs_.extrema) {
    const auto found = kernels::min_max(values, run.size);
    const auto take = [&](Extremum& extremum, T number, auto order) {
      if (extremum.found && order(extremum.number, static_cast<double>(number))) return;
      const auto at = std::min(kernels::first_of(values, run.size, number), run.size - 1);
      extremum.take(static_cast<double>(number), run.times[at], kernels::again_after(values, run.size, at, number),
                    order);
    };
    take(min, found.min, std::less{});
    take(max, found.max, std::greater{});
  }
  if (needs_.changes) {
    if (!last_usable_ || *last_usable_ != static_cast<double>(values[0])) ++changes;
    changes += kernels::changes(values, run.size);
    last_usable_ = last_good;
  }
  const std::int64_t length = run.times[run.size - 1] - run.times[0];
  constexpr bool kBool = std::is_same_v<T, std::uint8_t>;
  if (needs_.simple_time) {
    area2 += rules_.stepped || kBool ? kernels::stepped_area(run.times, values, run.size)
                                     : kernels::sloped_area(run.times, values, run.size);
    good_ns += length;
    from_good_ns += length;
    const auto zero = kernels::zero_time(run.times, values, run.size);
    zero_ns += zero;
    non_zero_ns += length - zero;
  }
  if (needs_.interpolated_time) {
    area +=
        kBool ? kernels::stepped_area(run.times, values, run.size) : kernels::sloped_area(run.times, values, run.size);
    area_ns += length;
  }
  good += size;
}

void IntervalSums::good_run(const Run& run) {
  if (!any()) first_time = run.times[0];
  worst.take(contracts::quality::kGood, static_cast<std::int64_t>(run.size));
  non_good_after_last_good = false;
  std::visit(
      [&]<class T>(const std::vector<T>& column) {
        if constexpr (!std::is_same_v<T, std::string>) good_numbers(run, column.data() + run.offset);
      },
      *run.values);
}

}  // namespace millwright::scada::historian
