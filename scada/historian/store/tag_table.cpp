#include "scada/historian/store/tag_table.h"

#include <algorithm>
#include <mutex>

#include "lib/base/assert.h"

namespace millwright::scada::historian {

namespace {

/// A tag that had so many samples open gets its next ones the same room at once, and does not grow into it.
constexpr std::size_t kFastSamples = 1024;

}  // namespace

std::size_t TagState::detach(std::uint64_t sequence) {
  const auto samples = open_samples();
  if (!open.empty()) {
    sealed_until = open.last();
    sealed_newest = open.block().sample(open.size() - 1);
    sealing.push_back(std::make_shared<Sealing>(open.take(), false, first_sequence, 0, sequence));
    if (samples >= kFastSamples) open.expect_like(sealing.back()->block);
  }
  if (late && !late->empty()) {
    late_order = std::max(late_order + 1, sequence);
    sealing.push_back(std::make_shared<Sealing>(late->take(), true, first_sequence, late_order, sequence));
    late.reset();
  }
  sealed_sequence = std::max(sealed_sequence, sequence);
  first_sequence = 0;
  return samples;
}

std::size_t TagState::put(const contracts::Sample& sample, std::uint64_t sequence) {
  const auto time = unix_ns(sample.source_time);
  std::size_t detached = 0;
  for (int attempt = 0; attempt < 2; ++attempt) {
    const bool came_late = time <= sealed_until;
    if (came_late && !late) late = std::make_unique<GrowingBlock>();
    if (came_late && time == sealed_until) sealed_newest = sample;
    if ((came_late ? *late : open).put(sample)) break;
    detached += detach(sequence - 1);  // the type changed
  }
  if (first_sequence == 0) first_sequence = sequence;
  return detached;
}

std::optional<TagId> TagTable::find(std::string_view path) const {
  const std::shared_lock lock(names_);
  const auto found = by_path_.find(path);
  if (found == by_path_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> TagTable::paths() const {
  const std::shared_lock lock(names_);
  std::vector<std::string> out;
  for (const auto* path : by_number_) out.push_back(*path);
  return out;
}

std::string TagTable::path_of(TagId tag) const {
  const std::shared_lock lock(names_);
  return tag == 0 || tag > by_number_.size() ? std::string() : *by_number_[tag - 1];
}

TagId TagTable::add(const std::string& path) {
  const std::scoped_lock lock(names_);
  const auto tag = static_cast<TagId>(by_number_.size() + 1);
  MW_ASSERT((tag - 1) / kPage < pages_.size());
  if ((tag - 1) % kPage == 0) {
    owned_.push_back(std::make_unique<TagState[]>(kPage));
    pages_[(tag - 1) / kPage].store(owned_.back().get(), std::memory_order_release);
  }
  by_number_.push_back(&by_path_.emplace(path, tag).first->first);
  size_.store(by_number_.size(), std::memory_order_release);
  return tag;
}

}  // namespace millwright::scada::historian
