#include "scada/historian/query/answer.h"

#include <cmath>
#include <functional>

namespace millwright::scada::historian {
namespace {

using contracts::Quality;
using contracts::Value;
constexpr auto kGood = contracts::quality::kGood;
constexpr auto kUncertain = quality::kUncertainDataSubNormal;
constexpr double kNsPerMs = 1e6;
constexpr double kNsPerSecond = 1e9;

/// One interval as time flows through it, with the rules for its answers.
class Answers {
 public:
  Answers(const IntervalFacts& facts, const AggregateConfiguration& configuration, bool backwards)
      : facts_(facts), sums_(facts.sums), configuration_(configuration), backwards_(backwards) {}

  [[nodiscard]] Processed of(Aggregate aggregate) const;

 private:
  [[nodiscard]] std::int64_t start() const { return backwards_ ? facts_.interval.high : facts_.interval.low; }
  [[nodiscard]] std::int64_t effective_end() const {
    const auto unit = configuration_.time_unit.count();
    return backwards_ ? facts_.interval.low + unit : facts_.interval.high - unit;
  }
  [[nodiscard]] const Bound& start_bound() const { return backwards_ ? facts_.high_simple : facts_.low_simple; }
  [[nodiscard]] const Bound& end_bound() const { return backwards_ ? facts_.low_simple : facts_.high_simple; }
  [[nodiscard]] std::uint32_t partial() const {
    const bool whole = facts_.interval.whole && !facts_.data_begins && !facts_.data_ends;
    return whole ? 0 : info::kPartial;
  }
  [[nodiscard]] bool usable(Quality quality) const {
    return !quality.is_bad() && !(configuration_.treat_uncertain_as_bad && quality.is_uncertain());
  }

  [[nodiscard]] Processed at(std::int64_t time, Value value, Quality status, std::uint32_t bits) const {
    return {from_unix_ns(time), std::move(value), with_info(status, bits)};
  }
  [[nodiscard]] Processed calculated(Value value, Quality status) const {
    return at(start(), std::move(value), status, info::kCalculated | partial());
  }
  [[nodiscard]] Processed nothing(Quality status = quality::kBadNoData, std::uint32_t bits = 0) const {
    return {from_unix_ns(start()), std::nullopt, with_info(status, bits)};
  }
  [[nodiscard]] Value same(double number) const { return as_type_of(facts_.like, number); }
  [[nodiscard]] Value difference(double number) const {
    if (std::holds_alternative<bool>(facts_.like)) return static_cast<std::int64_t>(number);
    return same(number);
  }

  [[nodiscard]] Quality by_percent(double good, double bad, double whole) const;
  [[nodiscard]] Quality by_values() const;
  [[nodiscard]] Quality by_time() const;
  [[nodiscard]] Processed by_time_calculated(Value value) const;

  [[nodiscard]] Processed of_ends_and_quality(Aggregate aggregate) const;
  [[nodiscard]] Processed interpolative() const;
  [[nodiscard]] Processed average() const;
  [[nodiscard]] Processed time_average(bool total) const;
  [[nodiscard]] Processed time_average2(bool total) const;
  [[nodiscard]] Processed extremum(bool maximum, bool actual_time) const;
  [[nodiscard]] Processed range() const;
  [[nodiscard]] bool uncertain_beyond(bool maximum) const;
  struct Bounded;
  [[nodiscard]] Bounded bounded_extremum(bool maximum) const;
  [[nodiscard]] Processed extremum2(bool maximum, bool actual_time) const;
  [[nodiscard]] Processed range2() const;
  [[nodiscard]] Processed counted(std::int64_t count) const;
  [[nodiscard]] Processed end_sample(bool last) const;
  [[nodiscard]] Processed delta() const;
  [[nodiscard]] Processed bound(bool end) const;
  [[nodiscard]] Processed delta_bounds() const;
  [[nodiscard]] Processed duration(std::int64_t ns, bool percent) const;
  [[nodiscard]] Processed worst(bool with_bounds) const;
  [[nodiscard]] Processed deviation(bool sample, bool root) const;

  const IntervalFacts& facts_;
  const IntervalSums& sums_;
  const AggregateConfiguration& configuration_;
  bool backwards_;
};

// 5.4.3.2.1, with 4.2.1.2: where both percentages are met Good goes first.
Quality Answers::by_percent(double good, double bad, double whole) const {
  if (whole <= 0 || good >= whole) return kGood;
  if (good * 100 >= whole * configuration_.percent_data_good) return kGood;
  return bad * 100 >= whole * configuration_.percent_data_bad ? contracts::quality::kBad : kUncertain;
}

Quality Answers::by_values() const {
  const auto bad = sums_.bad + (configuration_.treat_uncertain_as_bad ? sums_.uncertain : 0);
  return by_percent(static_cast<double>(sums_.good), static_cast<double>(bad),
                    static_cast<double>(sums_.good + sums_.uncertain + sums_.bad));
}

Quality Answers::by_time() const {
  const auto bad = sums_.bad_ns + (configuration_.treat_uncertain_as_bad ? sums_.uncertain_ns : 0);
  const auto whole = sums_.good_ns + sums_.uncertain_ns + sums_.bad_ns;
  return by_percent(static_cast<double>(whole - bad), static_cast<double>(bad), static_cast<double>(whole));
}

Processed Answers::by_time_calculated(Value value) const {
  const auto status = by_time();
  if (status.is_bad()) return nothing(status, info::kCalculated | partial());
  return calculated(std::move(value), status);
}

Processed Answers::interpolative() const {
  const auto& found = backwards_ ? facts_.high_interpolated : facts_.low_interpolated;
  if (!found.exists()) return nothing();
  return at(start(), found.value, found.status, found.raw ? 0 : info::kInterpolated);
}

Processed Answers::average() const {
  if (sums_.good == 0) return nothing();
  const auto status = by_values();
  if (status.is_bad()) return nothing(status);
  // Never Partial (Table 53).
  return at(start(), sums_.sum / static_cast<double>(sums_.good), status, info::kCalculated);
}

Processed Answers::time_average(bool total) const {
  if (sums_.area_ns == 0) return nothing();
  const double value = total ? sums_.area / kNsPerSecond : sums_.area / static_cast<double>(sums_.area_ns);
  return calculated(value, sums_.area_uncertain ? kUncertain : kGood);
}

Processed Answers::time_average2(bool total) const {
  const auto valued_ns = sums_.good_ns + sums_.uncertain_ns;
  if (valued_ns == 0) return nothing();
  return by_time_calculated(total ? sums_.area2 / kNsPerSecond : sums_.area2 / static_cast<double>(valued_ns));
}

/// An Uncertain value is less than the least, or greater than the greatest, Good one.
bool Answers::uncertain_beyond(bool maximum) const {
  if (maximum) return sums_.uncertain_max.found && sums_.uncertain_max.number > sums_.max.number;
  return sums_.uncertain_min.found && sums_.uncertain_min.number < sums_.min.number;
}

Processed Answers::extremum(bool maximum, bool actual_time) const {
  const auto& found = maximum ? sums_.max : sums_.min;
  if (!found.found) return nothing();
  const bool bad = sums_.bad > 0 || (configuration_.treat_uncertain_as_bad && sums_.uncertain > 0);
  const auto status = bad || uncertain_beyond(maximum) ? kUncertain : kGood;
  const auto bits = partial() | (found.again ? info::kMultiValue : 0);
  if (actual_time) return at(found.time, same(found.number), status, bits);
  return at(start(), same(found.number), status, bits | (found.time == start() ? 0 : info::kCalculated));
}

Processed Answers::range() const {
  if (!sums_.max.found) return nothing();
  const bool bad = sums_.bad > 0 || (configuration_.treat_uncertain_as_bad && sums_.uncertain > 0);
  const bool sub_normal = bad || uncertain_beyond(true) || uncertain_beyond(false);
  return calculated(difference(sums_.max.number - sums_.min.number), sub_normal ? kUncertain : kGood);
}

struct Answers::Bounded {
  Extremum extremum;
  enum class From { none, start_bound, sample, end_bound } from = From::none;
};

// 5.4.3.15 to 5.4.3.18. The oldest of several is taken, so the candidates go in order of time.
Answers::Bounded Answers::bounded_extremum(bool maximum) const {
  Bounded out;
  const auto take = [&](const Extremum& candidate, Bounded::From from) {
    if (!candidate.found) return;
    const auto& held = out.extremum;
    const bool beats = !held.found || (maximum ? candidate.number > held.number : candidate.number < held.number) ||
                       (candidate.number == held.number && candidate.time < held.time);
    const bool equal = held.found && candidate.number == held.number;
    if (beats) {
      out = {candidate, from};
    }
    if (equal) out.extremum.again = true;
  };
  const auto& first = start_bound();
  if (usable(first.status) && !first.raw) take({first.number, start(), true, false}, Bounded::From::start_bound);
  take(maximum ? sums_.max : sums_.min, Bounded::From::sample);
  if (!configuration_.treat_uncertain_as_bad)
    take(maximum ? sums_.uncertain_max : sums_.uncertain_min, Bounded::From::sample);
  const auto& last = end_bound();
  const bool sloped = !configuration_.stepped && !always_stepped(facts_.like);
  const auto end = backwards_ ? facts_.interval.low : facts_.interval.high;
  if (sloped && usable(last.status)) take({last.number, end, true, false}, Bounded::From::end_bound);
  return out;
}

Processed Answers::extremum2(bool maximum, bool actual_time) const {
  const auto found = bounded_extremum(maximum);
  if (found.from == Bounded::From::none) return nothing();
  const auto status = by_time();
  if (status.is_bad()) return nothing(status, info::kCalculated | partial());
  const bool at_end = found.from == Bounded::From::end_bound;
  const bool interpolated = found.from == Bounded::From::start_bound || (at_end && (actual_time || !end_bound().raw));
  auto bits = partial() | (found.extremum.again ? info::kMultiValue : 0);
  if (interpolated)
    bits |= info::kInterpolated;
  else if (!actual_time && (at_end || found.extremum.time != start()))
    bits |= info::kCalculated;
  const auto own_time = at_end ? effective_end() : found.extremum.time;
  return at(actual_time ? own_time : start(), same(found.extremum.number), status, bits);
}

Processed Answers::range2() const {
  const auto least = bounded_extremum(false);
  const auto most = bounded_extremum(true);
  if (least.from == Bounded::From::none || by_time().is_bad()) return nothing();
  return calculated(difference(most.extremum.number - least.extremum.number), by_time());
}

Processed Answers::counted(std::int64_t count) const {
  const auto status = by_values();
  if (status.is_bad()) return nothing(status);
  return calculated(count, status);
}

Processed Answers::end_sample(bool last) const {
  const auto& found = last == backwards_ ? sums_.first : sums_.last;
  if (!found) return nothing();
  if (found->quality.is_bad()) return {from_unix_ns(found->time), std::nullopt, with_info(found->quality, partial())};
  return at(found->time, found->value, found->quality, partial());
}

Processed Answers::delta() const {
  if (sums_.good == 0) return nothing();
  const bool skipped = sums_.non_good_before_first_good || sums_.non_good_after_last_good;
  return calculated(difference(sums_.last_good - sums_.first_good), skipped ? kUncertain : kGood);
}

Processed Answers::bound(bool end) const {
  const auto& found = end ? end_bound() : start_bound();
  if (!found.exists()) return nothing(quality::kBadNoData, partial());
  const auto place = found.raw ? 0 : info::kInterpolated;
  return at(start(), found.value, found.status, partial() | (end ? info::kCalculated : place));
}

Processed Answers::delta_bounds() const {
  if (!start_bound().exists() || !end_bound().exists()) return nothing(quality::kBadNoData, partial());
  const bool good = start_bound().status.is_good() && end_bound().status.is_good();
  return calculated(difference(end_bound().number - start_bound().number), good ? kGood : kUncertain);
}

Processed Answers::duration(std::int64_t ns, bool percent) const {
  if (!percent) return calculated(static_cast<double>(ns) / kNsPerMs, kGood);
  const auto whole = sums_.good_ns + sums_.uncertain_ns + sums_.bad_ns;
  if (whole == 0) return nothing();
  return calculated(static_cast<double>(ns) / static_cast<double>(whole) * 100, kGood);
}

Processed Answers::worst(bool with_bounds) const {
  Worst found;
  // A sample at the interval's start is one of the interval; at its end it is not, and stands for the bound.
  if (with_bounds && (backwards_ || !facts_.low_simple.raw)) found.take(facts_.low_simple.status);
  if (sums_.worst.severity >= 0) found.take(sums_.worst.quality, sums_.worst.count);
  if (with_bounds && (!backwards_ || !facts_.high_simple.raw)) found.take(facts_.high_simple.status);
  if (found.severity < 0) return nothing();
  const auto bits = found.severity > 0 && found.count > 1 ? info::kMultiValue : 0;
  return at(start(), static_cast<std::int64_t>(found.quality.code()), kGood, info::kCalculated | partial() | bits);
}

Processed Answers::deviation(bool sample, bool root) const {
  if (sums_.good == 0) return nothing();
  const auto divisor = static_cast<double>(sample ? sums_.good - 1 : sums_.good);
  const double variance = divisor == 0 ? 0 : sums_.squares / divisor;
  const bool skipped = sums_.bad + sums_.uncertain > 0;
  return calculated(root ? std::sqrt(variance) : variance, skipped ? kUncertain : kGood);
}

Processed Answers::of(Aggregate aggregate) const {
  if (aggregate == Aggregate::interpolative) return interpolative();
  if (facts_.before_data || facts_.after_data) return nothing();
  switch (aggregate) {
    case Aggregate::interpolative:
      break;
    case Aggregate::average:
      return average();
    case Aggregate::time_average:
      return time_average(false);
    case Aggregate::total:
      return time_average(true);
    case Aggregate::time_average2:
      return time_average2(false);
    case Aggregate::total2:
      return time_average2(true);
    case Aggregate::minimum:
      return extremum(false, false);
    case Aggregate::maximum:
      return extremum(true, false);
    case Aggregate::minimum_actual_time:
      return extremum(false, true);
    case Aggregate::maximum_actual_time:
      return extremum(true, true);
    case Aggregate::range:
      return range();
    case Aggregate::minimum2:
      return extremum2(false, false);
    case Aggregate::maximum2:
      return extremum2(true, false);
    case Aggregate::minimum_actual_time2:
      return extremum2(false, true);
    case Aggregate::maximum_actual_time2:
      return extremum2(true, true);
    case Aggregate::range2:
      return range2();
    case Aggregate::count:
      return counted(sums_.good);
    case Aggregate::duration_in_state_zero:
      return by_time_calculated(static_cast<double>(sums_.zero_ns) / kNsPerMs);
    case Aggregate::duration_in_state_non_zero:
      return by_time_calculated(static_cast<double>(sums_.non_zero_ns) / kNsPerMs);
    case Aggregate::number_of_transitions:
      return counted(sums_.changes);
    default:
      return of_ends_and_quality(aggregate);
  }
  return nothing();
}

Processed Answers::of_ends_and_quality(Aggregate aggregate) const {
  switch (aggregate) {
    case Aggregate::start:
      return end_sample(false);
    case Aggregate::end:
      return end_sample(true);
    case Aggregate::delta:
      return delta();
    case Aggregate::start_bound:
      return bound(false);
    case Aggregate::end_bound:
      return bound(true);
    case Aggregate::delta_bounds:
      return delta_bounds();
    case Aggregate::duration_good:
      return duration(sums_.from_good_ns, false);
    case Aggregate::duration_bad:
      return duration(sums_.from_bad_ns, false);
    case Aggregate::percent_good:
      return duration(sums_.from_good_ns, true);
    case Aggregate::percent_bad:
      return duration(sums_.from_bad_ns, true);
    case Aggregate::worst_quality:
      return worst(false);
    case Aggregate::worst_quality2:
      return worst(true);
    case Aggregate::standard_deviation_sample:
      return deviation(true, true);
    case Aggregate::variance_sample:
      return deviation(true, false);
    case Aggregate::standard_deviation_population:
      return deviation(false, true);
    case Aggregate::variance_population:
      return deviation(false, false);
    default:
      return nothing();
  }
}

}  // namespace

Processed answer(Aggregate aggregate, const IntervalFacts& facts, const AggregateConfiguration& configuration,
                 bool backwards) {
  return Answers(facts, configuration, backwards).of(aggregate);
}

}  // namespace millwright::scada::historian
