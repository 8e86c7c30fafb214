#pragma once
// The words of OPC UA Part 13 (Aggregates): which there are, how they are configured, what one of them answers.
// Sections are those of OPC 10000-13 version 1.05.07.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "lib/base/result.h"
#include "lib/contracts/value.h"
#include "scada/historian/series/source.h"

namespace millwright::scada::historian {

/// What can be wrong with a question, in the standard's words (Part 13, 5.3.2; Part 11, 6.5.4.2).
enum class QueryError {
  invalid_argument,         // BadInvalidArgument: start and end are the same, or a negative interval
  aggregate_not_supported,  // BadAggregateNotSupported: this aggregate of text
  invalid_configuration,    // BadAggregateConfigurationRejected: percentages that no interval could satisfy
  unknown_tag,              // BadNodeIdUnknown
  storage                   // BadDataUnavailable: what is kept cannot be read
};

/// Part 13, 5.4.3.4 to 5.4.3.40, in its order. AnnotationCount is left out: nothing here is annotated.
enum class Aggregate : std::uint8_t {
  interpolative,
  average,
  time_average,
  time_average2,
  total,
  total2,
  minimum,
  maximum,
  minimum_actual_time,
  maximum_actual_time,
  range,
  minimum2,
  maximum2,
  minimum_actual_time2,
  maximum_actual_time2,
  range2,
  count,
  duration_in_state_zero,
  duration_in_state_non_zero,
  number_of_transitions,
  start,
  end,
  delta,
  start_bound,
  end_bound,
  delta_bounds,
  duration_good,
  duration_bad,
  percent_good,
  percent_bad,
  worst_quality,
  worst_quality2,
  standard_deviation_sample,
  variance_sample,
  standard_deviation_population,
  variance_population
};
inline constexpr std::size_t kAggregates = 36;

/// "TimeAverage2": the browse name of Part 13, 4.2.2.
[[nodiscard]] std::string_view name_of(Aggregate aggregate);
[[nodiscard]] std::optional<Aggregate> aggregate_from_name(std::string_view name);
/// Text is counted, has a first and a last value, a quality and its durations; it has no mean and no bounds.
[[nodiscard]] bool is_for_text(Aggregate aggregate);

/// Part 13, 4.2.1.2 (AggregateConfiguration) and Part 11, 5.2.2 (Stepped). The defaults are the standard's.
struct AggregateConfiguration {
  bool treat_uncertain_as_bad = true;
  std::uint8_t percent_data_bad = 100;   // an interval is Bad with at least so much Bad data
  std::uint8_t percent_data_good = 100;  // and Good with at least so much Good data; else Uncertain
  bool use_sloped_extrapolation = false;
  bool stepped = false;  // true: a value holds until the next. bool and text are always stepped.
  /// The time resolution of 5.4.2.4: EffectiveEndTime lies one unit before an interval's end, and the last value that
  /// is stored counts for one unit.
  Duration time_unit = std::chrono::milliseconds{1};
};

/// percent_data_good >= 100 - percent_data_bad, both at most 100 (4.2.1.2); a time unit above zero.
[[nodiscard]] Result<void, QueryError> check(const AggregateConfiguration& configuration);

/// The aggregate information bits of a status code (Part 4, 7.39.2; Part 13, 5.3.3). Raw is the absence of bits; a code
/// without any keeps InfoType 0, so that Good is 0.
namespace info {
inline constexpr std::uint32_t kCalculated = 0x01;
inline constexpr std::uint32_t kInterpolated = 0x02;
inline constexpr std::uint32_t kPartial = 0x04;
inline constexpr std::uint32_t kExtraData = 0x08;  // never set: a time has one sample here
inline constexpr std::uint32_t kMultiValue = 0x10;
}  // namespace info

namespace quality {
inline constexpr contracts::Quality kBadNoData{0x809B0000u};
inline constexpr contracts::Quality kUncertainDataSubNormal{0x40A40000u};
}  // namespace quality

[[nodiscard]] contracts::Quality with_info(contracts::Quality quality, std::uint32_t bits);

/// One answer. `value` is absent where `status` is Bad. Its type is that of the tag where the standard says "Same as
/// Source" (a difference of bools is an integer), Int64 for counts and for the status code that WorstQuality returns,
/// else double: durations in ms, percentages 0 to 100, totals in unit times seconds. Integers beyond 2^53 lose digits.
struct Processed {
  Timestamp time{};  // the interval's start, or where the standard says so the sample's own time
  std::optional<contracts::Value> value;
  contracts::Quality status;
  friend bool operator==(const Processed&, const Processed&) = default;
};

/// The caller's code for what a Source said.
template <class T>
[[nodiscard]] std::unexpected<Failure<QueryError>> query_failure(const Result<T, ReadError>& result) {
  const bool unknown = result.error().code == ReadError::unknown_tag;
  return fail(unknown ? QueryError::unknown_tag : QueryError::storage, "{}", result.error().message);
}

}  // namespace millwright::scada::historian
