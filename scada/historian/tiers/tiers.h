#pragma once
// Summaries of a tag for every minute or hour: what is left of times whose samples are gone, and what a trend over
// years is drawn from. They are kept as series of the same store, beside the tag's own.

#include <optional>
#include <string>

#include "scada/historian/query/aggregate.h"
#include "scada/historian/query/trend_query.h"
#include "scada/historian/store/store.h"

namespace millwright::scada::historian {

enum class Tier { minute, hour };
inline constexpr std::array kTiers{Tier::minute, Tier::hour};
[[nodiscard]] constexpr Duration width_of(Tier tier) {
  return tier == Tier::minute ? Duration{std::chrono::minutes{1}} : Duration{std::chrono::hours{1}};
}

/// A tag as its tiers know it.
struct TieredTag {
  TagId id = 0;
  std::string path;
  bool stepped = false;
};

/// One tier of one tag: minimum and maximum with the bounding values, average weighted by time, and count, by Part 13;
/// Bad where nothing was known. A row's time is its interval's start.
struct TierSeries {
  TagId minimum = 0, maximum = 0, average = 0, count = 0;
};

/// The series of a tier; nullopt where it was never made.
[[nodiscard]] std::optional<TierSeries> tier_series(const Store& store, const std::string& path, Tier tier);
/// Where the tier ends: it has every interval before, from its first on. nullopt for none.
[[nodiscard]] Result<std::optional<Timestamp>, ReadError> tier_end(const Source& source, const TierSeries& series,
                                                                   Tier tier);

/// Rows of many tags, written together: each write is a sync of the disk.
class RowBatch {
 public:
  explicit RowBatch(Store& store) : store_(store) {}
  [[nodiscard]] Store& store() { return store_; }
  StoreResult<void> add(std::span<const Row> rows);
  StoreResult<void> flush();

 private:
  Store& store_;
  std::vector<Row> rows_;
};

/// Makes the rows from where the tier ends, or from the tag's first sample, until `until`, rounded down. It may be
/// broken off and done again at any time.
[[nodiscard]] StoreResult<void> bring_up_to(RowBatch& batch, const TieredTag& tag, Tier tier, Timestamp until);
/// The same, written when it returns.
[[nodiscard]] StoreResult<void> bring_up_to(Store& store, const TieredTag& tag, Tier tier, Timestamp until);

/// A row to be written with a sample that comes late or replaces: its hour's summaries are to be made again.
[[nodiscard]] StoreResult<Row> late_mark(Store& store, const std::string& path, Timestamp time);
/// Marks for the hours of [from, to] that have summaries: where people change the past.
[[nodiscard]] StoreResult<std::vector<Row>> late_marks(Store& store, const std::string& path, Timestamp from,
                                                       Timestamp to);
/// Makes the summaries of marked hours again, and takes the marks away.
[[nodiscard]] StoreResult<void> redo_late(Store& store, const TieredTag& tag);

/// Takes the tier's rows before that moment away.
[[nodiscard]] StoreResult<void> remove_tier_before(Store& store, const std::string& path, Tier tier, Timestamp before);

/// A trend's points from a tier: of each interval its minimum and, half an interval later, its maximum, thinned to the
/// columns. From the tier's last interval before `from` on.
[[nodiscard]] Result<std::vector<TrendPoint>, QueryError> decimate_tier(const Source& source, const TierSeries& series,
                                                                        Tier tier, Timestamp from, Timestamp to,
                                                                        int columns);

[[nodiscard]] Timestamp round_down(Timestamp time, Duration width);

}  // namespace millwright::scada::historian
