// The list of tags, as it is read when a history is opened.
#include <algorithm>

#include "scada/historian/codec/bytes.h"
#include "scada/historian/store/keys.h"
#include "scada/historian/store/store_impl.h"

namespace millwright::scada::historian {

StoreResult<std::uint64_t> load_tags(Rocks& rocks, TagTable& tags) {
  std::uint64_t newest = 0;
  const auto iterator = rocks.iterate(Rocks::tags);
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
    ByteReader row({iterator->value().data(), iterator->value().size()});
    const auto sealed_until = row.word<std::int64_t>();
    const auto sealed_sequence = row.word<std::uint64_t>();
    const auto number = read_big_endian<std::uint32_t>({iterator->key().data(), iterator->key().size()});
    const std::string path(row.take(row.left()));
    if (!row.ok() || number != tags.size() + 1)
      return fail(StoreError::corrupt, "the history's list of tags is damaged at number {}", number);
    auto* state = tags.find(tags.add(path));
    state->sealed_until = sealed_until;
    state->sealed_sequence = sealed_sequence;
    newest = std::max(newest, sealed_sequence);
  }
  if (!iterator->status().ok()) return failed(iterator->status(), "the history's list of tags cannot be read");
  // Late chunks are few: they are counted anew.
  const auto late = rocks.iterate(Rocks::late);
  for (late->SeekToFirst(); late->Valid(); late->Next()) {
    const auto key = ChunkKey::parse({late->key().data(), late->key().size()});
    auto* state = tags.find(key.tag);
    if (state == nullptr) continue;
    ++state->late_chunks;
    state->late_order = std::max(state->late_order, key.sequence);
  }
  if (!late->status().ok()) return failed(late->status(), "the history's late samples cannot be read");
  return newest;
}

}  // namespace millwright::scada::historian
