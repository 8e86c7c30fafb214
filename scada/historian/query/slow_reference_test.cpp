#include "scada/historian/query/slow_reference.h"

#include <algorithm>
#include <cmath>

namespace millwright::scada::historian {
namespace {

using contracts::Quality;
using contracts::Sample;
constexpr auto kGood = contracts::quality::kGood;
constexpr auto kSub = quality::kUncertainDataSubNormal;
constexpr Duration kCell = std::chrono::seconds{1};

double number(const Sample& sample) { return contracts::number_in(sample.value).value_or(0); }
double seconds(Duration duration) { return static_cast<double>(duration.count()) / 1e9; }
double line(const Sample& a, const Sample& b, Timestamp t) {
  return number(a) + (number(b) - number(a)) * seconds(t - a.source_time) / seconds(b.source_time - a.source_time);
}
Processed none(Timestamp time, Quality status = quality::kBadNoData, std::uint32_t bits = 0) {
  return {time, std::nullopt, with_info(status, bits)};
}

}  // namespace

SlowReference::SlowReference(std::vector<Sample> samples, AggregateConfiguration configuration)
    : samples_(std::move(samples)), configuration_(configuration) {}

bool SlowReference::ok(Quality quality) const {
  if (quality.is_uncertain()) return !configuration_.treat_uncertain_as_bad;
  return quality.is_good();
}

bool SlowReference::stepped() const {
  return configuration_.stepped || (!samples_.empty() && samples_[0].value.index() == 0);
}

const Sample* SlowReference::nearest(Timestamp time, bool before, bool usable_only) const {
  const Sample* found = nullptr;
  for (const auto& sample : samples_) {
    if (usable_only && !ok(sample.quality)) continue;
    if (before && sample.source_time <= time) found = &sample;
    if (!before && sample.source_time > time && found == nullptr) found = &sample;
  }
  return found;
}

SlowReference::Worth SlowReference::simple(Timestamp time) const {
  const auto* a = nearest(time, true, false);
  const auto* b = nearest(time, false, false);
  if (a == nullptr) return {};
  if (a->source_time == time)
    return ok(a->quality) ? Worth{number(*a), a->quality, true} : Worth{0, quality::kBadNoData, true};
  if (!ok(a->quality) || b == nullptr) return {};
  if (stepped()) return {number(*a), a->quality.is_good() ? kGood : kSub, false};
  if (!ok(b->quality)) return {number(*a), kSub, false};
  return {line(*a, *b, time), a->quality.is_good() && b->quality.is_good() ? kGood : kSub, false};
}

SlowReference::Worth SlowReference::interpolated(Timestamp time, bool is_stepped) const {
  const auto* a = nearest(time, true, true);
  const auto* b = nearest(time, false, true);
  if (a == nullptr) return {};
  if (a->source_time == time) return {number(*a), a->quality, true};
  const bool last = nearest(time, false, false) == nullptr;
  const auto bad_between = [&](Timestamp until) {
    return std::ranges::any_of(samples_, [&](const Sample& s) {
      return s.source_time > a->source_time && s.source_time <= until && !ok(s.quality);
    });
  };
  if (is_stepped) return {number(*a), !last && a->quality.is_good() && !bad_between(time) ? kGood : kSub, false};
  if (b != nullptr) {
    const bool good = a->quality.is_good() && b->quality.is_good() && !bad_between(b->source_time);
    return {line(*a, *b, time), good ? kGood : kSub, false};
  }
  const auto* before = nearest(a->source_time - Duration{1}, true, true);
  if (!configuration_.use_sloped_extrapolation || before == nullptr) return {number(*a), kSub, false};
  return {line(*before, *a, time), kSub, false};
}

contracts::Value SlowReference::typed(double value, bool is_difference) const {
  if (samples_.empty() || samples_[0].value.index() == 2) return value;
  if (samples_[0].value.index() == 0 && !is_difference) return value != 0;
  return static_cast<std::int64_t>(std::round(value));
}

Quality SlowReference::share(double good, double uncertain, double bad) const {
  const double all = good + uncertain + bad;
  if (configuration_.treat_uncertain_as_bad) bad += uncertain;
  if (all == 0 || good / all * 100 >= configuration_.percent_data_good) return kGood;
  return bad / all * 100 >= configuration_.percent_data_bad ? contracts::quality::kBad : kSub;
}

std::uint32_t SlowReference::partial(const Span& span) const {
  if (span.inside.empty()) return span.whole ? 0 : info::kPartial;
  const bool begins = samples_.front().source_time > span.low;
  const bool ends = samples_.back().source_time < span.high;
  return begins || ends || !span.whole ? info::kPartial : 0;
}

SlowReference::Regions SlowReference::regions(const Span& span) const {
  Regions out;
  const auto data_end = samples_.back().source_time + configuration_.time_unit;
  for (auto cell = span.low; cell < std::min(span.high, data_end); cell += kCell) {
    const auto middle = cell + kCell / 2;
    auto worth = simple(middle);
    const auto* a = nearest(middle, true, false);
    if (a == &samples_.back() && ok(a->quality)) worth = {number(*a), stepped() ? a->quality : kSub, false};
    (worth.status.is_good() ? out.good : worth.status.is_bad() ? out.bad : out.uncertain) += 1;
    if (!worth.status.is_bad()) out.area += worth.value;
    const bool from_start = a == nullptr || a->source_time < span.low;
    const auto begin = from_start ? simple(span.low) : Worth{number(*a), a->quality, true};
    if (begin.status.is_good()) {
      out.from_good += 1;
      if (begin.value == 0) out.zero += 1;
    } else if (!ok(begin.status)) {
      out.from_bad += 1;
    }
  }
  return out;
}

Processed SlowReference::extreme(const Span& span, bool maximum, bool actual, bool bounds, bool range) const {
  struct Candidate {
    double value;
    Timestamp time;
    std::uint32_t bits;
  };
  std::vector<Candidate> all;
  const auto first = simple(span.start);
  const auto last = simple(span.end);
  if (bounds && !first.raw && ok(first.status)) all.push_back({first.value, span.start, info::kInterpolated});
  bool bad = false;
  for (const auto* sample : span.inside) {
    bad |= !ok(sample->quality);
    if (!(bounds ? ok(sample->quality) : sample->quality.is_good())) continue;
    const bool plain = actual || sample->source_time == span.start;
    all.push_back({number(*sample), sample->source_time, plain ? 0 : info::kCalculated});
  }
  if (bounds && !stepped() && ok(last.status))
    all.push_back({last.value, span.end, actual || !last.raw ? info::kInterpolated : info::kCalculated});
  if (all.empty()) return none(span.start);
  std::ranges::stable_sort(all, {}, &Candidate::time);
  const auto less = [&](const Candidate& a, const Candidate& b) {
    return maximum ? a.value > b.value : a.value < b.value;
  };
  auto found = *std::ranges::min_element(all, less);
  const auto same = std::ranges::count_if(all, [&](const Candidate& c) { return c.value == found.value; });
  Quality status = bad ? kSub : kGood;
  const auto opposite = *std::ranges::max_element(all, less);
  for (const auto* sample : span.inside) {
    if (!sample->quality.is_uncertain()) continue;
    const double value = number(*sample);
    const bool beyond = maximum ? value > found.value : value < found.value;
    const bool beyond_other = maximum ? value < opposite.value : value > opposite.value;
    if (beyond || (range && beyond_other)) status = kSub;
  }
  if (bounds) {
    const auto r = regions(span);
    status = share(configuration_.treat_uncertain_as_bad ? r.good : r.good + r.uncertain,
                   configuration_.treat_uncertain_as_bad ? r.uncertain : 0, r.bad);
    if (status.is_bad() && range) return none(span.start);
    if (status.is_bad()) return none(span.start, status, info::kCalculated | partial(span));
  }
  if (range)
    return {span.start, typed(std::abs(found.value - opposite.value), true),
            with_info(status, info::kCalculated | partial(span))};
  const bool at_end =
      bounds && found.time == span.end && !std::ranges::count(span.inside, span.end, &Sample::source_time);
  auto time = found.time;
  if (at_end) time += span.backwards ? configuration_.time_unit : -configuration_.time_unit;
  return {actual ? time : span.start, typed(found.value, false),
          with_info(status, found.bits | partial(span) | (same > 1 ? info::kMultiValue : 0))};
}

Processed SlowReference::timed(Aggregate aggregate, const Span& span) const {
  const auto bits = info::kCalculated | partial(span);
  if (aggregate == Aggregate::time_average || aggregate == Aggregate::total) {
    double area = 0;
    double length = 0;
    bool sub = false;
    for (auto cell = span.low; cell < span.high; cell += kCell) {
      const auto worth = interpolated(cell + kCell / 2, samples_[0].value.index() == 0);
      // A bool is held, but its region is still Uncertain where the next value is.
      const auto sloped = interpolated(cell + kCell / 2, false);
      if (!worth.status.is_good() || !sloped.status.is_good()) sub = true;
      if (worth.status.is_bad()) continue;
      area += worth.value;
      length += 1;
    }
    if (length == 0) return none(span.start);
    return {span.start, aggregate == Aggregate::total ? area : area / length, with_info(sub ? kSub : kGood, bits)};
  }
  const auto r = regions(span);
  const double all = r.good + r.uncertain + r.bad;
  const auto status = share(configuration_.treat_uncertain_as_bad ? r.good : r.good + r.uncertain,
                            configuration_.treat_uncertain_as_bad ? r.uncertain : 0, r.bad);
  const auto good = [&](double value) { return Processed{span.start, value, with_info(kGood, bits)}; };
  const auto judged = [&](double value) {
    return status.is_bad() ? none(span.start, status, bits) : Processed{span.start, value, with_info(status, bits)};
  };
  switch (aggregate) {
    case Aggregate::time_average2:
      return r.good + r.uncertain == 0 ? none(span.start) : judged(r.area / (r.good + r.uncertain));
    case Aggregate::total2:
      return r.good + r.uncertain == 0 ? none(span.start) : judged(r.area);
    case Aggregate::duration_in_state_zero:
      return judged(r.zero * 1000);
    case Aggregate::duration_in_state_non_zero:
      return judged((r.from_good - r.zero) * 1000);
    case Aggregate::duration_good:
      return good(r.from_good * 1000);
    case Aggregate::duration_bad:
      return good(r.from_bad * 1000);
    case Aggregate::percent_good:
      return all == 0 ? none(span.start) : good(r.from_good / all * 100);
    default:
      return all == 0 ? none(span.start) : good(r.from_bad / all * 100);
  }
}

Processed SlowReference::counted(Aggregate aggregate, const Span& span) const {
  std::vector<double> good;
  double uncertain = 0;
  double bad = 0;
  std::int64_t changes = 0;
  for (const auto* sample : span.inside) {
    if (sample->quality.is_good()) good.push_back(number(*sample));
    uncertain += sample->quality.is_uncertain() ? 1 : 0;
    bad += sample->quality.is_bad() ? 1 : 0;
    const auto* before = nearest(sample->source_time - Duration{1}, true, true);
    if (ok(sample->quality) && (before == nullptr || number(*before) != number(*sample))) ++changes;
  }
  const auto status = share(static_cast<double>(good.size()), uncertain, bad);
  const auto bits = info::kCalculated | partial(span);
  if (aggregate == Aggregate::count || aggregate == Aggregate::number_of_transitions) {
    if (status.is_bad()) return none(span.start, status);
    const auto value = aggregate == Aggregate::count ? static_cast<std::int64_t>(good.size()) : changes;
    return {span.start, value, with_info(status, bits)};
  }
  if (good.empty()) return none(span.start);
  double mean = 0;
  for (const double value : good) mean += value / static_cast<double>(good.size());
  if (aggregate == Aggregate::average)
    return status.is_bad() ? none(span.start, status)
                           : Processed{span.start, mean, with_info(status, info::kCalculated)};
  double variance = 0;
  for (const double value : good) variance += (value - mean) * (value - mean);
  const bool population =
      aggregate == Aggregate::standard_deviation_population || aggregate == Aggregate::variance_population;
  const auto divisor = static_cast<double>(good.size()) - (population ? 0 : 1);
  variance = divisor == 0 ? 0 : variance / divisor;
  const bool root =
      aggregate == Aggregate::standard_deviation_population || aggregate == Aggregate::standard_deviation_sample;
  return {span.start, root ? std::sqrt(variance) : variance, with_info(uncertain + bad > 0 ? kSub : kGood, bits)};
}

Processed SlowReference::edges(Aggregate aggregate, const Span& span) const {
  const auto bits = partial(span);
  const auto first = simple(span.start);
  const auto last = simple(span.end);
  const auto bound = [&](const Worth& worth, std::uint32_t place) {
    return worth.status.is_bad()
               ? none(span.start, quality::kBadNoData, bits)
               : Processed{span.start, typed(worth.value, false), with_info(worth.status, bits | place)};
  };
  if (aggregate == Aggregate::start_bound) return bound(first, first.raw ? 0 : info::kInterpolated);
  if (aggregate == Aggregate::end_bound) return bound(last, info::kCalculated);
  if (aggregate == Aggregate::delta_bounds) {
    if (first.status.is_bad() || last.status.is_bad()) return none(span.start, quality::kBadNoData, bits);
    const bool good = first.status.is_good() && last.status.is_good();
    return {span.start, typed(last.value - first.value, true),
            with_info(good ? kGood : kSub, bits | info::kCalculated)};
  }
  if (aggregate == Aggregate::worst_quality || aggregate == Aggregate::worst_quality2) {
    std::vector<Quality> all;
    const bool bounds = aggregate == Aggregate::worst_quality2;
    const auto inside = [&](Timestamp time) { return std::ranges::count(span.inside, time, &Sample::source_time) > 0; };
    if (bounds && !inside(span.low)) all.push_back(simple(span.low).status);
    for (const auto* sample : span.inside) all.push_back(sample->quality);
    if (bounds && !inside(span.high)) all.push_back(simple(span.high).status);
    if (all.empty()) return none(span.start);
    const auto severity = [](Quality q) { return q.is_bad() ? 2 : q.is_uncertain() ? 1 : 0; };
    const auto worst = *std::ranges::max_element(all, {}, severity);
    const auto same = std::ranges::count(all, severity(worst), severity);
    const auto multi = severity(worst) > 0 && same > 1 ? info::kMultiValue : 0;
    return {span.start, static_cast<std::int64_t>(worst.code()), with_info(kGood, bits | info::kCalculated | multi)};
  }
  if (aggregate == Aggregate::delta) {
    const auto is_good = [](const Sample* s) { return s->quality.is_good(); };
    const auto a = std::ranges::find_if(span.inside, is_good);
    if (a == span.inside.end()) return none(span.start);
    const auto b = std::ranges::find_if(span.inside.rbegin(), span.inside.rend(), is_good);
    const bool skipped = a != span.inside.begin() || b != span.inside.rbegin();
    return {span.start, typed(number(**b) - number(**a), true),
            with_info(skipped ? kSub : kGood, bits | info::kCalculated)};
  }
  if (span.inside.empty()) return none(span.start);
  const auto& found = (aggregate == Aggregate::start) != span.backwards ? *span.inside.front() : *span.inside.back();
  if (found.quality.is_bad()) return none(found.source_time, found.quality, bits);
  return {found.source_time, found.value, with_info(found.quality, bits)};
}

Processed SlowReference::one(Aggregate aggregate, const Span& span) const {
  if (aggregate == Aggregate::interpolative) return at_time(span.start, false);
  if (samples_.empty()) return none(span.start);
  const bool data_before = nearest(span.backwards ? span.low : span.low - Duration{1}, true, false) != nullptr;
  const bool data_after = nearest(span.backwards ? span.high : span.high - Duration{1}, false, false) != nullptr;
  if (span.inside.empty() && (!data_before || !data_after)) return none(span.start);
  switch (aggregate) {
    case Aggregate::minimum:
      return extreme(span, false, false, false, false);
    case Aggregate::maximum:
      return extreme(span, true, false, false, false);
    case Aggregate::minimum_actual_time:
      return extreme(span, false, true, false, false);
    case Aggregate::maximum_actual_time:
      return extreme(span, true, true, false, false);
    case Aggregate::range:
      return extreme(span, true, false, false, true);
    case Aggregate::minimum2:
      return extreme(span, false, false, true, false);
    case Aggregate::maximum2:
      return extreme(span, true, false, true, false);
    case Aggregate::minimum_actual_time2:
      return extreme(span, false, true, true, false);
    case Aggregate::maximum_actual_time2:
      return extreme(span, true, true, true, false);
    case Aggregate::range2:
      return extreme(span, true, false, true, true);
    case Aggregate::start:
    case Aggregate::end:
    case Aggregate::delta:
    case Aggregate::start_bound:
    case Aggregate::end_bound:
    case Aggregate::delta_bounds:
    case Aggregate::worst_quality:
    case Aggregate::worst_quality2:
      return edges(aggregate, span);
    case Aggregate::average:
    case Aggregate::count:
    case Aggregate::number_of_transitions:
    case Aggregate::standard_deviation_sample:
    case Aggregate::variance_sample:
    case Aggregate::standard_deviation_population:
    case Aggregate::variance_population:
      return counted(aggregate, span);
    default:
      return timed(aggregate, span);
  }
}

Processed SlowReference::at_time(Timestamp time, bool use_simple) const {
  const auto worth = use_simple ? simple(time) : interpolated(time, stepped());
  if (worth.status.is_bad()) return none(time);
  return {time, typed(worth.value, false), with_info(worth.status, worth.raw ? 0 : info::kInterpolated)};
}

std::vector<Processed> SlowReference::processed(Aggregate aggregate, Timestamp start, Timestamp end,
                                                Duration interval) const {
  std::vector<Processed> out;
  const bool backwards = end < start;
  const auto range = backwards ? start - end : end - start;
  if (interval == Duration::zero() || interval > range) interval = range;
  for (auto done = Duration::zero(); done < range; done += interval) {
    Span span;
    const auto length = std::min(interval, range - done);
    span.backwards = backwards;
    span.whole = length == interval;
    span.start = backwards ? start - done : start + done;
    span.end = backwards ? span.start - length : span.start + length;
    span.low = std::min(span.start, span.end);
    span.high = std::max(span.start, span.end);
    for (const auto& sample : samples_) {
      const auto time = sample.source_time;
      if (backwards ? time > span.low && time <= span.high : time >= span.low && time < span.high)
        span.inside.push_back(&sample);
    }
    out.push_back(one(aggregate, span));
  }
  return out;
}

}  // namespace millwright::scada::historian
