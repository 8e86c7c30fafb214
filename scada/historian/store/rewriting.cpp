#include "scada/historian/store/rewriting.h"

#include <limits>

#include "scada/historian/codec/codec.h"

namespace millwright::scada::historian {
namespace {

constexpr auto kEarliest = std::numeric_limits<std::int64_t>::min();
constexpr auto kLatest = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kBatchBytes = 4u << 20;

/// Takes the samples before `edge` out of blocks in time order.
std::vector<Block> take_before(std::vector<Block>& blocks, std::int64_t edge) {
  std::vector<Block> taken;
  std::vector<Block> left;
  for (auto& block : blocks) {
    if (block.times.back() < edge) {
      taken.push_back(std::move(block));
    } else if (block.times.front() >= edge) {
      left.push_back(std::move(block));
    } else {
      taken.push_back(cut(block, kEarliest, edge));
      left.push_back(cut(block, edge, kLatest));
    }
  }
  blocks = std::move(left);
  return taken;
}

}  // namespace

bool is_small(std::size_t samples, std::size_t bytes, std::size_t chunk_samples) {
  return samples * 2 < chunk_samples && bytes * 2 < kChunkTextBytes;
}

void Rewriting::stand_at(std::int64_t time) {
  iterator_->SeekForPrev(ChunkKey{tag_, time, std::numeric_limits<std::uint64_t>::max()}.bytes());
  if (!of_tag() && iterator_->status().ok()) iterator_->Seek(ChunkKey{tag_, kEarliest, 0}.bytes());
}

bool Rewriting::of_tag() const { return iterator_->Valid() && key().tag == tag_; }

ChunkKey Rewriting::key() const { return ChunkKey::parse({iterator_->key().data(), iterator_->key().size()}); }

std::string_view Rewriting::value() const { return {iterator_->value().data(), iterator_->value().size()}; }

Block Rewriting::block() {
  Block out;
  unpack_or_tell(value(), key(), damaged_, out);
  return out;
}

std::optional<std::int64_t> Rewriting::next_first() {
  iterator_->Next();
  const auto first = of_tag() ? std::optional(key().first) : std::nullopt;
  return first;
}

StoreResult<void> Rewriting::readable() const {
  if (iterator_->status().ok()) return {};
  return failed(iterator_->status(), "chunks are not read");
}

void Rewriting::put(const std::vector<Block>& blocks) {
  for (const auto& block : resized(blocks, options_.chunk_samples))
    if (!block.empty())
      batch_.Put(rocks_.family(Rocks::chunks), ChunkKey{tag_, block.times.front(), 0}.bytes(), encode(block));
}

void Rewriting::erase(const ChunkKey& key) { batch_.Delete(rocks_.family(Rocks::chunks), key.bytes()); }

StoreResult<void> Rewriting::write(bool sync) {
  rocksdb::WriteOptions options;
  options.sync = sync && options_.sync;
  const auto status = rocks_.db().Write(options, &batch_);
  batch_.Clear();
  if (!status.ok()) return failed(status, "chunks are not rewritten");
  return {};
}

void Rewriting::merge_one(std::vector<Block>& late) {
  const auto time = late.front().times.front();
  stand_at(time);
  if (!of_tag()) return put(std::exchange(late, {}));  // the tag has no chunk
  if (key().first > time) return put(take_before(late, key().first));
  const auto here = key();
  auto there = block();
  const auto edge = next_first();
  auto part = edge ? take_before(late, *edge) : std::exchange(late, {});
  if (there.empty()) return put(part);  // damaged: it stays as it is, and they stand behind it
  erase(here);
  std::vector<Block> whole{std::move(there)};
  for (const auto& newer : part) whole = merged(std::move(whole), newer);
  put(whole);
}

StoreResult<void> Rewriting::merge_late() {
  const auto chunks = late_chunks(rocks_, damaged_, tag_, nullptr);
  if (!chunks) return fail(StoreError::io, "{}", chunks.error().message);
  std::vector<Block> late;
  for (const auto& [key, block] : *chunks) late = merged(std::move(late), block);
  std::erase_if(late, [](const Block& block) { return block.empty(); });
  iterator_ = rocks_.iterate(Rocks::chunks, nullptr, false);
  while (!late.empty()) {
    merge_one(late);
    if (auto read = readable(); !read) return read;
    if (batch_.GetDataSize() > kBatchBytes)
      if (auto written = write(false); !written) return written;
  }
  for (const auto& [key, block] : *chunks) batch_.Delete(rocks_.family(Rocks::late), key.bytes());
  return write(false);
}

StoreResult<void> Rewriting::join_small() {
  iterator_ = rocks_.iterate(Rocks::chunks, nullptr, false);
  std::vector<Block> small;  // newest first
  std::vector<ChunkKey> keys;
  for (stand_at(kLatest); of_tag(); iterator_->Prev()) {
    auto one = block();
    if (one.empty() || !is_small(one.size(), value().size(), options_.chunk_samples)) break;
    keys.push_back(key());
    small.push_back(std::move(one));
  }
  if (auto read = readable(); !read) return read;
  if (keys.size() < 2) return {};
  for (const auto& key : keys) erase(key);
  put({small.rbegin(), small.rend()});
  return write(false);
}

StoreResult<std::uint64_t> Rewriting::remove(std::int64_t from, std::int64_t to) {
  if (auto merged = merge_late(); !merged) return std::unexpected(merged.error());
  std::uint64_t removed = 0;
  iterator_ = rocks_.iterate(Rocks::chunks, nullptr, false);
  for (stand_at(from); of_tag() && key().first < to; iterator_->Next()) {
    const auto one = block();
    if (one.empty() && key().first >= from) erase(key());
    if (one.empty() || one.times.back() < from) continue;
    removed += cut(one, from, to).size();
    erase(key());
    put({cut(one, kEarliest, from)});
    put({cut(one, to, kLatest)});
  }
  if (auto read = readable(); !read) return std::unexpected(read.error());
  if (auto written = write(true); !written) return std::unexpected(written.error());
  return removed;
}

}  // namespace millwright::scada::historian
