#pragma once
// OPC UA's rules for raw history (Part 11, 6.5.3) over any source of samples: direction, bounds, pages. A page ends
// with the position at which the next begins; nothing is kept between them. Pure functions; any thread.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lib/opcua/history_access.h"

namespace millwright::opcua {

inline constexpr std::size_t kHistoryPageMax = 10'000;  // values a node and call
inline constexpr Duration kHistoryTick = 100ns;         // the resolution of an OPC UA DateTime

/// Samples with from <= source time < to, at most `limit`, in that order.
using RawSource = std::function<Result<std::vector<contracts::Sample>, StatusCode>(Timestamp from, Timestamp to,
                                                                                   std::size_t limit, Order order)>;

struct HistoryRequest {
  std::optional<Timestamp> start;  // two of start, end and count are needed
  std::optional<Timestamp> end;    // before `start`, or without it: newest first
  std::uint32_t count = 0;         // per page; 0 as many as the server likes
  bool bounds = false;             // with the samples at or next outside start and end
  std::string position;            // from the page before
};

struct HistoryPage {
  StatusCode status = 0;
  std::vector<contracts::Sample> samples;
  std::string position;  // empty on the last page
};

/// A bound that does not exist is a sample of this quality.
inline constexpr contracts::Quality kBadBoundNotFound{0x80D70000u};

[[nodiscard]] HistoryPage read_history(const RawSource& source, const HistoryRequest& request);

}  // namespace millwright::opcua
