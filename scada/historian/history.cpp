#include "scada/historian/history.h"

#include <algorithm>

namespace millwright::scada::historian {
namespace {

int severity(contracts::Quality quality) {
  if (quality.is_bad()) return 2;
  return quality.is_uncertain() ? 1 : 0;
}

/// Samples of usable quality, as one.
struct Some {
  std::int64_t count;
  double min, max, sum, last;
};

void add_to(Bucket& bucket, const Some& some) {
  bucket.min = bucket.count == 0 ? some.min : std::min(bucket.min, some.min);
  bucket.max = bucket.count == 0 ? some.max : std::max(bucket.max, some.max);
  const auto all = bucket.count + some.count;
  bucket.mean += (some.sum - bucket.mean * static_cast<double>(some.count)) / static_cast<double>(all);
  bucket.count = all;
  bucket.last = some.last;
}

void add_to(Bucket& bucket, double number) { add_to(bucket, {1, number, number, number, number}); }

}  // namespace

Bucketing::Bucketing(Timestamp from, Timestamp to, int count) : from_(unix_ns(from)) {
  // Without a sign: the widest span that can be asked for is more than a Duration holds.
  const auto span = static_cast<std::uint64_t>(unix_ns(to)) - static_cast<std::uint64_t>(from_);
  const auto wanted = static_cast<std::uint64_t>(count);
  width_ = span / wanted + (span % wanted == 0 ? 0 : 1);
}

Bucket& Bucketing::at(std::int64_t time, contracts::Quality quality) {
  const auto since = static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(from_);
  const auto start =
      from_unix_ns(static_cast<std::int64_t>(static_cast<std::uint64_t>(from_) + since / width_ * width_));
  if (buckets_.empty() || buckets_.back().start != start) {
    buckets_.emplace_back();
    buckets_.back().start = start;
    buckets_.back().quality = quality;
  }
  auto& bucket = buckets_.back();
  if (severity(quality) > severity(bucket.quality)) bucket.quality = quality;
  return bucket;
}

void Bucketing::add(const contracts::Sample& sample) {
  auto& bucket = at(unix_ns(sample.source_time), sample.quality);
  const auto number = contracts::number_in(sample.value);
  if (!sample.quality.is_bad() && number) add_to(bucket, *number);
}

template <class Number>
void Bucketing::add_numbers(const Block& block, const std::vector<Number>& column) {
  for (std::size_t i = 0; i < block.size();) {
    auto& bucket = at(block.times[i], block.quality_at(i));
    const auto start = static_cast<std::uint64_t>(unix_ns(bucket.start));
    // All of this bucket, as long as its quality cannot change.
    if (block.quality.empty()) {
      double sum = 0;
      double min = static_cast<double>(column[i]);
      double max = min;
      const auto first = i;
      for (; i < block.size() && static_cast<std::uint64_t>(block.times[i]) - start < width_; ++i) {
        const auto number = static_cast<double>(column[i]);
        sum += number;
        min = std::min(min, number);
        max = std::max(max, number);
      }
      add_to(bucket, {static_cast<std::int64_t>(i - first), min, max, sum, static_cast<double>(column[i - 1])});
    } else {
      if (!block.quality_at(i).is_bad()) add_to(bucket, static_cast<double>(column[i]));
      ++i;
    }
  }
}

void Bucketing::add(const Block& block) {
  std::visit(
      [&]<class T>(const std::vector<T>& column) {
        if constexpr (std::is_same_v<T, std::string>)
          for (std::size_t i = 0; i < block.size(); ++i) at(block.times[i], block.quality_at(i));
        else
          add_numbers(block, column);
      },
      block.values);
}

}  // namespace millwright::scada::historian
