#pragma once
// What a store is made of, in the order of use. For the files of this folder.

#include "scada/historian/store/committer.h"
#include "scada/historian/store/sealer.h"
#include "scada/historian/store/store.h"

namespace millwright::scada::historian {

/// Fills the table; says up to which sequence rows are sealed at most.
StoreResult<std::uint64_t> load_tags(Rocks& rocks, TagTable& tags);

struct Store::Impl {
  Impl(StoreOptions options_in, std::unique_ptr<Rocks> rocks_in)
      : options(std::move(options_in)), rocks(std::move(rocks_in)) {}

  StoreResult<void> replay();

  StoreOptions options;
  std::unique_ptr<Rocks> rocks;
  TagTable tags;
  std::mutex adding;
  std::atomic<std::uint64_t> inserted{0};
  std::unique_ptr<Sealer> sealer;
  std::unique_ptr<Committer> committer;
};

}  // namespace millwright::scada::historian
