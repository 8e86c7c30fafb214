#include "scada/historian/store/chunk_reader.h"

#include <algorithm>
#include <limits>

#include "lib/base/log.h"
#include "scada/historian/codec/codec.h"

namespace millwright::scada::historian {
namespace {

constexpr auto kEarliestTime = std::numeric_limits<std::int64_t>::min();
constexpr std::uint64_t kPrecision = 1'000'000;  // ns, of where damage ends

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
    : rocks_(rocks),
      snapshot_(snapshot),
      damaged_(damaged),
      tag_(tag),
      from_(from),
      to_(to),
      direction_(direction),
      iterator_(rocks.iterate(Rocks::chunks, snapshot)),
      reached_(direction == Direction::forward ? from : to) {
  if (direction == Direction::forward)
    seek({tag, from, std::numeric_limits<std::uint64_t>::max()});
  else
    seek({tag, to == kEarliestTime ? to : to - 1, std::numeric_limits<std::uint64_t>::max()});
}

void ChunkReader::seek(const ChunkKey& from) {
  const auto bytes = from.bytes();
  // The chunk that begins before may reach into the time that is asked for.
  iterator_->SeekForPrev(bytes);
  if (direction_ == Direction::forward && !of_tag(*iterator_, tag_) && iterator_->status().ok())
    iterator_->Seek(ChunkKey{tag_, kEarliestTime, 0}.bytes());
}

bool ChunkReader::inside() const {
  if (!of_tag(*iterator_, tag_)) return false;
  return direction_ == Direction::backward || ChunkKey::parse(view(iterator_->key())).first < to_;
}

bool ChunkReader::readable_from(std::int64_t time) {
  // An iterator that has met damage remembers it, wherever it is sent.
  iterator_ = rocks_.iterate(Rocks::chunks, snapshot_);
  if (direction_ == Direction::forward)
    iterator_->Seek(ChunkKey{tag_, time, 0}.bytes());
  else
    iterator_->SeekForPrev(ChunkKey{tag_, time, std::numeric_limits<std::uint64_t>::max()}.bytes());
  return iterator_->status().ok();
}

bool ChunkReader::pass_over_damage() {
  const bool forward = direction_ == Direction::forward;
  const auto start = static_cast<std::uint64_t>(reached_);
  const auto limit = forward ? to_ : from_;
  const auto distance = forward ? static_cast<std::uint64_t>(limit) - start : start - static_cast<std::uint64_t>(limit);
  const auto beyond = [&](std::uint64_t step) {
    return step >= distance ? limit : static_cast<std::int64_t>(forward ? start + step : start - step);
  };
  std::uint64_t near = 0;
  auto far = std::min(kPrecision, distance);
  while (!readable_from(beyond(far))) {
    if (far == distance) return false;
    near = far;
    far = far > distance / 2 ? distance : far * 2;
  }
  while (far - near > kPrecision) {
    const auto middle = near + (far - near) / 2;
    (readable_from(beyond(middle)) ? far : near) = middle;
  }
  damaged_.fetch_add(1, std::memory_order_relaxed);
  Logger("historian")
      .error("the history of tag {} is damaged on the disk: what begins between {} and {} is left out", tag_,
             to_rfc3339(from_unix_ns(reached_)), to_rfc3339(from_unix_ns(beyond(far))));
  reached_ = beyond(far);
  return readable_from(reached_);
}

Result<const Block*, ReadError> ChunkReader::next() {
  do {
    while (!done_ && inside()) {
      key_ = ChunkKey::parse(view(iterator_->key()));
      reached_ = key_.first;
      unpack_or_tell(view(iterator_->value()), key_, damaged_, block_);
      // Backward, the first chunk that begins before the time is the last one that can reach into it.
      done_ = direction_ == Direction::backward && key_.first < from_;
      if (direction_ == Direction::forward)
        iterator_->Next();
      else
        iterator_->Prev();
      if (!block_.empty()) return &block_;
    }
    if (done_ || iterator_->status().ok()) return nullptr;
  } while (iterator_->status().IsCorruption() && pass_over_damage());
  return fail(ReadError::storage, "the history of tag {} cannot be read: {}", tag_, iterator_->status().ToString());
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
