#include "scada/historian/store/store.h"

#include <algorithm>
#include <limits>

#include "lib/base/log.h"
#include "scada/historian/codec/bytes.h"
#include "scada/historian/store/store_cursor.h"
#include "scada/historian/store/store_impl.h"

namespace millwright::scada::historian {

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

StoreResult<std::unique_ptr<Store>> Store::open(const StoreOptions& options) {
  auto rocks = Rocks::open(options.folder, options.env);
  if (!rocks) return std::unexpected(rocks.error());
  auto impl = std::make_unique<Impl>(options, std::move(*rocks));
  const auto sealed = load_tags(*impl->rocks, impl->tags);
  if (!sealed) return std::unexpected(sealed.error());
  impl->inserted = *sealed;
  impl->sealer = std::make_unique<Sealer>(impl->options, *impl->rocks, impl->tags, impl->inserted);
  impl->committer = std::make_unique<Committer>(impl->options, *impl->rocks, impl->tags, *impl->sealer, impl->inserted);
  if (auto replayed = impl->replay(); !replayed) return std::unexpected(replayed.error());
  impl->sealer->start();
  return std::unique_ptr<Store>(new Store(std::move(impl)));
}

StoreResult<void> Store::Impl::replay() {
  const auto iterator = rocks->iterate(Rocks::log);
  std::vector<Row> rows;
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
    const auto sequence = read_big_endian<std::uint64_t>({iterator->key().data(), iterator->key().size()});
    rows.clear();
    if (!decode_rows({iterator->value().data(), iterator->value().size()}, rows)) {
      // What could be read of it is taken; that the rest is not there is told, and keeps nothing else away.
      sealer->damaged().fetch_add(1, std::memory_order_relaxed);
      Logger("historian")
          .error("the history's log is damaged in record {}: {} samples of it are left", sequence, rows.size());
    }
    sealer->gauge().add(sequence, iterator->value().size());
    std::erase_if(rows, [&](const Row& row) {
      const auto* state = tags.find(row.tag);
      return state == nullptr || sequence <= state->sealed_sequence;
    });
    committer->insert(rows, sequence);
  }
  if (!iterator->status().ok()) return failed(iterator->status(), "the history's log cannot be read");
  return {};
}

StoreResult<TagId> Store::tag(const std::string& path) {
  if (const auto known = impl_->tags.find(path)) return *known;
  const std::scoped_lock lock(impl_->adding);
  if (const auto known = impl_->tags.find(path)) return *known;
  const auto number = static_cast<TagId>(impl_->tags.size() + 1);
  // Not synced: the first rows that name it are, and what is written before them is on the disk with them.
  const auto status = impl_->rocks->db().Put({}, impl_->rocks->family(Rocks::tags), tag_key(number),
                                             tag_row(path, std::numeric_limits<std::int64_t>::min(), 0));
  if (!status.ok()) return failed(status, "the tag " + path + " is not written");
  return impl_->tags.add(path);
}

std::optional<TagId> Store::find(std::string_view path) const { return impl_->tags.find(path); }
std::vector<std::string> Store::paths() const { return impl_->tags.paths(); }
StoreResult<void> Store::append(std::span<const Row> rows) { return impl_->committer->append(rows); }
std::uint64_t Store::damaged_chunks() const { return impl_->sealer->damaged().load(); }

StoreResult<std::uint64_t> Store::remove(TagId tag, Timestamp from, Timestamp to) {
  if (impl_->tags.find(tag) == nullptr || from >= to) return 0;
  return impl_->sealer->remove(tag, unix_ns(from), unix_ns(to));
}

StoreResult<void> Store::compact() {
  if (auto sealed = impl_->sealer->seal_everything(); !sealed) return sealed;
  return reclaim();
}

StoreResult<void> Store::reclaim() {
  auto& db = impl_->rocks->db();
  for (const auto which : {Rocks::log, Rocks::chunks, Rocks::late, Rocks::tags}) {
    auto status = db.Flush({}, impl_->rocks->family(which));
    if (status.ok()) status = db.CompactRange({}, impl_->rocks->family(which), nullptr, nullptr);
    if (!status.ok()) return failed(status, "the history's files are not tidied");
  }
  return {};
}

Result<std::unique_ptr<Cursor>, ReadError> Store::read(TagId tag, Timestamp from, Timestamp to,
                                                       Direction direction) const {
  return StoreCursor::open(*impl_->rocks, impl_->tags, impl_->sealer->damaged(), tag, unix_ns(from), unix_ns(to),
                           direction);
}

Result<std::optional<contracts::Sample>, ReadError> Store::last_before(TagId tag, Timestamp before) const {
  auto* state = impl_->tags.find(tag);
  bool of_all = false;  // the newest sample there is
  if (state != nullptr) {
    // What is open is newer than all else; then comes what was sealed last.
    const std::shared_lock lock(impl_->tags.lock_of(tag));
    const auto& block = state->open.block();
    const auto after = std::ranges::lower_bound(block.times, unix_ns(before)) - block.times.begin();
    if (after > 0) return block.sample(static_cast<std::size_t>(after) - 1);
    of_all = state->sealed_until < unix_ns(before);
    if (of_all && state->sealed_newest) return state->sealed_newest;
  }
  const auto cursor = read(tag, from_unix_ns(std::numeric_limits<std::int64_t>::min()), before, Direction::backward);
  if (!cursor) return std::unexpected(cursor.error());
  const auto block = (*cursor)->next();
  if (!block) return std::unexpected(block.error());
  if ((*block)->empty()) return std::nullopt;
  auto found = (*block)->sample(0);
  if (of_all) {  // remembered, unless it is not the newest any more
    const std::unique_lock lock(impl_->tags.lock_of(tag));
    if (!state->sealed_newest && state->sealed_until == unix_ns(found.source_time) && !state->late)
      state->sealed_newest = found;
  }
  return found;
}

Result<std::optional<contracts::Sample>, ReadError> Store::first_from(TagId tag, Timestamp from) const {
  const auto cursor = read(tag, from, from_unix_ns(std::numeric_limits<std::int64_t>::max()), Direction::forward);
  if (!cursor) return std::unexpected(cursor.error());
  const auto block = (*cursor)->next();
  if (!block) return std::unexpected(block.error());
  if ((*block)->empty()) return std::nullopt;
  return (*block)->sample(0);
}

}  // namespace millwright::scada::historian
