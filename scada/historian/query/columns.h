#pragma once
// Answers in columns, for whoever draws or reckons: times, values and qualities each in a list of their own, without a
// name or a date beside every sample. In JSON they are a third of the samples one by one.

#include <optional>
#include <vector>

#include "lib/base/json_text.h"
#include "lib/contracts/value.h"
#include "scada/historian/query/processed.h"

namespace millwright::scada::historian {

/// Moments. In JSON: milliseconds since 1970-01-01T00:00:00Z, with as many decimals as they need.
struct Moments {
  std::vector<std::int64_t> ns;
  friend bool operator==(const Moments&, const Moments&) = default;
};

/// One column of values, all of a type. In JSON: numbers, true and false, or texts; null for NaN and infinities.
struct ValueColumn {
  Values values;
  friend bool operator==(const ValueColumn&, const ValueColumn&) = default;
};

/// From the entry of number `from` on, until the next run.
struct QualityRun {
  std::int64_t from = 0;
  contracts::Quality quality;
  friend bool operator==(const QualityRun&, const QualityRun&) = default;
};
BOOST_DESCRIBE_STRUCT(QualityRun, (), (from, quality))

struct SampleColumns {
  Moments times;
  ValueColumn values;
  std::vector<QualityRun> quality;
  std::optional<Timestamp> next{};  // there is more: ask again from here
};
BOOST_DESCRIBE_STRUCT(SampleColumns, (), (times, values, quality, next))

/// The first `max` samples with from <= time < to; where the type of the tag changes, those before.
[[nodiscard]] Result<SampleColumns, ReadError> sample_columns(const Source& source, TagId tag, Timestamp from,
                                                              Timestamp to, std::size_t max);

/// One aggregate of one tag, an entry an interval.
struct AggregateColumn {
  std::vector<std::optional<double>> values;  // absent where the interval is Bad
  std::vector<QualityRun> quality;
};
BOOST_DESCRIBE_STRUCT(AggregateColumn, (), (values, quality))

/// Of the one aggregate that was asked for, a number.
[[nodiscard]] AggregateColumn aggregate_column(const std::vector<std::vector<Processed>>& intervals);

}  // namespace millwright::scada::historian

template <>
struct millwright::JsonOf<millwright::scada::historian::Moments> {
  static json::value to(const scada::historian::Moments& moments);
  static json::object schema();
};
template <>
struct millwright::JsonTextOf<millwright::scada::historian::Moments> {
  static void append(std::string& out, const scada::historian::Moments& moments);
};
template <>
struct millwright::JsonOf<millwright::scada::historian::ValueColumn> {
  static json::value to(const scada::historian::ValueColumn& column);
  static json::object schema();
};
template <>
struct millwright::JsonTextOf<millwright::scada::historian::ValueColumn> {
  static void append(std::string& out, const scada::historian::ValueColumn& column);
};
