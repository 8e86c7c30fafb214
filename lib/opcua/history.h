#pragma once
// OPC UA's rules for raw history (Part 11, 6.4.3) over any source of samples: direction, bounds, pages. Continuation
// points carry all of their own state, so the server keeps none and none can run out. Pure functions; any thread.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lib/contracts/value.h"

namespace millwright::opcua {

/// Samples of a node with from <= source time < to in time order, at most `limit`; nullopt when the node has no
/// history. Called under the server's lock: answer from memory.
using HistorySource = std::function<std::optional<std::vector<contracts::Sample>>(
    const std::string& node, Timestamp from, Timestamp to, std::size_t limit)>;

struct HistoryRequest {
  std::optional<Timestamp> start;  // two of start, end and count are needed
  std::optional<Timestamp> end;    // before `start`: newest first
  std::uint32_t count = 0;         // per page; 0 as many as the server likes
  bool bounds = false;             // with the samples at or next outside start and end
  std::string continuation;        // from the page before
};

struct HistoryPage {
  std::uint32_t status = 0;  // OPC UA status code
  std::vector<contracts::Sample> samples;
  std::string continuation;  // empty on the last page
};

/// A bound that does not exist is a sample of this quality.
inline constexpr contracts::Quality kBadBoundNotFound{0x80D70000u};

[[nodiscard]] HistoryPage read_history(const HistorySource& source, const std::string& node,
                                       const HistoryRequest& request);

}  // namespace millwright::opcua
