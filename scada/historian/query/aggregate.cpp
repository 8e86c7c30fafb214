#include "scada/historian/query/aggregate.h"

#include <algorithm>
#include <array>

namespace millwright::scada::historian {
namespace {

constexpr std::array<std::string_view, kAggregates> kNames{"Interpolative",
                                                           "Average",
                                                           "TimeAverage",
                                                           "TimeAverage2",
                                                           "Total",
                                                           "Total2",
                                                           "Minimum",
                                                           "Maximum",
                                                           "MinimumActualTime",
                                                           "MaximumActualTime",
                                                           "Range",
                                                           "Minimum2",
                                                           "Maximum2",
                                                           "MinimumActualTime2",
                                                           "MaximumActualTime2",
                                                           "Range2",
                                                           "Count",
                                                           "DurationInStateZero",
                                                           "DurationInStateNonZero",
                                                           "NumberOfTransitions",
                                                           "Start",
                                                           "End",
                                                           "Delta",
                                                           "StartBound",
                                                           "EndBound",
                                                           "DeltaBounds",
                                                           "DurationGood",
                                                           "DurationBad",
                                                           "PercentGood",
                                                           "PercentBad",
                                                           "WorstQuality",
                                                           "WorstQuality2",
                                                           "StandardDeviationSample",
                                                           "VarianceSample",
                                                           "StandardDeviationPopulation",
                                                           "VariancePopulation"};

}  // namespace

std::string_view name_of(Aggregate aggregate) { return kNames.at(static_cast<std::size_t>(aggregate)); }

std::optional<Aggregate> aggregate_from_name(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Aggregate>(found - kNames.begin());
}

bool is_for_text(Aggregate aggregate) {
  switch (aggregate) {
    case Aggregate::count:
    case Aggregate::start:
    case Aggregate::end:
    case Aggregate::duration_good:
    case Aggregate::duration_bad:
    case Aggregate::percent_good:
    case Aggregate::percent_bad:
    case Aggregate::worst_quality:
    case Aggregate::worst_quality2:
      return true;
    default:
      return false;
  }
}

Result<void, QueryError> check(const AggregateConfiguration& configuration) {
  const int good = configuration.percent_data_good;
  const int bad = configuration.percent_data_bad;
  if (good > 100 || bad > 100)
    return fail(QueryError::invalid_configuration, "PercentDataGood {} and PercentDataBad {} are at most 100", good,
                bad);
  if (good < 100 - bad)
    return fail(QueryError::invalid_configuration, "PercentDataGood {} is less than 100 - PercentDataBad {}", good,
                bad);
  if (configuration.time_unit <= Duration::zero())
    return fail(QueryError::invalid_configuration, "the time unit is not above zero");
  return {};
}

contracts::Quality with_info(contracts::Quality quality, std::uint32_t bits) {
  constexpr std::uint32_t kDataValue = 0x0400;
  if (bits == 0) return quality;
  return contracts::Quality{(quality.code() & 0xFFFF0000u) | kDataValue | bits};
}

}  // namespace millwright::scada::historian
