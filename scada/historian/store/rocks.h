#pragma once
// The RocksDB database of the historian: four column families, and its errors as ours. For the files of this folder.

#include <rocksdb/db.h>

#include <filesystem>
#include <memory>

#include "lib/base/result.h"

namespace millwright::scada::historian {

/// full: no room on the disk, nothing was written, and it can be tried again. locked: another process has it.
enum class StoreError { io, full, corrupt, version, locked };
template <class T>
using StoreResult = Result<T, StoreError>;

[[nodiscard]] std::unexpected<Failure<StoreError>> failed(const rocksdb::Status& status, std::string_view what);

/// Owns the database. `log`: batches of samples not yet in chunks, by sequence. `chunks`: packed samples that do not
/// overlap, by tag and time; `late`: those that came too late for that. `tags`: path and what of each tag is sealed.
class Rocks {
 public:
  enum Family : std::size_t { meta, log, chunks, late, tags, kFamilies };

  static StoreResult<std::unique_ptr<Rocks>> open(const std::filesystem::path& folder, rocksdb::Env* env);
  /// Changes nothing, and may be done beside a process that writes: what that had written by now is seen.
  static StoreResult<std::unique_ptr<Rocks>> open_to_read(const std::filesystem::path& folder);
  ~Rocks();
  Rocks(const Rocks&) = delete;
  Rocks& operator=(const Rocks&) = delete;

  [[nodiscard]] rocksdb::DB& db() { return *db_; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* family(Family which) { return handles_[which]; }
  [[nodiscard]] std::unique_ptr<rocksdb::Iterator> iterate(Family which, const rocksdb::Snapshot* snapshot = nullptr,
                                                           bool keep_in_cache = true);

 private:
  Rocks() = default;
  StoreResult<void> check_version(bool may_write);
  rocksdb::DB* db_ = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

}  // namespace millwright::scada::historian
