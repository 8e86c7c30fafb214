#pragma once
// The last samples of every tag in memory, bounded: history without a disk, for tests of whatever reads it.

#include <memory>
#include <mutex>
#include <vector>

#include "plant/model.h"
#include "scada/historian/history.h"
#include "scada/tags/feed.h"

namespace millwright::scada::historian {

/// Fed on the engine's thread, read from any.
class Trend final : public tags::Feed, public History, private Source {
 public:
  /// Keeps up to `samples_max` per tag.
  Trend(std::size_t tags, std::size_t samples_max);
  ~Trend() override;
  void post(const std::vector<tags::Change>& changes) override;

  [[nodiscard]] std::vector<contracts::Sample> raw(std::uint32_t tag, Timestamp from, Timestamp to,
                                                   std::size_t limit) const override;
  [[nodiscard]] std::vector<Bucket> buckets(std::uint32_t tag, Timestamp from, Timestamp to, int count) const override;
  [[nodiscard]] const Source& source() const override { return *this; }
  [[nodiscard]] std::optional<TagId> id_of(std::uint32_t tag) const override { return tag; }
  [[nodiscard]] std::optional<TierSeries> tier(std::uint32_t, Tier) const override { return std::nullopt; }
  /// Oldest sample still held; the maximum Timestamp when there is none.
  [[nodiscard]] Timestamp oldest(std::uint32_t tag) const;

 private:
  [[nodiscard]] Result<std::unique_ptr<Cursor>, ReadError> read(TagId tag, Timestamp from, Timestamp to,
                                                                Direction direction) const override;
  [[nodiscard]] Result<std::optional<contracts::Sample>, ReadError> last_before(TagId tag,
                                                                                Timestamp before) const override;
  [[nodiscard]] Result<std::optional<contracts::Sample>, ReadError> first_from(TagId tag,
                                                                               Timestamp from) const override;

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace millwright::scada::historian
