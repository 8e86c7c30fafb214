#include "scada/historian/series/memory_source.h"

#include <algorithm>

namespace millwright::scada::historian {
namespace {

class MemoryCursor final : public Cursor {
 public:
  MemoryCursor(std::vector<contracts::Sample> samples, std::size_t block_samples_max)
      : samples_(std::move(samples)), block_samples_max_(block_samples_max) {}
  Result<const Block*, ReadError> next() override {
    block_.clear();
    while (next_ < samples_.size() && block_.size() < block_samples_max_ && block_.append(samples_[next_])) ++next_;
    return &block_;
  }

 private:
  std::vector<contracts::Sample> samples_;
  std::size_t block_samples_max_;
  std::size_t next_ = 0;
  Block block_;
};

}  // namespace

std::unique_ptr<Cursor> cursor_over(std::vector<contracts::Sample> samples, std::size_t block_samples_max) {
  return std::make_unique<MemoryCursor>(std::move(samples), block_samples_max);
}

void MemorySource::put(TagId tag, contracts::Sample sample) {
  tags_[tag].insert_or_assign(sample.source_time, std::move(sample));
}

Result<std::unique_ptr<Cursor>, ReadError> MemorySource::read(TagId tag, Timestamp from, Timestamp to,
                                                              Direction direction) const {
  std::vector<contracts::Sample> samples;
  if (const auto found = tags_.find(tag); found != tags_.end())
    for (auto it = found->second.lower_bound(from); it != found->second.end() && it->first < to; ++it)
      samples.push_back(it->second);
  if (direction == Direction::backward) std::ranges::reverse(samples);
  return cursor_over(std::move(samples), block_samples_max);
}

Result<std::optional<contracts::Sample>, ReadError> MemorySource::last_before(TagId tag, Timestamp before) const {
  const auto found = tags_.find(tag);
  if (found == tags_.end()) return std::nullopt;
  const auto after = found->second.lower_bound(before);
  if (after == found->second.begin()) return std::nullopt;
  return std::prev(after)->second;
}

Result<std::optional<contracts::Sample>, ReadError> MemorySource::first_from(TagId tag, Timestamp from) const {
  const auto found = tags_.find(tag);
  if (found == tags_.end()) return std::nullopt;
  const auto first = found->second.lower_bound(from);
  if (first == found->second.end()) return std::nullopt;
  return first->second;
}

}  // namespace millwright::scada::historian
