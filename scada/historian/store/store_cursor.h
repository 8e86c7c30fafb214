#pragma once
// Reads a tag over all that the store has of it: chunks, late chunks, and what is in memory. For the files of this
// folder.

#include "scada/historian/store/chunk_reader.h"
#include "scada/historian/store/tag_table.h"

namespace millwright::scada::historian {

/// Merges what lies over the chunks (late and open samples, gathered when it is made) into them as they come by.
class StoreCursor final : public Cursor {
 public:
  static Result<std::unique_ptr<Cursor>, ReadError> open(Rocks& rocks, const TagTable& tags,
                                                         std::atomic<std::uint64_t>& damaged, TagId tag,
                                                         std::int64_t from, std::int64_t to, Direction direction);
  ~StoreCursor() override;
  [[nodiscard]] Result<const Block*, ReadError> next() override;

 private:
  StoreCursor(Rocks& rocks, const rocksdb::Snapshot* snapshot, std::vector<Block> over, ChunkReader chunks,
              std::int64_t from, std::int64_t to, Direction direction);
  /// Of what lies over the chunks: all that comes before the rest of the chunks, in the cursor's direction.
  std::vector<Block> take_over(const Block& chunk);
  void give(std::vector<Block> blocks);

  Rocks& rocks_;
  const rocksdb::Snapshot* snapshot_;
  std::vector<Block> over_;  // in time order
  ChunkReader chunks_;
  std::int64_t from_, to_;
  Direction direction_;
  std::vector<Block> ready_;  // in the cursor's direction, the next one last
  Block current_;
  bool chunks_done_ = false;
};

/// The samples against time.
void turn(Block& block);

}  // namespace millwright::scada::historian
