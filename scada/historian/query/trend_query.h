#pragma once
// What a drawn trend needs of a tag: a few samples a pixel column, or statistics a bucket. One pass, and the memory of
// the answer.

#include <optional>
#include <vector>

#include "scada/historian/query/aggregate.h"

namespace millwright::scada::historian {

/// A sample to draw; without a value where it was Bad: there the line is broken.
struct TrendPoint {
  Timestamp time{};
  std::optional<double> value;
  contracts::Quality quality;
  friend bool operator==(const TrendPoint&, const TrendPoint&) = default;
};

/// Of each of `columns` columns of equal width the first, the least, the greatest and the last sample that is not Bad,
/// and the first Bad one (and the last sample, if it is Bad), in order of time and each once: what is drawn through
/// them looks as if drawn through all. At most six points a column, none for an empty one. from <= time < to. Text has
/// no height: its samples count as Bad. Empty for columns <= 0 or to <= from.
[[nodiscard]] Result<std::vector<TrendPoint>, QueryError> decimate(const Source& source, TagId tag, Timestamp from,
                                                                   Timestamp to, int columns);

/// The fields of the HTTP API's bucket.
struct TrendBucket {
  Timestamp start{};
  std::int64_t count = 0;  // samples of usable quality (Good and Uncertain) that are numbers
  double min = 0, max = 0, mean = 0, last = 0;
  contracts::Quality quality;  // the worst in the bucket; the first of them
};

/// Buckets of equal width from `from` to `to`, of which those without any sample are left out. Empty for count <= 0 or
/// to <= from.
[[nodiscard]] Result<std::vector<TrendBucket>, QueryError> buckets(const Source& source, TagId tag, Timestamp from,
                                                                   Timestamp to, int count);

}  // namespace millwright::scada::historian
