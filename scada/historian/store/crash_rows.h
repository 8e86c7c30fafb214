#pragma once
// What batch number n of the crash tests holds: known without a record of it.

#include <vector>

#include "scada/historian/store/log_record.h"

namespace millwright::scada::historian {

inline constexpr TagId kCrashTags = 20;

/// Now and then a late sample, so that merging is caught in the middle, too.
inline std::vector<Row> crash_rows(std::int64_t batch) {
  std::vector<Row> rows;
  for (TagId tag = 1; tag <= kCrashTags; ++tag) {
    const auto late = (batch + tag) % 11 == 0 ? std::int64_t{500} : 0;
    const auto ms = batch * 100 - late * 100 + (late > 0 ? 1 : 0);
    const double value = static_cast<double>((batch * 7 + tag) % 1000) / 10;
    auto& row = rows.emplace_back();
    row.tag = tag;
    row.sample.value = value;
    row.sample.quality = contracts::quality::kGood;
    row.sample.source_time = Timestamp{std::chrono::seconds{1'795'000'000}} + std::chrono::milliseconds{ms};
  }
  return rows;
}

}  // namespace millwright::scada::historian
