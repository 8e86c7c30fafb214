#pragma once
// Control charts of single values that run while the line does: samples become points, rules judge them, and a point
// that completes a pattern is a deviation of its stream. One deviation for a cause: while it is open, further marks
// are told to it and open nothing. Functions run inside the caller's transaction, on the caller's thread.

#include <string>
#include <vector>

#include "lib/contracts/events.h"
#include "mes/definitions/master_data.h"
#include "mes/records/rows.h"
#include "mes/records/writer.h"

namespace millwright::mes::quality {

/// A point as it was judged. `sigma` 0: limits were not known yet, nothing judged it.
struct ChartPointRow {
  std::string characteristic{};
  std::string stream{};
  Timestamp time{};
  double value = 0;
  double centre = 0;
  double sigma = 0;
  std::int64_t marks = 0;  // bits of spc::RuleSet: the patterns that it completes
};
BOOST_DESCRIBE_STRUCT(ChartPointRow, (), (characteristic, stream, time, value, centre, sigma, marks))

/// Where a stream's chart stands.
struct StreamState {
  std::string characteristic{};
  std::string stream{};
  std::int64_t skipped = 0;  // readings since the last that was taken
  bool tightened = false;
  Timestamp since{};  // its present phase: what lies before belongs to no pattern any more
  double mean = 0;    // limits that were computed; none while sigma is 0
  double sigma = 0;
};
BOOST_DESCRIBE_STRUCT(StreamState, (), (characteristic, stream, skipped, tightened, since, mean, sigma))

/// The newest point of a stream was marked.
struct ChartMark {
  std::string deviation{};
  bool opened = false;   // by this point; else it was open
  bool may_act = false;  // the reading is fresh
  const Characteristic* characteristic = nullptr;
  const Stream* stream = nullptr;
  std::string rules{};  // "Nelson 1, Nelson 5"
  double value = 0;
  double recent = 0;  // mean of the newest points of the phase, kRecent at most: one point alone is noise as likely
  double centre = 0;
  double sigma = 0;
};

inline constexpr std::size_t kRecent = 5;
/// An older reading tells what was, and not what to do about it.
inline constexpr Duration kChartAgeMax = 10s;

[[nodiscard]] std::vector<ChartMark> chart(Transaction& transaction, const MasterData& data,
                                           const contracts::SamplesEvent& event);
void tighten(Transaction& transaction, const std::string& characteristic, const std::string& stream, bool tightened);
/// What is measured before `since` belongs to no pattern any more: the process was changed.
void restart(Transaction& transaction, const std::string& characteristic, const std::string& stream, Timestamp since);

[[nodiscard]] StreamState state_of(store::Session& sql, const std::string& characteristic, const std::string& stream);
/// Oldest first; the newest `most` of those up to `until`.
[[nodiscard]] std::vector<ChartPointRow> points_of(store::Session& sql, const std::string& characteristic,
                                                   const std::string& stream, Timestamp until, std::int64_t most);
[[nodiscard]] std::string names_of(spc::RuleSet rules);

}  // namespace millwright::mes::quality
