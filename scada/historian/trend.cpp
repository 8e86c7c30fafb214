#include "scada/historian/trend.h"

#include <algorithm>
#include <deque>

#include "lib/base/assert.h"
#include "scada/historian/series/memory_source.h"

namespace millwright::scada::historian {
namespace {

using contracts::Sample;

constexpr std::size_t kBlockSamples = 1024;

bool earlier(const Sample& sample, Timestamp time) { return sample.source_time < time; }

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
    const auto at = std::lower_bound(samples.begin(), samples.end(), change.sample.source_time, earlier);
    if (at != samples.end() && at->source_time == change.sample.source_time)
      *at = change.sample;
    else
      samples.insert(at, change.sample);
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
  if (count <= 0 || to <= from) return {};
  Bucketing buckets(from, to, count);
  const auto& ring = impl_->rings.at(tag);
  const std::scoped_lock lock(ring.mutex);
  const auto& samples = ring.samples;
  for (auto it = std::lower_bound(samples.begin(), samples.end(), from, earlier);
       it != samples.end() && it->source_time < to; ++it)
    buckets.add(*it);
  return buckets.take();
}

Result<std::unique_ptr<Cursor>, ReadError> Trend::read(TagId tag, Timestamp from, Timestamp to,
                                                       Direction direction) const {
  auto samples = raw(tag, from, to, std::numeric_limits<std::size_t>::max());
  if (direction == Direction::backward) std::ranges::reverse(samples);
  return cursor_over(std::move(samples), kBlockSamples);
}

Result<std::optional<Sample>, ReadError> Trend::last_before(TagId tag, Timestamp before) const {
  const auto& ring = impl_->rings.at(tag);
  const std::scoped_lock lock(ring.mutex);
  const auto after = std::lower_bound(ring.samples.begin(), ring.samples.end(), before, earlier);
  return after == ring.samples.begin() ? std::nullopt : std::optional(*std::prev(after));
}

Result<std::optional<Sample>, ReadError> Trend::first_from(TagId tag, Timestamp from) const {
  const auto& ring = impl_->rings.at(tag);
  const std::scoped_lock lock(ring.mutex);
  const auto first = std::lower_bound(ring.samples.begin(), ring.samples.end(), from, earlier);
  return first == ring.samples.end() ? std::nullopt : std::optional(*first);
}

Timestamp Trend::oldest(std::uint32_t tag) const {
  const auto& ring = impl_->rings.at(tag);
  const std::scoped_lock lock(ring.mutex);
  return ring.samples.empty() ? Timestamp::max() : ring.samples.front().source_time;
}

}  // namespace millwright::scada::historian
