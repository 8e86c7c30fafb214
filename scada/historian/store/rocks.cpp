#include "scada/historian/store/rocks.h"

#include <rocksdb/cache.h>
#include <rocksdb/table.h>

namespace millwright::scada::historian {
namespace {

constexpr std::string_view kVersionKey = "version";
constexpr std::string_view kVersion = "2";
constexpr std::string_view kOlderVersion = "1";  // all of it is version 2 as well; reals in the log are 8 bytes each
constexpr std::array<const char*, Rocks::kFamilies> kNames{"default", "log", "chunks", "late", "tags"};
constexpr std::size_t kCacheBytes = 64u << 20;

rocksdb::ColumnFamilyOptions family_options(Rocks::Family which, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  options.compression = rocksdb::kNoCompression;  // chunks are packed already
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.format_version = 5;
  table.block_size = which == Rocks::chunks ? 16u << 10 : 64u << 10;
  table.checksum = rocksdb::kXXH3;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = which == Rocks::log ? 64u << 20 : 16u << 20;
  if (which == Rocks::log) {
    // What is written here is deleted whole, oldest first: merging it on the way would be for nothing.
    options.level0_file_num_compaction_trigger = 64;
    options.level0_slowdown_writes_trigger = 96;
    options.level0_stop_writes_trigger = 128;
  }
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> all_families() {
  const auto cache = rocksdb::NewLRUCache(kCacheBytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (std::size_t i = 0; i < Rocks::kFamilies; ++i)
    families.emplace_back(kNames[i], family_options(static_cast<Rocks::Family>(i), cache));
  return families;
}

rocksdb::DBOptions database_options(rocksdb::Env* env) {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.max_open_files = 512;
  options.max_background_jobs = 2;
  options.enable_write_thread_adaptive_yield = false;  // who waits for a sync sleeps, and does not spin
  options.keep_log_file_num = 2;
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.max_total_wal_size = 256u << 20;
  // A torn end of the write-ahead log is what a loss of power leaves; anything else is damage, and is told.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  if (env != nullptr) options.env = env;
  return options;
}

}  // namespace

std::unexpected<Failure<StoreError>> failed(const rocksdb::Status& status, std::string_view what) {
  const auto code = status.IsNoSpace()                                                       ? StoreError::full
                    : status.IsCorruption()                                                  ? StoreError::corrupt
                    : status.IsBusy() || status.ToString().find("lock") != std::string::npos ? StoreError::locked
                                                                                             : StoreError::io;
  return fail(code, "{}: {}", what, status.ToString());
}

StoreResult<std::unique_ptr<Rocks>> Rocks::open(const std::filesystem::path& folder, rocksdb::Env* env) {
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  std::unique_ptr<Rocks> rocks(new Rocks());
  const auto status =
      rocksdb::DB::Open(database_options(env), folder.string(), all_families(), &rocks->handles_, &rocks->db_);
  if (!status.ok()) return failed(status, "the history in " + folder.string() + " cannot be opened");
  if (auto checked = rocks->check_version(true); !checked) return std::unexpected(checked.error());
  return rocks;
}

StoreResult<std::unique_ptr<Rocks>> Rocks::open_to_read(const std::filesystem::path& folder) {
  std::unique_ptr<Rocks> rocks(new Rocks());
  auto options = database_options(nullptr);
  options.create_if_missing = false;
  const auto status =
      rocksdb::DB::OpenForReadOnly(options, folder.string(), all_families(), &rocks->handles_, &rocks->db_);
  if (!status.ok()) return failed(status, "the history in " + folder.string() + " cannot be read");
  if (auto checked = rocks->check_version(false); !checked) return std::unexpected(checked.error());
  return rocks;
}

StoreResult<void> Rocks::check_version(bool may_write) {
  std::string version;
  const auto status = db_->Get({}, rocksdb::Slice(kVersionKey.data(), kVersionKey.size()), &version);
  if (!status.ok() && !status.IsNotFound()) return failed(status, "the history's version cannot be read");
  if (version == kVersion) return {};
  if (!version.empty() && version != kOlderVersion)
    return fail(StoreError::version, "the history is of version {}; this program reads versions {} and {}", version,
                kOlderVersion, kVersion);
  if (!may_write) {
    if (version == kOlderVersion) return {};
    return fail(StoreError::version, "the history has no version: it was never written");
  }
  // Before anything of this version is written, so that an older program refuses it and does not misread it.
  rocksdb::WriteOptions durable;
  durable.sync = true;
  const auto written = db_->Put(durable, rocksdb::Slice(kVersionKey.data(), kVersionKey.size()),
                                rocksdb::Slice(kVersion.data(), kVersion.size()));
  if (!written.ok()) return failed(written, "the history cannot be written");
  return {};
}

Rocks::~Rocks() {
  if (db_ == nullptr) return;
  for (auto* handle : handles_) (void)db_->DestroyColumnFamilyHandle(handle);
  (void)db_->Close();
  delete db_;
}

std::unique_ptr<rocksdb::Iterator> Rocks::iterate(Family which, const rocksdb::Snapshot* snapshot, bool keep_in_cache) {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  options.fill_cache = keep_in_cache;
  return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(options, family(which)));
}

}  // namespace millwright::scada::historian
