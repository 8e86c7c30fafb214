#pragma once
// The port between HistoryRead, HistoryUpdate (Part 11) and whoever keeps samples: the server asks in OPC UA's words,
// a historian answers. Called on the server's thread, which serves nobody else meanwhile: answers are bounded by what
// is asked for.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lib/base/result.h"
#include "lib/contracts/value.h"
#include "lib/opcua/session_user.h"

namespace millwright::opcua {

/// An OPC UA status code (Part 4, 7.39).
using StatusCode = std::uint32_t;

enum class Order { oldest_first, newest_first };

/// A value of the past: read, calculated or to be written. `value` is absent where there is none.
struct HistoryValue {
  Timestamp time{};
  std::optional<contracts::Value> value;
  contracts::Quality status;
  friend bool operator==(const HistoryValue&, const HistoryValue&) = default;
};

/// AggregateConfiguration (Part 13, 4.2.1.2).
struct AggregateRules {
  bool treat_uncertain_as_bad = true;
  std::uint8_t percent_data_bad = 100;
  std::uint8_t percent_data_good = 100;
  bool use_sloped_extrapolation = false;
};

/// ReadProcessed of one node (Part 11, 6.5.4).
struct ProcessedQuery {
  std::uint32_t aggregate = 0;            // number of an AggregateFunction node of namespace 0
  Timestamp start{}, end{};               // end < start: the latest interval comes first
  Duration interval{};                    // 0: one interval of all
  std::optional<AggregateRules> rules{};  // nullopt: the historian's defaults
  std::uint64_t first = 0;                // number of the first interval that is wanted
  std::size_t limit = 0;                  // intervals at most
  MonotonicTime until{};                  // then the answer ends, after at least `at_least` intervals
  std::size_t at_least = 0;
};

struct ProcessedPage {
  std::vector<HistoryValue> values;  // one an interval
  bool more = false;                 // intervals come behind these
};

enum class PerformUpdate { insert, replace, update };  // Part 11, 6.9.2

/// Fails with the status code that the whole operation on the node is answered with. A method about a node is called
/// only where keeps() says yes.
class HistoryAccess {
 public:
  virtual ~HistoryAccess() = default;
  /// History of this node can be read.
  [[nodiscard]] virtual bool keeps(const std::string& node) const = 0;
  /// The user may change what is kept: the bit HistoryWrite of UserAccessLevel. update() and remove() ask again.
  [[nodiscard]] virtual bool may_edit(const SessionUser& user) const = 0;

  /// Samples with from <= source time < to, at most `limit`, in that order.
  [[nodiscard]] virtual Result<std::vector<contracts::Sample>, StatusCode> raw(const std::string& node, Timestamp from,
                                                                               Timestamp to, std::size_t limit,
                                                                               Order order) const = 0;
  /// ReadAtTime (Part 11, 6.5.5): one value a time, in the order of the times.
  [[nodiscard]] virtual Result<std::vector<HistoryValue>, StatusCode> at_time(const std::string& node,
                                                                              const std::vector<Timestamp>& times,
                                                                              bool use_simple_bounds) const = 0;
  [[nodiscard]] virtual Result<ProcessedPage, StatusCode> processed(const std::string& node,
                                                                    const ProcessedQuery& query) const = 0;

  /// One status code a value: GoodEntryInserted, GoodEntryReplaced, BadEntryExists, BadNoEntryExists, …
  [[nodiscard]] virtual Result<std::vector<StatusCode>, StatusCode> update(const SessionUser& user,
                                                                           const std::string& node, PerformUpdate how,
                                                                           const std::vector<HistoryValue>& values) = 0;
  /// Takes the samples with from <= source time < to away; BadNoData where there is none.
  [[nodiscard]] virtual StatusCode remove(const SessionUser& user, const std::string& node, Timestamp from,
                                          Timestamp to) = 0;
};

}  // namespace millwright::opcua
