#include "scada/historian/store/sealer.h"

#include <rocksdb/write_batch.h>

#include <algorithm>

#include "lib/base/log.h"
#include "scada/historian/codec/bytes.h"
#include "scada/historian/codec/codec.h"
#include "scada/historian/store/chunk_reader.h"

namespace millwright::scada::historian {
namespace {

constexpr std::size_t kQueueMax = 65'536;
constexpr std::uint32_t kLateChunksMax = 4;
constexpr std::uint32_t kSmallChunksMax = 16;
constexpr std::size_t kDetachedTogether = 256;  // slow tags, between looks at those that are full

std::unexpected<Failure<StoreError>> unread(const Failure<ReadError>& failure) {
  return fail(StoreError::io, "{}", failure.message);
}

}  // namespace

std::string tag_row(const std::string& path, std::int64_t sealed_until, std::uint64_t sealed_sequence) {
  std::string row;
  ByteWriter out(row);
  out.word(sealed_until);
  out.word(sealed_sequence);
  out.raw(path);
  return row;
}

void LogGauge::add(std::uint64_t sequence, std::size_t bytes) {
  const std::scoped_lock lock(mutex_);
  if (marks_.empty() || marks_.back().bytes >= kMarkBytes) marks_.push_back({sequence, 0});
  marks_.back().bytes += bytes;
  bytes_ += bytes;
}

void LogGauge::truncated(std::uint64_t up_to) {
  const std::scoped_lock lock(mutex_);
  // A mark is over when the next one begins at or before what is left.
  while (marks_.size() > 1 && marks_[1].sequence <= up_to) {
    bytes_ -= marks_.front().bytes;
    marks_.pop_front();
  }
}

std::size_t LogGauge::bytes() const {
  const std::scoped_lock lock(mutex_);
  return bytes_;
}

std::uint64_t LogGauge::middle() const {
  const std::scoped_lock lock(mutex_);
  std::size_t sum = 0;
  for (const auto& mark : marks_)
    if ((sum += mark.bytes) * 2 >= bytes_) return mark.sequence;
  return 0;
}

Sealer::Sealer(const StoreOptions& options, Rocks& rocks, TagTable& tags, const std::atomic<std::uint64_t>& inserted)
    : options_(options), rocks_(rocks), tags_(tags), inserted_(inserted) {}

Sealer::~Sealer() {
  thread_.request_stop();
  changed_.notify_all();
}

void Sealer::queue(std::span<const TagId> tags) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return queue_.size() < kQueueMax; });
  queue_.insert(queue_.end(), tags.begin(), tags.end());
  changed_.notify_all();
}

void Sealer::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::vector<TagId> batch;
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, 200ms, [&] { return stop.stop_requested() || !queue_.empty(); });
      const auto count = std::min<std::size_t>(queue_.size(), 64);
      batch.assign(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
      queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
      changed_.notify_all();
    }
    for (const auto tag : batch) {
      const std::scoped_lock work(work_);
      auto done = seal(tag);
      if (done) done = tidy(tag);
      if (done) continue;
      Logger("historian").error("tag {} is not sealed yet: {}", tag, done.error().message);
      // It stays in memory and in the log, and is tried again.
      const std::unique_lock lock(tags_.lock_of(tag));
      tags_.find(tag)->queued = false;
    }
    keep_log_short();
  }
}

StoreResult<void> Sealer::seal(TagId tag) {
  std::vector<std::shared_ptr<const Sealing>> waiting;
  std::int64_t sealed_until = 0;
  {
    const std::shared_lock lock(tags_.lock_of(tag));
    const auto* state = tags_.find(tag);
    waiting = state->sealing;
    sealed_until = state->sealed_until;
  }
  if (!waiting.empty()) {
    rocksdb::WriteBatch batch;
    std::uint32_t late = 0;
    std::uint32_t small = 0;
    for (const auto& sealing : waiting) {
      for (const auto& block : resized({sealing->block}, options_.chunk_samples)) {
        const ChunkKey key{tag, block.times.front(), sealing->order};
        batch.Put(rocks_.family(sealing->late ? Rocks::late : Rocks::chunks), key.bytes(), encode(block));
        small = block.size() * 2 < options_.chunk_samples ? small + 1 : 0;
      }
      if (sealing->late) ++late;
    }
    batch.Put(rocks_.family(Rocks::tags), tag_key(tag),
              tag_row(tags_.path_of(tag), sealed_until, waiting.back()->sequence));
    // Not synced: as long as this is not on the disk, the log's rows are.
    if (const auto status = rocks_.db().Write({}, &batch); !status.ok())
      return failed(status, "a chunk is not written");
    const std::unique_lock lock(tags_.lock_of(tag));
    auto* state = tags_.find(tag);
    state->sealing.erase(state->sealing.begin(), state->sealing.begin() + static_cast<std::ptrdiff_t>(waiting.size()));
    state->late_chunks += late;
    state->small_chunks = small == 0 ? 0 : state->small_chunks + small;
  }
  const std::unique_lock lock(tags_.lock_of(tag));
  tags_.find(tag)->queued = false;
  return {};
}

StoreResult<void> Sealer::tidy(TagId tag) {
  std::uint32_t late = 0;
  std::uint32_t small = 0;
  {
    const std::shared_lock lock(tags_.lock_of(tag));
    late = tags_.find(tag)->late_chunks;
    small = tags_.find(tag)->small_chunks;
  }
  if (late >= kLateChunksMax) return merge_late(tag);
  if (small >= kSmallChunksMax) return join_small(tag);
  return {};
}

StoreResult<void> Sealer::merge_late(TagId tag) {
  // The late chunks alone say what is touched.
  auto done = rewrite(tag, {});
  if (!done) return std::unexpected(done.error());
  return {};
}

StoreResult<void> Sealer::join_small(TagId tag) {
  ChunkReader chunks(rocks_, damaged_, tag, std::numeric_limits<std::int64_t>::min(),
                     std::numeric_limits<std::int64_t>::max(), Direction::backward, nullptr);
  Span small;
  std::size_t count = 0;
  for (;;) {
    const auto block = chunks.next();
    if (!block) return unread(block.error());
    if (*block == nullptr || (*block)->size() * 2 >= options_.chunk_samples) break;
    ++count;
    small.take_in((*block)->times.back());
    small.take_in(chunks.key().first);
  }
  if (count > 1)
    if (auto done = rewrite(tag, small); !done) return std::unexpected(done.error());
  const std::unique_lock lock(tags_.lock_of(tag));
  tags_.find(tag)->small_chunks = 0;
  return {};
}

StoreResult<std::uint64_t> Sealer::rewrite(TagId tag, Span span, const Span& cut_out) {
  const auto late = late_chunks(rocks_, damaged_, tag, nullptr);
  if (!late) return unread(late.error());
  for (const auto& [key, block] : *late) {
    span.take_in(key.first);
    if (!block.empty()) span.take_in(block.times.back());
  }
  if (span.empty()) return 0;
  rocksdb::WriteBatch batch;
  std::vector<Block> blocks;
  const auto until = span.last == std::numeric_limits<std::int64_t>::max() ? span.last : span.last + 1;
  ChunkReader chunks(rocks_, damaged_, tag, span.first, until, Direction::forward, nullptr);
  for (;;) {
    const auto block = chunks.next();
    if (!block) return unread(block.error());
    if (*block == nullptr) break;
    batch.Delete(rocks_.family(Rocks::chunks), chunks.key().bytes());
    blocks.push_back(**block);
  }
  for (const auto& [key, block] : *late) {
    batch.Delete(rocks_.family(Rocks::late), key.bytes());
    blocks = merged(std::move(blocks), block);
  }
  std::uint64_t removed = 0;
  if (!cut_out.empty()) {
    std::vector<Block> kept;
    for (const auto& block : blocks) {
      removed += cut(block, cut_out.first, cut_out.last).size();
      kept.push_back(cut(block, std::numeric_limits<std::int64_t>::min(), cut_out.first));
      kept.push_back(cut(block, cut_out.last, std::numeric_limits<std::int64_t>::max()));
      // The very last moment there is cannot be asked for by a range that does not hold its end.
    }
    blocks = std::move(kept);
  }
  for (const auto& block : resized(blocks, options_.chunk_samples))
    if (!block.empty())
      batch.Put(rocks_.family(Rocks::chunks), ChunkKey{tag, block.times.front(), 0}.bytes(), encode(block));
  rocksdb::WriteOptions options;
  options.sync = !cut_out.empty() && options_.sync;  // a removal is acknowledged; the rest can be done again
  if (const auto status = rocks_.db().Write(options, &batch); !status.ok())
    return failed(status, "chunks are not rewritten");
  const std::unique_lock lock(tags_.lock_of(tag));
  tags_.find(tag)->late_chunks = 0;
  return removed;
}

void Sealer::detach(TagId tag) {
  const auto sequence = inserted_.load(std::memory_order_acquire);
  const std::unique_lock lock(tags_.lock_of(tag));
  tags_.find(tag)->detach(sequence);
}

StoreResult<void> Sealer::seal_everything() {
  const std::scoped_lock work(work_);
  for (TagId tag = 1; tag <= tags_.size(); ++tag) {
    detach(tag);
    if (auto done = seal(tag); !done) return done;
    bool late = false;
    {
      const std::shared_lock lock(tags_.lock_of(tag));
      late = tags_.find(tag)->late_chunks > 0;
    }
    if (late)
      if (auto done = merge_late(tag); !done) return done;
  }
  truncate_log();
  return {};
}

StoreResult<std::uint64_t> Sealer::remove(TagId tag, std::int64_t from, std::int64_t to) {
  const std::scoped_lock work(work_);
  detach(tag);
  if (auto done = seal(tag); !done) return std::unexpected(done.error());
  return rewrite(tag, {from, to}, {from, to});
}

void Sealer::keep_log_short() {
  if (gauge_.bytes() < options_.log_bytes_max / 2) return;
  truncate_log();
  if (gauge_.bytes() < options_.log_bytes_max) return;
  // Slow tags hold the log: those that have waited longest are sealed as they are, some at a time.
  const auto middle = gauge_.middle();
  std::size_t sealed = 0;
  for (TagId tag = 1; tag <= tags_.size(); ++tag) {
    {
      const std::shared_lock lock(tags_.lock_of(tag));
      const auto first = tags_.find(tag)->first_sequence;
      if (first == 0 || first > middle) continue;
    }
    const std::scoped_lock work(work_);
    detach(tag);
    if (auto done = seal(tag); done) (void)tidy(tag);
    if (++sealed % kDetachedTogether != 0) continue;
    const std::scoped_lock lock(mutex_);
    if (!queue_.empty()) return;  // full ones first; the rest at the next look
  }
  truncate_log();
}

void Sealer::truncate_log() {
  auto oldest = inserted_.load(std::memory_order_acquire) + 1;
  for (TagId tag = 1; tag <= tags_.size(); ++tag) {
    const std::shared_lock lock(tags_.lock_of(tag));
    const auto* state = tags_.find(tag);
    if (state->first_sequence > 0) oldest = std::min(oldest, state->first_sequence);
    for (const auto& sealing : state->sealing) oldest = std::min(oldest, sealing->first_sequence);
  }
  const auto begin = sequence_key(0);
  const auto end = sequence_key(oldest);
  rocksdb::WriteBatch batch;
  batch.DeleteRange(rocks_.family(Rocks::log), begin, end);
  if (!rocks_.db().Write({}, &batch).ok()) return;
  gauge_.truncated(oldest);
}

}  // namespace millwright::scada::historian
