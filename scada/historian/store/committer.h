#pragma once
// Group commit: whoever appends while another batch is being written waits, and all that wait are written together,
// with one sync. For the files of this folder.

#include <rocksdb/write_batch.h>

#include <condition_variable>
#include <mutex>

#include "scada/historian/store/sealer.h"

namespace millwright::scada::historian {

class Committer {
 public:
  Committer(const StoreOptions& options, Rocks& rocks, TagTable& tags, Sealer& sealer,
            std::atomic<std::uint64_t>& inserted)
      : options_(options), rocks_(rocks), tags_(tags), sealer_(sealer), inserted_(inserted) {}

  StoreResult<void> append(std::span<const Row> rows);
  /// Puts rows that are in the log into memory; on the one thread that commits (or opens).
  void insert(std::span<const Row> rows, std::uint64_t sequence);

 private:
  struct Pending {
    std::span<const Row> rows;
    std::string_view record;
    bool done = false;
    StoreResult<void> result;
  };
  void commit(const std::vector<Pending*>& group);
  StoreResult<void> write(const std::vector<Pending*>& group, std::uint64_t first);
  StoreResult<void> room_on_disk();
  /// So many samples of a tag go into a chunk.
  [[nodiscard]] std::size_t full_size(TagId tag, const TagState& state) const;

  const StoreOptions& options_;
  Rocks& rocks_;
  TagTable& tags_;
  Sealer& sealer_;
  std::atomic<std::uint64_t>& inserted_;
  std::mutex mutex_;
  std::condition_variable done_;
  std::vector<Pending*> waiting_;
  rocksdb::WriteBatch batch_;  // of whoever commits; its memory is kept
  bool committing_ = false;
  MonotonicTime looked_at_disk_{};
};

}  // namespace millwright::scada::historian
