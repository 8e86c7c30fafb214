#pragma once
// The four questions that the peers are asked too, answered from the store as an application would: every sample,
// bucket and average stands in memory.

#include "scada/historian/query/processed.h"
#include "scada/historian/query/trend_query.h"
#include "tests/bench/history/rows.h"

namespace millwright::bench {

/// All that was written: from the first stamp to behind the last.
struct Span {
  Timestamp from{}, to{};
};
[[nodiscard]] Span span_of(int ticks);

[[nodiscard]] std::vector<contracts::Sample> raw(const Store& store, TagId tag, const Span& span);
[[nodiscard]] std::vector<scada::historian::TrendBucket> buckets(const Store& store, TagId tag, const Span& span);
/// The newest sample of every tag.
[[nodiscard]] std::vector<contracts::Sample> last_values(const Store& store);
/// Part 13's Average of every minute, of each tag of a unit.
[[nodiscard]] std::vector<std::vector<std::vector<scada::historian::Processed>>> averages(const Store& store,
                                                                                          std::uint32_t unit,
                                                                                          const Span& span);
/// The third alone, as it is while a plant runs or later: prints its median under this name.
void ask_last(const Store& store, const char* figure);
/// Asks each many times, about different tags; prints the medians. Throws where an answer has another size than it
/// must.
void ask_all(const Store& store, int ticks);

}  // namespace millwright::bench
