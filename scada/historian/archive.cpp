#include "scada/historian/archive.h"

#include "lib/base/log.h"

namespace millwright::scada::historian {

StoreResult<std::unique_ptr<Archive>> Archive::open(const plant::Plant& plant, Store& store) {
  std::unique_ptr<Archive> archive(new Archive(store));
  for (const auto& tag : plant.tags) {
    archive->ids_.emplace_back();
    archive->paths_.push_back(tag.path.str());
    if (!tag.history.kept) continue;
    const auto id = store.tag(tag.path.str());
    if (!id) return std::unexpected(id.error());
    archive->ids_.back() = *id;
  }
  return archive;
}

void Archive::each_block(std::uint32_t tag, Timestamp from, Timestamp to,
                         const std::function<bool(const Block&)>& use) const {
  const auto id = ids_.at(tag);
  if (!id || to <= from) return;
  const auto told = [](const Failure<ReadError>& failure) { Logger("historian").error("{}", failure.message); };
  const auto cursor = store_.read(*id, from, to, Direction::forward);
  if (!cursor) return told(cursor.error());
  for (;;) {
    const auto block = (*cursor)->next();
    if (!block) return told(block.error());
    if ((*block)->empty() || !use(**block)) return;
  }
}

std::vector<contracts::Sample> Archive::raw(std::uint32_t tag, Timestamp from, Timestamp to, std::size_t limit) const {
  std::vector<contracts::Sample> out;
  if (limit == 0) return out;
  each_block(tag, from, to, [&](const Block& block) {
    for (std::size_t i = 0; i < block.size() && out.size() < limit; ++i) out.push_back(block.sample(i));
    return out.size() < limit;
  });
  return out;
}

std::vector<Bucket> Archive::buckets(std::uint32_t tag, Timestamp from, Timestamp to, int count) const {
  if (count <= 0 || to <= from) return {};
  Bucketing buckets(from, to, count);
  each_block(tag, from, to, [&](const Block& block) {
    buckets.add(block);
    return true;
  });
  return buckets.take();
}

}  // namespace millwright::scada::historian
