#pragma once
// For tests: a disk that loses what was not synced when the power goes. What is written stays in memory until it is
// synced; a copy of the folder is what a machine finds when it comes up again.

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <mutex>

namespace millwright::scada::historian {

class LossyFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  using FSWritableFileOwnerWrapper::FSWritableFileOwnerWrapper;
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
    unsynced_.append(data.data(), data.size());
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo&, rocksdb::IODebugContext* context) override {
    return Append(data, options, context);
  }
  rocksdb::IOStatus Flush(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* context) override {
    auto status = target()->Append(unsynced_, options, context);
    unsynced_.clear();
    if (status.ok()) status = target()->Flush(options, context);
    return status.ok() ? target()->Sync(options, context) : status;
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* context) override {
    return Sync(options, context);
  }
  rocksdb::IOStatus RangeSync(std::uint64_t, std::uint64_t, const rocksdb::IOOptions&,
                              rocksdb::IODebugContext*) override {
    return rocksdb::IOStatus::OK();
  }
  std::uint64_t GetFileSize(const rocksdb::IOOptions& options, rocksdb::IODebugContext* context) override {
    return target()->GetFileSize(options, context) + unsynced_.size();
  }

 private:
  std::string unsynced_;
};

class LossyFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  LossyFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "LossyFileSystem"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* context) override {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    auto status = target()->NewWritableFile(name, options, &file, context);
    if (status.ok()) *result = std::make_unique<LossyFile>(std::move(file));
    return status;
  }
};

}  // namespace millwright::scada::historian
