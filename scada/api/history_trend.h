#pragma once
// What a trend is drawn from. For the files of this folder.

#include "scada/api/history_request.h"

namespace millwright::scada::api {

/// A pen of a trend, in columns: what lies between `from` and `to`, one sample before and one behind.
struct Pen {
  std::string tag;
  std::string unit;
  bool stepped = false;                       // a value holds until the next; else a line is drawn
  bool raw = false;                           // every sample; else those that a drawing needs
  std::optional<std::string> tier;            // "minute", "hour": the older part is drawn from summaries
  std::vector<double> times;                  // ms since 1970-01-01T00:00:00Z
  std::vector<std::optional<double>> values;  // null: Bad, the line is broken
  std::vector<int> quality;                   // 0 Good, 1 Uncertain, 2 Bad
};
BOOST_DESCRIBE_STRUCT(Pen, (), (tag, unit, stepped, raw, tier, times, values, quality))

struct Trend {
  Timestamp from{}, to{};
  std::vector<Pen> pens;
};
BOOST_DESCRIBE_STRUCT(Trend, (), (from, to, pens))

inline constexpr int kColumnsMax = 10'000;
inline constexpr int kColumns = 1200;

/// `tag`, `from`, `to` and `columns` of a call.
[[nodiscard]] http::HttpResult<Trend> trend(const Parts& parts, const http::Call& call);

}  // namespace millwright::scada::api
