#pragma once
// The last samples of every tag in memory, bounded: enough for trends of the last minutes and for the bridge to fetch
// what it missed. The historian's own store will stand behind the same calls.

#include <memory>
#include <mutex>
#include <vector>

#include "plant/model.h"
#include "scada/tags/feed.h"

namespace millwright::scada::historian {

struct Bucket {
  Timestamp start{};
  std::int64_t count = 0;  // samples of usable quality
  double min = 0, max = 0, mean = 0, last = 0;
  contracts::Quality quality;  // the worst in the bucket
};

/// Fed on the engine's thread, read from any.
class Trend final : public tags::Feed {
 public:
  /// Keeps up to `samples_max` per tag.
  Trend(std::size_t tags, std::size_t samples_max);
  ~Trend() override;
  void post(const std::vector<tags::Change>& changes) override;

  /// Samples with from <= source_time < to in time order, at most `limit`; OPC UA's bounding rules are the caller's.
  [[nodiscard]] std::vector<contracts::Sample> raw(std::uint32_t tag, Timestamp from, Timestamp to,
                                                   std::size_t limit) const;
  [[nodiscard]] std::vector<Bucket> buckets(std::uint32_t tag, Timestamp from, Timestamp to, int count) const;
  /// Oldest sample still held; the maximum Timestamp when there is none.
  [[nodiscard]] Timestamp oldest(std::uint32_t tag) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace millwright::scada::historian
