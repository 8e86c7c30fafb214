#pragma once
// Aggregates of many tags over intervals, in columns. For the files of this folder.

#include "scada/api/history_request.h"
#include "scada/historian/query/columns.h"

namespace millwright::scada::api {

struct TagAggregates {
  std::string tag;
  std::string unit;  // of the tag; durations are in ms, percentages in %
  std::vector<std::optional<double>> values;
  std::vector<historian::QualityRun> quality;
};
BOOST_DESCRIBE_STRUCT(TagAggregates, (), (tag, unit, values, quality))

/// One aggregate by Part 13, an entry an interval: `times` are the intervals' starts, for all tags.
struct Aggregates {
  std::string aggregate;
  double interval_s = 0;
  historian::Moments times;
  std::vector<TagAggregates> tags;
};
BOOST_DESCRIBE_STRUCT(Aggregates, (), (aggregate, interval_s, times, tags))

inline constexpr std::size_t kAggregateTagsMax = 100;

/// `tag`, `from`, `to`, `aggregate` and `interval` (seconds) of a call.
[[nodiscard]] http::HttpResult<Aggregates> aggregates(const Parts& parts, const http::Call& call);

}  // namespace millwright::scada::api
