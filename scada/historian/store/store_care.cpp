// What a store says of itself, and its copies.
#include <rocksdb/utilities/checkpoint.h>

#include "scada/historian/codec/codec.h"
#include "scada/historian/store/keys.h"
#include "scada/historian/store/store_impl.h"

namespace millwright::scada::historian {
namespace {

/// Chunk by chunk, in the order of their keys.
class Verifier {
 public:
  Verifier(const TagTable& tags, Verification& out) : tags_(tags), out_(out) {}

  void look_at(std::string_view key_bytes, std::string_view chunk, bool may_overlap) {
    if (key_bytes.size() != ChunkKey::kSize) return fault("a chunk has a key of {} bytes", key_bytes.size());
    key_ = ChunkKey::parse(key_bytes);
    ++out_.chunks;
    out_.bytes += key_bytes.size() + chunk.size();
    const auto decoded = decode(chunk, block_);
    if (!decoded) return fault("{}: {}", place(), decoded.error().message);
    out_.samples += block_.size();
    if (tags_.find(key_.tag) == nullptr) fault("{}: the history knows no such tag", place());
    if (block_.times.front() != key_.first)
      fault("{}: its first sample is of {}", place(), to_rfc3339(from_unix_ns(block_.times.front())));
    if (!may_overlap && key_.tag == last_tag_ && key_.first <= last_time_)
      fault("{}: it overlaps the chunk before, which ends at {}", place(), to_rfc3339(from_unix_ns(last_time_)));
    last_tag_ = key_.tag;
    last_time_ = block_.times.back();
  }
  template <class... Args>
  void fault(fmt::format_string<Args...> text, Args&&... args) {
    out_.faults.push_back(fmt::format(text, std::forward<Args>(args)...));
  }

 private:
  [[nodiscard]] std::string place() const {
    return fmt::format("{} (tag {}), chunk from {} on", tags_.path_of(key_.tag), key_.tag,
                       to_rfc3339(from_unix_ns(key_.first)));
  }
  const TagTable& tags_;
  Verification& out_;
  ChunkKey key_;
  Block block_;
  TagId last_tag_ = 0;
  std::int64_t last_time_ = 0;
};

Verification verified(Rocks& rocks, const TagTable& tags) {
  Verification out;
  out.tags = tags.size();
  for (const auto family : {Rocks::chunks, Rocks::late}) {
    Verifier verifier(tags, out);
    const auto iterator = rocks.iterate(family, nullptr, false);
    for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next())
      verifier.look_at({iterator->key().data(), iterator->key().size()},
                       {iterator->value().data(), iterator->value().size()}, family == Rocks::late);
    if (!iterator->status().ok()) verifier.fault("reading ended early: {}", iterator->status().ToString());
  }
  return out;
}

}  // namespace

Verification Store::verify() const { return verified(*impl_->rocks, impl_->tags); }

StoreResult<Verification> verify_history(const std::filesystem::path& folder) {
  const auto rocks = Rocks::open_to_read(folder);
  if (!rocks) return std::unexpected(rocks.error());
  TagTable tags;
  if (auto loaded = load_tags(**rocks, tags); !loaded) return std::unexpected(loaded.error());
  return verified(**rocks, tags);
}

StoreResult<void> Store::backup(const std::filesystem::path& folder) {
  rocksdb::Checkpoint* raw = nullptr;
  auto status = rocksdb::Checkpoint::Create(&impl_->rocks->db(), &raw);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
  if (status.ok()) status = checkpoint->CreateCheckpoint(folder.string());
  if (!status.ok()) return failed(status, "the history is not copied to " + folder.string());
  return {};
}

}  // namespace millwright::scada::historian
