#include "scada/historian/store/store_cursor.h"

#include <algorithm>
#include <limits>

namespace millwright::scada::historian {
namespace {

constexpr auto kEarliestTime = std::numeric_limits<std::int64_t>::min();

void lay_over(std::vector<Block>& blocks, const Block& newer, std::int64_t from, std::int64_t to) {
  if (auto part = cut(newer, from, to); !part.empty()) blocks = merged(std::move(blocks), part);
}

}  // namespace

void turn(Block& block) {
  std::ranges::reverse(block.times);
  std::ranges::reverse(block.quality);
  std::visit([](auto& column) { std::ranges::reverse(column); }, block.values);
}

Result<std::unique_ptr<Cursor>, ReadError> StoreCursor::open(Rocks& rocks, const TagTable& tags,
                                                             std::atomic<std::uint64_t>& damaged, TagId tag,
                                                             std::int64_t from, std::int64_t to, Direction direction) {
  const auto* state = tags.find(tag);
  if (state == nullptr) return fail(ReadError::unknown_tag, "the history has no tag number {}", tag);
  std::vector<Block> memory;
  std::vector<std::shared_ptr<const Sealing>> sealing;
  const rocksdb::Snapshot* snapshot = nullptr;
  bool has_late = false;
  {
    // Under one lock, so that what leaves the memory meanwhile is in the snapshot.
    const std::shared_lock lock(tags.lock_of(tag));
    sealing = state->sealing;
    has_late = state->late_chunks > 0;
    lay_over(memory, state->open.block(), from, to);
    if (state->late) lay_over(memory, state->late->block(), from, to);
    snapshot = rocks.db().GetSnapshot();
  }
  std::vector<Block> over;
  if (has_late) {
    const auto late = late_chunks(rocks, damaged, tag, snapshot);
    if (!late) {
      rocks.db().ReleaseSnapshot(snapshot);
      return std::unexpected(late.error());
    }
    for (const auto& [key, block] : *late) lay_over(over, block, from, to);
  }
  for (const auto& one : sealing) lay_over(over, one->block, from, to);
  for (const auto& block : memory) over = merged(std::move(over), block);
  ChunkReader chunks(rocks, damaged, tag, from, to, direction, snapshot);
  return std::unique_ptr<Cursor>(
      new StoreCursor(rocks, snapshot, std::move(over), std::move(chunks), from, to, direction));
}

StoreCursor::StoreCursor(Rocks& rocks, const rocksdb::Snapshot* snapshot, std::vector<Block> over, ChunkReader chunks,
                         std::int64_t from, std::int64_t to, Direction direction)
    : rocks_(rocks),
      snapshot_(snapshot),
      over_(std::move(over)),
      chunks_(std::move(chunks)),
      from_(from),
      to_(to),
      direction_(direction) {}

StoreCursor::~StoreCursor() { rocks_.db().ReleaseSnapshot(snapshot_); }

std::vector<Block> StoreCursor::take_over(const Block& chunk) {
  std::vector<Block> taken;
  std::vector<Block> left;
  const bool forward = direction_ == Direction::forward;
  const auto edge = forward ? chunk.times.back() + 1 : chunk.times.front();
  for (auto& block : over_) {
    if (auto before = cut(block, kEarliestTime, edge); !before.empty())
      (forward ? taken : left).push_back(std::move(before));
    if (block.times.back() >= edge) {
      auto after = cut(block, edge, block.times.back());
      // cut() leaves out its end, which here is a sample.
      after.append(block.sample(block.size() - 1));
      (forward ? left : taken).push_back(std::move(after));
    }
  }
  over_ = std::move(left);
  return taken;
}

void StoreCursor::give(std::vector<Block> blocks) {
  std::erase_if(blocks, [](const Block& block) { return block.empty(); });
  if (direction_ == Direction::forward)
    std::ranges::reverse(blocks);
  else
    for (auto& block : blocks) turn(block);
  ready_ = std::move(blocks);
}

Result<const Block*, ReadError> StoreCursor::next() {
  while (ready_.empty() && !chunks_done_) {
    const auto chunk = chunks_.next();
    if (!chunk) return std::unexpected(chunk.error());
    if (*chunk == nullptr) {
      chunks_done_ = true;
      give(std::exchange(over_, {}));
      break;
    }
    const bool whole = (*chunk)->times.front() >= from_ && (*chunk)->times.back() < to_;
    auto blocks = std::vector<Block>{whole ? **chunk : cut(**chunk, from_, to_)};
    for (const auto& over : take_over(**chunk)) blocks = merged(std::move(blocks), over);
    give(std::move(blocks));
  }
  if (ready_.empty()) {
    current_.clear();
    return &current_;
  }
  current_ = std::move(ready_.back());
  ready_.pop_back();
  return &current_;
}

}  // namespace millwright::scada::historian
