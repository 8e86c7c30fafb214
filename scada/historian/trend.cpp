#include "scada/historian/trend.h"

#include <algorithm>
#include <deque>

#include "lib/base/assert.h"

namespace millwright::scada::historian {
namespace {

using contracts::Quality;
using contracts::Sample;

bool earlier(const Sample& sample, Timestamp time) { return sample.source_time < time; }

int severity(Quality quality) {
  if (quality.is_bad()) return 2;
  return quality.is_uncertain() ? 1 : 0;
}

void add_to(Bucket& bucket, const Sample& sample) {
  if (severity(sample.quality) > severity(bucket.quality)) bucket.quality = sample.quality;
  const auto number = contracts::number_in(sample.value);
  if (sample.quality.is_bad() || !number) return;
  bucket.min = bucket.count == 0 ? *number : std::min(bucket.min, *number);
  bucket.max = bucket.count == 0 ? *number : std::max(bucket.max, *number);
  ++bucket.count;
  bucket.mean += (*number - bucket.mean) / static_cast<double>(bucket.count);
  bucket.last = *number;
}

}  // namespace

struct Trend::Impl {
  /// Each tag has its own lock: a long read of one tag does not hold up the engine at the others.
  struct Ring {
    mutable std::mutex mutex;
    std::deque<Sample> samples;  // in order of source time
  };
  Impl(std::size_t tags, std::size_t samples_max_in) : rings(tags), samples_max(samples_max_in) {
    MW_ASSERT(samples_max > 0);
  }
  std::vector<Ring> rings;
  std::size_t samples_max;
};

Trend::Trend(std::size_t tags, std::size_t samples_max) : impl_(std::make_unique<Impl>(tags, samples_max)) {}
Trend::~Trend() = default;

void Trend::post(const std::vector<tags::Change>& changes) {
  for (const auto& change : changes) {
    auto& ring = impl_->rings.at(change.tag);
    const std::scoped_lock lock(ring.mutex);
    auto& samples = ring.samples;
    if (samples.empty() || samples.back().source_time <= change.sample.source_time) {
      samples.push_back(change.sample);
    } else {
      const auto after = std::upper_bound(samples.begin(), samples.end(), change.sample.source_time,
                                          [](Timestamp time, const Sample& s) { return time < s.source_time; });
      samples.insert(after, change.sample);
    }
    if (samples.size() > impl_->samples_max) samples.pop_front();
  }
}

std::vector<Sample> Trend::raw(std::uint32_t tag, Timestamp from, Timestamp to, std::size_t limit) const {
  const auto& ring = impl_->rings.at(tag);
  const std::scoped_lock lock(ring.mutex);
  const auto& samples = ring.samples;
  const auto first = std::lower_bound(samples.begin(), samples.end(), from, earlier);
  std::vector<Sample> out;
  for (auto it = first; it != samples.end() && it->source_time < to && out.size() < limit; ++it) out.push_back(*it);
  return out;
}

std::vector<Bucket> Trend::buckets(std::uint32_t tag, Timestamp from, Timestamp to, int count) const {
  std::vector<Bucket> out;
  if (count <= 0 || to <= from) return out;
  // Without a sign: the widest span that can be asked for is more than a Duration holds.
  const auto since_from = [from](Timestamp time) {
    return static_cast<std::uint64_t>(unix_ns(time)) - static_cast<std::uint64_t>(unix_ns(from));
  };
  const auto buckets_wanted = static_cast<std::uint64_t>(count);
  const auto width = since_from(to) / buckets_wanted + (since_from(to) % buckets_wanted == 0 ? 0 : 1);
  const auto& ring = impl_->rings.at(tag);
  const std::scoped_lock lock(ring.mutex);
  const auto& samples = ring.samples;
  for (auto it = std::lower_bound(samples.begin(), samples.end(), from, earlier);
       it != samples.end() && it->source_time < to; ++it) {
    const auto offset = since_from(it->source_time) / width * width;
    const auto start = from_unix_ns(static_cast<std::int64_t>(static_cast<std::uint64_t>(unix_ns(from)) + offset));
    if (out.empty() || out.back().start != start) {
      out.emplace_back();
      out.back().start = start;
      out.back().quality = it->quality;
    }
    add_to(out.back(), *it);
  }
  return out;
}

Timestamp Trend::oldest(std::uint32_t tag) const {
  const auto& ring = impl_->rings.at(tag);
  const std::scoped_lock lock(ring.mutex);
  return ring.samples.empty() ? Timestamp::max() : ring.samples.front().source_time;
}

}  // namespace millwright::scada::historian
