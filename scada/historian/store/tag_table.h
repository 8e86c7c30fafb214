#pragma once
// What the store knows of each tag in memory: its path, its newest samples, and what of it is sealed.

#include <array>
#include <atomic>
#include <deque>
#include <limits>
#include <memory>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "scada/historian/series/source.h"
#include "scada/historian/store/open_samples.h"

namespace millwright::scada::historian {

/// Samples on their way into a chunk. Nobody changes them any more.
struct Sealing {
  Block block;
  bool late = false;
  std::uint64_t first_sequence = 0;  // of its oldest row in the log
  std::uint64_t order = 0;           // among late ones
  std::uint64_t sequence = 0;        // every row of the log up to this one is in it or in a chunk
};

struct TagState {
  GrowingBlock open;
  std::unique_ptr<GrowingBlock> late;
  std::vector<std::shared_ptr<const Sealing>> sealing;  // oldest first
  std::int64_t sealed_until = std::numeric_limits<std::int64_t>::min();
  std::optional<contracts::Sample> sealed_newest;  // the sample at sealed_until, once it is known
  std::uint64_t sealed_sequence = 0;
  std::uint64_t late_order = 0;      // of the newest late chunk: the later one holds
  std::uint64_t first_sequence = 0;  // of the oldest row that is in `open` or `late`; 0: none is
  std::uint32_t late_chunks = 0;
  std::uint32_t small_chunks = 0;  // at the end, one after the other
  bool queued = false;             // for the sealer

  [[nodiscard]] bool has_open() const { return !open.empty() || (late && !late->empty()); }
  [[nodiscard]] std::size_t open_text_bytes() const { return open.text_bytes() + (late ? late->text_bytes() : 0); }
  [[nodiscard]] std::size_t open_samples() const { return open.size() + (late ? late->size() : 0); }
  /// Moves what is open to what is being sealed; `sequence` is that of the last row in it. Says how many they are.
  std::size_t detach(std::uint64_t sequence);
  /// Takes a sample in; what cannot stand beside those that are open is detached first. Says how many they are.
  std::size_t put(const contracts::Sample& sample, std::uint64_t sequence);
};

/// Safe to call from any thread. A tag's state is under the lock of its shard: tags with near numbers share one, so
/// that a batch that holds them one after the other takes it once.
class TagTable {
 public:
  static constexpr std::size_t kShards = 64;
  static constexpr std::size_t kTagsTogether = 64;

  [[nodiscard]] std::shared_mutex& lock_of(TagId tag) const { return shards_[(tag / kTagsTogether) % kShards]; }
  [[nodiscard]] bool has(TagId tag) const { return tag != 0 && tag <= size(); }
  /// nullptr where there is no such tag.
  [[nodiscard]] TagState* find(TagId tag) { return has(tag) ? &at(tag) : nullptr; }
  [[nodiscard]] const TagState* find(TagId tag) const { return const_cast<TagTable*>(this)->find(tag); }
  /// Of a tag that there is.
  [[nodiscard]] TagState& at(TagId tag) {
    return pages_[(tag - 1) / kPage].load(std::memory_order_acquire)[(tag - 1) % kPage];
  }
  [[nodiscard]] std::optional<TagId> find(std::string_view path) const;
  /// Tags are never taken away; their numbers go from 1 to size().
  [[nodiscard]] std::size_t size() const { return size_.load(std::memory_order_acquire); }
  [[nodiscard]] std::vector<std::string> paths() const;
  [[nodiscard]] std::string path_of(TagId tag) const;
  /// The next number, for this path.
  TagId add(const std::string& path);
  /// Samples that are detached and in no chunk yet: what the memory holds of them is bounded by whoever appends.
  std::atomic<std::int64_t> sealing_samples{0};

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  static constexpr std::size_t kPage = 4096;
  mutable std::array<std::shared_mutex, kShards> shards_;
  mutable std::shared_mutex names_;
  std::unordered_map<std::string, TagId, Hash, std::equal_to<>> by_path_;
  std::deque<const std::string*> by_number_;
  // Pages that never move: a state is found without a lock on the table.
  std::array<std::atomic<TagState*>, 16384> pages_{};
  std::vector<std::unique_ptr<TagState[]>> owned_;
  std::atomic<std::size_t> size_{0};
};

}  // namespace millwright::scada::historian
