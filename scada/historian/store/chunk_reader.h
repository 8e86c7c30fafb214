#pragma once
// Chunks as they lie in the database, one tag's in the order of time or against it. For the files of this folder.

#include <atomic>

#include "scada/historian/store/keys.h"
#include "scada/historian/store/rocks.h"

namespace millwright::scada::historian {

/// Walks the chunks of a tag that may hold samples in [from, to). A damaged chunk is told, counted and passed over.
class ChunkReader {
 public:
  ChunkReader(Rocks& rocks, std::atomic<std::uint64_t>& damaged, TagId tag, std::int64_t from, std::int64_t to,
              Direction direction, const rocksdb::Snapshot* snapshot);
  /// The next chunk's samples, all of them; nullptr at the end.
  [[nodiscard]] Result<const Block*, ReadError> next();
  [[nodiscard]] const ChunkKey& key() const { return key_; }

 private:
  void seek(const ChunkKey& from);
  [[nodiscard]] bool inside() const;
  /// A block of the file that fails its checksum holds several chunks: finds the time from which chunks can be read
  /// again, in the reader's direction. False where there is none.
  bool pass_over_damage();
  bool readable_from(std::int64_t time);

  Rocks& rocks_;
  const rocksdb::Snapshot* snapshot_;
  std::atomic<std::uint64_t>& damaged_;
  TagId tag_;
  std::int64_t from_, to_;
  Direction direction_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
  ChunkKey key_;
  Block block_;
  std::int64_t reached_;  // chunks from there on, in the reader's direction, have not been seen yet
  bool done_ = false;
};

/// All late chunks of a tag, oldest writing first, with their keys.
[[nodiscard]] Result<std::vector<std::pair<ChunkKey, Block>>, ReadError> late_chunks(
    Rocks& rocks, std::atomic<std::uint64_t>& damaged, TagId tag, const rocksdb::Snapshot* snapshot);

/// Unpacks; damage is told and counted, and gives an empty block.
void unpack_or_tell(std::string_view chunk, const ChunkKey& key, std::atomic<std::uint64_t>& damaged, Block& into);

}  // namespace millwright::scada::historian
