#pragma once
// Makes chunks of what is open, in the background: packs what is full, merges what came late, joins what is small, and
// shortens the log. For the files of this folder.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "scada/historian/store/rocks.h"
#include "scada/historian/store/store.h"
#include "scada/historian/store/tag_table.h"

namespace millwright::scada::historian {

/// How much of the log there is, by sequence: marks every so many bytes.
class LogGauge {
 public:
  void add(std::uint64_t sequence, std::size_t bytes);
  void truncated(std::uint64_t up_to);
  [[nodiscard]] std::size_t bytes() const;
  /// The sequence up to which the older half of the log goes.
  [[nodiscard]] std::uint64_t middle() const;

 private:
  struct Mark {
    std::uint64_t sequence;
    std::size_t bytes;
  };
  static constexpr std::size_t kMarkBytes = 1u << 20;
  mutable std::mutex mutex_;
  std::deque<Mark> marks_;
  std::size_t bytes_ = 0;
};

class Sealer {
 public:
  Sealer(const StoreOptions& options, Rocks& rocks, TagTable& tags, const std::atomic<std::uint64_t>& inserted);
  ~Sealer();

  /// Begins to work in the background. Not before the log was read: until then it is not known what it holds.
  void start() {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  /// Tags whose samples were detached: each once, until it is sealed.
  void queue(std::span<const TagId> tags);
  /// Waits a while where sealing is far behind; false where it stays so.
  bool keeps_up();
  LogGauge& gauge() { return gauge_; }
  /// On the caller's thread, the background standing still meanwhile: all of it, or one tag.
  StoreResult<void> seal_everything();
  StoreResult<std::uint64_t> remove(TagId tag, std::int64_t from, std::int64_t to);
  [[nodiscard]] std::atomic<std::uint64_t>& damaged() { return damaged_; }

 private:
  void run(const std::stop_token& stop);
  StoreResult<void> seal(TagId tag);
  StoreResult<void> tidy(TagId tag);
  StoreResult<void> merge_late(TagId tag);
  StoreResult<void> join_small(TagId tag);
  std::vector<TagId> next_batch(const std::stop_token& stop);
  void try_again_later(const std::vector<TagId>& tags, const std::stop_token& stop);
  void keep_log_short();
  void truncate_log();
  void detach(TagId tag);
  /// Whether any sample of before that moment may be in memory.
  [[nodiscard]] bool reaches_into_memory(TagId tag, std::int64_t before) const;

  const StoreOptions& options_;
  Rocks& rocks_;
  TagTable& tags_;
  const std::atomic<std::uint64_t>& inserted_;  // every row of the log up to this one is in memory
  LogGauge gauge_;
  std::size_t log_left_ = 0;  // bytes, after what was needed no more was taken away last
  std::atomic<std::uint64_t> damaged_{0};
  std::mutex work_;  // one at a time changes chunks
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<TagId> queue_;
  std::jthread thread_;
};

/// A tag's row in `tags`: its path, and what of it is sealed.
[[nodiscard]] std::string tag_row(const std::string& path, std::int64_t sealed_until, std::uint64_t sealed_sequence);

}  // namespace millwright::scada::historian
