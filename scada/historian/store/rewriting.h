#pragma once
// Changes of chunks that are there already: what came late goes in, what is small is joined, what is to go goes. Only
// chunks that are touched are read and written, and no chunk ever reaches over another, damaged ones included: what
// lies behind a damaged chunk stays found. On the sealer's thread or instead of it. For the files of this folder.

#include <rocksdb/write_batch.h>

#include <atomic>

#include "scada/historian/store/chunk_reader.h"
#include "scada/historian/store/open_samples.h"
#include "scada/historian/store/store.h"

namespace millwright::scada::historian {

/// Whether a chunk is so small that it should be joined with its neighbours.
[[nodiscard]] bool is_small(std::size_t samples, std::size_t bytes, std::size_t chunk_samples);

class Rewriting {
 public:
  Rewriting(const StoreOptions& options, Rocks& rocks, std::atomic<std::uint64_t>& damaged, TagId tag)
      : options_(options), rocks_(rocks), damaged_(damaged), tag_(tag) {}

  /// Late chunks go into those that they lie over. It can be broken off: until they are gone they are laid over.
  StoreResult<void> merge_late();
  /// The small chunks at the end become one or few.
  StoreResult<void> join_small();
  /// Takes the samples in [from, to) away, durably; says how many there were. Late chunks are merged before.
  StoreResult<std::uint64_t> remove(std::int64_t from, std::int64_t to);

 private:
  /// At the last chunk that begins at or before the time, or else at the tag's first one.
  void stand_at(std::int64_t time);
  [[nodiscard]] bool of_tag() const;
  [[nodiscard]] ChunkKey key() const;
  [[nodiscard]] std::string_view value() const;
  /// The chunk that it stands at; empty where it is damaged, which is told.
  [[nodiscard]] Block block();
  /// Where the chunk after this one begins; nullopt where there is none.
  [[nodiscard]] std::optional<std::int64_t> next_first();
  /// The late samples that fall to the chunk that it stands at, or before the first one.
  void merge_one(std::vector<Block>& late);
  void put(const std::vector<Block>& blocks);
  void erase(const ChunkKey& key);
  StoreResult<void> write(bool sync);
  StoreResult<void> readable() const;

  const StoreOptions& options_;
  Rocks& rocks_;
  std::atomic<std::uint64_t>& damaged_;
  TagId tag_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
  rocksdb::WriteBatch batch_;
};

}  // namespace millwright::scada::historian
