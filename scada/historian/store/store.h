#pragma once
// The historian's store on RocksDB: samples are durable when append() returns, and become chunks later, in the
// background. Late samples are merged when they are read, and for good soon after; a sample of the same tag and time
// replaces. The format on disk is docs/formats/historian.md, why it is so docs/adr/0006-the-historians-store.md.

#include <filesystem>
#include <functional>
#include <memory>
#include <span>

#include "lib/base/time.h"
#include "scada/historian/series/source.h"
#include "scada/historian/store/log_record.h"
#include "scada/historian/store/rocks.h"

namespace millwright::scada::historian {

struct StoreOptions {
  std::filesystem::path folder;
  bool sync = true;                            // off: the last moments are lost with the power
  std::size_t chunk_samples = 4096;            // in a full chunk; at most kChunkSamplesMax / 2
  std::size_t log_bytes_max = 128u << 20;      // of samples that are in no chunk: then slow tags are sealed early
  std::int64_t reserve_bytes = 1'000'000'000;  // of the disk that stay free: append() is refused before
  rocksdb::Env* env = nullptr;                 // the file system; nullptr: the machine's
};

/// Of one text. A longer one is refused.
inline constexpr std::size_t kTextBytesMax = 1u << 20;

/// What stands in a store, and what does not fit.
struct Verification {
  std::uint64_t tags = 0, chunks = 0, samples = 0, bytes = 0;
  std::vector<std::string> faults;  // each with the tag and time it is at
};

/// Reads every chunk in the folder, beside whoever writes there. Nothing is changed.
[[nodiscard]] StoreResult<Verification> verify_history(const std::filesystem::path& folder);

/// Safe to call from any thread. Cursors do not outlive it.
class Store final : public Source {
 public:
  static StoreResult<std::unique_ptr<Store>> open(const StoreOptions& options);
  ~Store() override;

  /// The number of a tag, given to it when it is first asked for.
  StoreResult<TagId> tag(const std::string& path);
  [[nodiscard]] std::optional<TagId> find(std::string_view path) const;
  [[nodiscard]] std::vector<std::string> paths() const;

  /// All or nothing, durable when it returns. StoreError::full: nothing is written, and it can be tried again.
  StoreResult<void> append(std::span<const Row> rows);
  /// Takes the samples in [from, to) away, durably; says how many there were.
  StoreResult<std::uint64_t> remove(TagId tag, Timestamp from, Timestamp to);
  /// Everything that is open becomes chunks; what is late is merged; the files are tidied.
  StoreResult<void> compact();
  /// Gives the room of what was removed back to the disk. It reads and writes most of the files.
  StoreResult<void> reclaim();
  /// A copy of all that is acknowledged, into a folder that does not exist yet, while the store is used.
  StoreResult<void> backup(const std::filesystem::path& folder);
  /// Reads every chunk. Nothing is changed.
  [[nodiscard]] Verification verify() const;
  /// Chunks that were met damaged since the start: skipped, and told in the log.
  [[nodiscard]] std::uint64_t damaged_chunks() const;

  [[nodiscard]] Result<std::unique_ptr<Cursor>, ReadError> read(TagId tag, Timestamp from, Timestamp to,
                                                                Direction direction) const override;
  [[nodiscard]] Result<std::optional<contracts::Sample>, ReadError> last_before(TagId tag,
                                                                                Timestamp before) const override;
  [[nodiscard]] Result<std::optional<contracts::Sample>, ReadError> first_from(TagId tag,
                                                                               Timestamp from) const override;

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace millwright::scada::historian
