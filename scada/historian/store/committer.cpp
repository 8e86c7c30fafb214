#include "scada/historian/store/committer.h"

#include <sys/statvfs.h>

#include "scada/historian/store/keys.h"

namespace millwright::scada::historian {
namespace {

constexpr std::size_t kRowsMax = 16'384;  // in one record of the log
constexpr std::size_t kKeptBytes = 1u << 20;

constexpr Duration kLookAtDiskEvery = 1s;

}  // namespace

StoreResult<void> Committer::append(std::span<const Row> rows) {
  if (rows.empty()) return {};
  for (const auto& row : rows) {
    if (!tags_.has(row.tag)) return fail(StoreError::io, "the history has no tag number {}", row.tag);
    const auto* text = std::get_if<std::string>(&row.sample.value);
    if (text != nullptr && text->size() > kTextBytesMax)
      return fail(StoreError::io, "a text of {} bytes of {}: the history takes {} at most", text->size(),
                  tags_.path_of(row.tag), kTextBytesMax);
  }
  if (!sealer_.keeps_up()) return fail(StoreError::io, "samples come faster than chunks can be written");
  // The caller's thread waits here until its record is written, and uses its memory again for the next.
  static thread_local std::string record;
  record.clear();
  encode_rows(rows, record);
  Pending mine{rows, record, false, {}};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&mine);
  while (!mine.done) {
    if (committing_) {
      done_.wait(lock);
      continue;
    }
    committing_ = true;
    const auto group = std::exchange(waiting_, {});
    lock.unlock();
    commit(group);
    lock.lock();
    for (auto* pending : group) pending->done = true;
    committing_ = false;
    done_.notify_all();
  }
  lock.unlock();
  if (record.capacity() > kKeptBytes) record = std::string();
  return mine.result;
}

void Committer::commit(const std::vector<Pending*>& group) {
  const auto first = inserted_.load(std::memory_order_relaxed) + 1;
  const auto written = write(group, first);
  auto sequence = first;
  for (auto* pending : group) {
    pending->result = written;
    if (!written) continue;
    sealer_.gauge().add(sequence, pending->record.size());
    insert(pending->rows, sequence++);
  }
}

StoreResult<void> Committer::write(const std::vector<Pending*>& group, std::uint64_t first) {
  if (auto room = room_on_disk(); !room) return room;
  batch_.Clear();
  for (const auto* pending : group)
    batch_.Put(rocks_.family(Rocks::log), sequence_key(first++),
               rocksdb::Slice(pending->record.data(), pending->record.size()));
  rocksdb::WriteOptions options;
  options.sync = options_.sync;
  auto status = rocks_.db().Write(options, &batch_);
  // What stopped it may be over (a disk that was full while it tidied): then it only has to be told.
  if (!status.ok() && rocks_.db().Resume().ok()) status = rocks_.db().Write(options, &batch_);
  if (batch_.GetDataSize() > kKeptBytes) batch_ = rocksdb::WriteBatch();
  if (!status.ok()) return failed(status, "samples are not written");
  return {};
}

StoreResult<void> Committer::room_on_disk() {
  const auto now = std::chrono::steady_clock::now();
  if (now - looked_at_disk_ < kLookAtDiskEvery) return {};
  struct statvfs disk{};
  if (options_.reserve_bytes > 0 && ::statvfs(options_.folder.c_str(), &disk) == 0) {
    const auto free = static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
    if (free < options_.reserve_bytes)
      return fail(StoreError::full, "{} MB are free on the history's disk; {} MB are to stay free", free / 1'000'000,
                  options_.reserve_bytes / 1'000'000);
  }
  looked_at_disk_ = now;
  return {};
}

std::size_t Committer::full_size(TagId tag, const TagState& state) const {
  if (state.sealed_sequence > 0) return options_.chunk_samples;
  // Tags that begin together are not full together: their first chunks are of different sizes.
  constexpr std::size_t kSizes = 64;
  return options_.chunk_samples / 2 + options_.chunk_samples / 2 * (tag % kSizes) / kSizes;
}

void Committer::insert(std::span<const Row> rows, std::uint64_t sequence) {
  std::vector<TagId> full;
  std::shared_mutex* held = nullptr;
  std::unique_lock<std::shared_mutex> lock;
  std::size_t since = 0;
  for (const auto& [tag, sample] : rows) {
    if (auto& wanted = tags_.lock_of(tag); held != &wanted || ++since > kRowsMax) {
      if (lock.owns_lock()) lock.unlock();
      lock = std::unique_lock(wanted);
      held = &wanted;
      since = 0;
    }
    auto* state = &tags_.at(tag);
    // What is open already is newer than what is sealed, and is in the log from its first row on.
    if (!state->open.put_next(sample))
      if (const auto detached = state->put(sample, sequence); detached > 0)
        tags_.sealing_samples += static_cast<std::int64_t>(detached);
    const bool is_full = state->open_samples() >= full_size(tag, *state) ||
                         state->open_text_bytes() > kChunkTextBytes || !state->sealing.empty();
    if (is_full && !state->queued) {
      state->queued = true;
      full.push_back(tag);
    }
  }
  if (lock.owns_lock()) lock.unlock();
  // All rows of the record are in: what is full can go, up to this sequence.
  for (const auto tag : full) {
    const std::unique_lock one(tags_.lock_of(tag));
    tags_.sealing_samples += static_cast<std::int64_t>(tags_.find(tag)->detach(sequence));
  }
  inserted_.store(std::max(sequence, inserted_.load(std::memory_order_relaxed)), std::memory_order_release);
  if (!full.empty()) sealer_.queue(full);
}

}  // namespace millwright::scada::historian
