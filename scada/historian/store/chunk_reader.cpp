#include "scada/historian/store/chunk_reader.h"

#include <algorithm>
#include <limits>

#include "lib/base/log.h"
#include "scada/historian/codec/codec.h"

namespace millwright::scada::historian {
namespace {

constexpr auto kEarliestTime = std::numeric_limits<std::int64_t>::min();

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

bool of_tag(const rocksdb::Iterator& iterator, TagId tag) {
  return iterator.Valid() && iterator.key().size() == ChunkKey::kSize &&
         ChunkKey::parse(view(iterator.key())).tag == tag;
}

}  // namespace

void unpack_or_tell(std::string_view chunk, const ChunkKey& key, std::atomic<std::uint64_t>& damaged, Block& into) {
  const auto decoded = decode(chunk, into);
  if (decoded) return;
  damaged.fetch_add(1, std::memory_order_relaxed);
  Logger("historian")
      .error("the chunk of tag {} from {} on is damaged and left out: {}", key.tag, to_rfc3339(from_unix_ns(key.first)),
             decoded.error().message);
}

ChunkReader::ChunkReader(Rocks& rocks, std::atomic<std::uint64_t>& damaged, TagId tag, std::int64_t from,
                         std::int64_t to, Direction direction, const rocksdb::Snapshot* snapshot)
    : damaged_(damaged),
      tag_(tag),
      from_(from),
      to_(to),
      direction_(direction),
      iterator_(rocks.iterate(Rocks::chunks, snapshot)) {
  if (direction == Direction::forward)
    seek({tag, from, std::numeric_limits<std::uint64_t>::max()});
  else
    seek({tag, to == kEarliestTime ? to : to - 1, std::numeric_limits<std::uint64_t>::max()});
}

void ChunkReader::seek(const ChunkKey& from) {
  const auto bytes = from.bytes();
  // The chunk that begins before may reach into the time that is asked for.
  iterator_->SeekForPrev(bytes);
  if (direction_ == Direction::forward && !of_tag(*iterator_, tag_))
    iterator_->Seek(ChunkKey{tag_, kEarliestTime, 0}.bytes());
}

bool ChunkReader::inside() const {
  if (!of_tag(*iterator_, tag_)) return false;
  return direction_ == Direction::backward || ChunkKey::parse(view(iterator_->key())).first < to_;
}

Result<const Block*, ReadError> ChunkReader::next() {
  while (!done_ && inside()) {
    key_ = ChunkKey::parse(view(iterator_->key()));
    unpack_or_tell(view(iterator_->value()), key_, damaged_, block_);
    // Backward, the first chunk that begins before the time is the last one that can reach into it.
    done_ = direction_ == Direction::backward && key_.first < from_;
    if (direction_ == Direction::forward)
      iterator_->Next();
    else
      iterator_->Prev();
    if (!block_.empty()) return &block_;
  }
  if (!iterator_->status().ok())
    return fail(ReadError::storage, "the history of tag {} cannot be read: {}", tag_, iterator_->status().ToString());
  return nullptr;
}

Result<std::vector<std::pair<ChunkKey, Block>>, ReadError> late_chunks(Rocks& rocks,
                                                                       std::atomic<std::uint64_t>& damaged, TagId tag,
                                                                       const rocksdb::Snapshot* snapshot) {
  std::vector<std::pair<ChunkKey, Block>> out;
  const auto iterator = rocks.iterate(Rocks::late, snapshot);
  for (iterator->Seek(ChunkKey{tag, kEarliestTime, 0}.bytes()); of_tag(*iterator, tag); iterator->Next()) {
    const auto key = ChunkKey::parse(view(iterator->key()));
    Block block;
    unpack_or_tell(view(iterator->value()), key, damaged, block);
    out.emplace_back(key, std::move(block));
  }
  if (!iterator->status().ok())
    return fail(ReadError::storage, "late samples of tag {} cannot be read: {}", tag, iterator->status().ToString());
  std::ranges::stable_sort(out, {}, [](const auto& chunk) { return chunk.first.sequence; });
  return out;
}

}  // namespace millwright::scada::historian
