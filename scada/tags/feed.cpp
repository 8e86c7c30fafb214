#include "scada/tags/feed.h"

namespace millwright::scada::tags {

void ConflatingFeed::post(const std::vector<Change>& changes) {
  const std::scoped_lock lock(mutex_);
  if (closed_) return;
  for (const auto& change : changes) {
    auto& slot = slot_.at(change.tag);
    if (slot == kNone) {
      slot = static_cast<std::uint32_t>(pending_.size());
      pending_.push_back(change);
    } else {
      pending_[slot] = change;
      ++conflated_;
    }
  }
  if (!pending_.empty()) filled_.notify_one();
}

std::vector<Change> ConflatingFeed::take(Duration timeout) {
  std::unique_lock lock(mutex_);
  filled_.wait_for(lock, timeout, [&] { return closed_ || !pending_.empty(); });
  std::vector<Change> taken;
  // The next round is likely to be as large: give it its room now, outside the engine's thread.
  taken.reserve(pending_.size());
  taken.swap(pending_);
  for (const auto& change : taken) slot_[change.tag] = kNone;
  return taken;
}

void ConflatingFeed::close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  filled_.notify_all();
}

std::uint64_t ConflatingFeed::conflated() const {
  const std::scoped_lock lock(mutex_);
  return conflated_;
}

}  // namespace millwright::scada::tags
