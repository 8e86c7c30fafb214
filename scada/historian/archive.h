#pragma once
// History on the disk: the store, asked by the plant's tag numbers.

#include <memory>

#include "plant/model.h"
#include "scada/historian/history.h"
#include "scada/historian/store/store.h"

namespace millwright::scada::historian {

/// Safe to call from any thread. What cannot be read is told in the log, and is not there.
class Archive final : public History {
 public:
  /// Gives every tag of the plant that is kept its number in the store.
  static StoreResult<std::unique_ptr<Archive>> open(const plant::Plant& plant, Store& store);

  [[nodiscard]] std::vector<contracts::Sample> raw(std::uint32_t tag, Timestamp from, Timestamp to,
                                                   std::size_t limit) const override;
  [[nodiscard]] std::vector<Bucket> buckets(std::uint32_t tag, Timestamp from, Timestamp to, int count) const override;

  [[nodiscard]] const Source& source() const override { return store_; }
  [[nodiscard]] std::optional<TagId> id_of(std::uint32_t tag) const override { return ids_.at(tag); }
  [[nodiscard]] std::optional<TierSeries> tier(std::uint32_t tag, Tier tier) const override {
    return tier_series(store_, paths_.at(tag), tier);
  }
  [[nodiscard]] Store& store() { return store_; }

 private:
  explicit Archive(Store& store) : store_(store) {}
  /// Every block of samples in time order until `use` says that it has enough.
  void each_block(std::uint32_t tag, Timestamp from, Timestamp to, const std::function<bool(const Block&)>& use) const;

  Store& store_;
  std::vector<std::optional<TagId>> ids_;
  std::vector<std::string> paths_;
};

}  // namespace millwright::scada::historian
