#pragma once
// What displays, clients and the bridge read of the past, by the plant's tag numbers.

#include <vector>

#include "lib/contracts/value.h"
#include "scada/historian/tiers/tiers.h"

namespace millwright::scada::historian {

struct Bucket {
  Timestamp start{};
  std::int64_t count = 0;  // samples of usable quality
  double min = 0, max = 0, mean = 0, last = 0;
  contracts::Quality quality;  // the worst in the bucket
};

/// Safe to call from any thread.
class History {
 public:
  virtual ~History() = default;
  /// What queries read, and the number by which it knows a tag of the plant; nullopt where the tag is not kept.
  [[nodiscard]] virtual const Source& source() const = 0;
  [[nodiscard]] virtual std::optional<TagId> id_of(std::uint32_t tag) const = 0;
  /// Its summaries, where any were made.
  [[nodiscard]] virtual std::optional<TierSeries> tier(std::uint32_t tag, Tier tier) const = 0;
  /// Samples with from <= source_time < to in time order, at most `limit`; OPC UA's bounding rules are the caller's.
  [[nodiscard]] virtual std::vector<contracts::Sample> raw(std::uint32_t tag, Timestamp from, Timestamp to,
                                                           std::size_t limit) const = 0;
  /// The time from `from` to `to` in `count` equal parts, those that hold samples.
  [[nodiscard]] virtual std::vector<Bucket> buckets(std::uint32_t tag, Timestamp from, Timestamp to,
                                                    int count) const = 0;
};

/// Puts samples, in time order, into the buckets they fall in.
class Bucketing {
 public:
  /// `count` and the time are above zero.
  Bucketing(Timestamp from, Timestamp to, int count);
  void add(const contracts::Sample& sample);
  /// All samples of a block in time order.
  void add(const Block& block);
  [[nodiscard]] std::vector<Bucket> take() { return std::move(buckets_); }

 private:
  /// The bucket of this time.
  Bucket& at(std::int64_t time, contracts::Quality quality);
  template <class Number>
  void add_numbers(const Block& block, const std::vector<Number>& column);

  std::int64_t from_;
  std::uint64_t width_;
  std::vector<Bucket> buckets_;
};

}  // namespace millwright::scada::historian
