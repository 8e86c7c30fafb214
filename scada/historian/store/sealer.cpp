#include "scada/historian/store/sealer.h"

#include <rocksdb/convenience.h>
#include <rocksdb/write_batch.h>

#include <algorithm>

#include "lib/base/log.h"
#include "scada/historian/codec/bytes.h"
#include "scada/historian/codec/codec.h"
#include "scada/historian/store/rewriting.h"

namespace millwright::scada::historian {
namespace {

constexpr std::int64_t kSealingSamplesMax = 16 << 20;  // in memory, detached and in no chunk yet
constexpr Duration kPatience = 10s;
constexpr Duration kTryAgainAfter = 1s;
constexpr std::uint32_t kLateChunksMax = 4;
constexpr std::uint32_t kSmallChunksMax = 16;
constexpr std::size_t kDetachedTogether = 256;  // slow tags, between looks at those that are full

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
  const std::scoped_lock lock(mutex_);
  queue_.insert(queue_.end(), tags.begin(), tags.end());
  changed_.notify_all();
}

bool Sealer::keeps_up() {
  const auto behind = [&] { return tags_.sealing_samples.load(std::memory_order_relaxed) > kSealingSamplesMax; };
  if (!behind()) return true;
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] { return !behind(); });
}

std::vector<TagId> Sealer::next_batch(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, 200ms, [&] { return !queue_.empty(); });
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(queue_.size(), 64));
  std::vector<TagId> batch(queue_.begin(), end);
  queue_.erase(queue_.begin(), end);
  return batch;
}

void Sealer::try_again_later(const std::vector<TagId>& tags, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, kTryAgainAfter, [] { return false; });
  queue_.insert(queue_.begin(), tags.begin(), tags.end());
}

void Sealer::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::vector<TagId> left;
    for (const auto tag : next_batch(stop)) {
      const std::scoped_lock work(work_);
      if (const auto done = seal(tag); !done) {
        // It stays in memory and in the log.
        Logger("historian").error("tag {} is not sealed yet: {}", tag, done.error().message);
        left.push_back(tag);
      } else if (const auto tidied = tidy(tag); !tidied) {
        Logger("historian").error("chunks of tag {} stay as they are: {}", tag, tidied.error().message);
      }
    }
    {
      const std::scoped_lock lock(mutex_);
      changed_.notify_all();  // who waits for room looks again
    }
    if (!left.empty()) try_again_later(left, stop);
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
    std::int64_t samples = 0;
    for (const auto& sealing : waiting) {
      const auto add = [&](const Block& block) {
        const ChunkKey key{tag, block.times.front(), sealing->order};
        const auto chunk = encode(block);
        batch.Put(rocks_.family(sealing->late ? Rocks::late : Rocks::chunks), key.bytes(), chunk);
        small = is_small(block.size(), chunk.size(), options_.chunk_samples) ? small + 1 : 0;
      };
      if (fits_chunk(sealing->block, options_.chunk_samples))
        add(sealing->block);
      else
        std::ranges::for_each(resized({sealing->block}, options_.chunk_samples), add);
      if (sealing->late) ++late;
      samples += static_cast<std::int64_t>(sealing->block.size());
    }
    batch.Put(rocks_.family(Rocks::tags), tag_key(tag),
              tag_row(tags_.path_of(tag), sealed_until, waiting.back()->sequence));
    // Not synced: as long as this is not on the disk, the log's rows are.
    if (const auto status = rocks_.db().Write({}, &batch); !status.ok())
      return failed(status, "a chunk is not written");
    const std::unique_lock lock(tags_.lock_of(tag));
    auto* state = tags_.find(tag);
    state->sealing.erase(state->sealing.begin(), state->sealing.begin() + static_cast<std::ptrdiff_t>(waiting.size()));
    tags_.sealing_samples -= samples;
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
  if (auto done = Rewriting(options_, rocks_, damaged_, tag).merge_late(); !done) return done;
  const std::unique_lock lock(tags_.lock_of(tag));
  tags_.find(tag)->late_chunks = 0;
  return {};
}

StoreResult<void> Sealer::join_small(TagId tag) {
  if (auto done = Rewriting(options_, rocks_, damaged_, tag).join_small(); !done) return done;
  const std::unique_lock lock(tags_.lock_of(tag));
  tags_.find(tag)->small_chunks = 0;
  return {};
}

void Sealer::detach(TagId tag) {
  const auto sequence = inserted_.load(std::memory_order_acquire);
  const std::unique_lock lock(tags_.lock_of(tag));
  tags_.sealing_samples += static_cast<std::int64_t>(tags_.find(tag)->detach(sequence));
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

bool Sealer::reaches_into_memory(TagId tag, std::int64_t before) const {
  const std::shared_lock lock(tags_.lock_of(tag));
  const auto* state = tags_.find(tag);
  return !state->sealing.empty() || (state->late && !state->late->empty()) ||
         (!state->open.empty() && state->open.first() < before);
}

StoreResult<std::uint64_t> Sealer::remove(TagId tag, std::int64_t from, std::int64_t to) {
  const std::scoped_lock work(work_);
  // What is open and newer stays where it is.
  if (reaches_into_memory(tag, to)) {
    detach(tag);
    if (auto done = seal(tag); !done) return std::unexpected(done.error());
  }
  const auto removed = Rewriting(options_, rocks_, damaged_, tag).remove(from, to);
  const std::unique_lock lock(tags_.lock_of(tag));
  auto* state = tags_.find(tag);
  state->sealed_newest.reset();
  if (removed) state->late_chunks = 0;
  return removed;
}

void Sealer::keep_log_short() {
  // What is taken away while it is in memory only never becomes a file.
  if (gauge_.bytes() < std::min(log_left_ + options_.log_bytes_max / 8, options_.log_bytes_max)) return;
  truncate_log();
  log_left_ = gauge_.bytes();
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
  log_left_ = gauge_.bytes();
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
  // Files of nothing else go at once, and not when they would be merged.
  const rocksdb::Slice first(begin);
  const rocksdb::Slice last(end);
  (void)rocksdb::DeleteFilesInRange(&rocks_.db(), rocks_.family(Rocks::log), &first, &last, false);
  gauge_.truncated(oldest);
}

}  // namespace millwright::scada::historian
