#pragma once
// The state of one queue, in a file of its own so that readers do not wait for publishers: how far the log has been
// handed out (the cursor), what is handed out and not acknowledged (pending), who reads, and the dead letters.
// synchronous=NORMAL: after a power cut an acknowledgement may be forgotten, and its message comes again; dead letters
// are written with FULL, because the log forgets a message once no queue needs it. Belongs to one thread.
//
//   in the log ──take──> pending(owner) ──ack──> gone
//                          │      ^
//       release, reader gone,   take
//            lease over    v      │
//                       pending(nobody) ── delivery limit, reject ──> dead

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/bus/embedded/log_file.h"
#include "lib/bus/embedded/reader_lock.h"
#include "lib/bus/embedded/sqlite.h"

namespace millwright::bus::embedded {

class QueueFile {
 public:
  QueueFile(const std::filesystem::path& folder, const DeclaredQueue& queue, Duration lease);

  /// What was handed out: the entry as the log has it, and how many times it has been handed out, this time included.
  struct Taken {
    LogEntry entry;
    std::uint32_t deliveries = 0;
  };
  /// Registers a reader; it lives as long as the returned lock.
  [[nodiscard]] std::unique_ptr<ReaderLock> join(std::int64_t& reader);
  /// Up to `max` messages for `reader`: first what came back, then from the log.
  [[nodiscard]] std::vector<Taken> take(LogFile& log, std::int64_t reader, std::size_t max, std::int64_t now_ns);
  /// How many of these the reader still had.
  std::size_t ack(std::int64_t reader, std::span<const std::uint64_t> seqs);
  bool reject(LogFile& log, std::int64_t reader, std::int64_t seq);
  bool release(LogFile& log, std::int64_t reader, std::int64_t seq);
  /// All that the reader has goes back, and the reader is forgotten.
  void leave(LogFile& log, std::int64_t reader);
  /// What belongs to readers that are gone, or whose lease is over, goes back; true if there was any.
  bool reclaim(LogFile& log, std::int64_t reader, std::int64_t now_ns);

  void patience(MonotonicTime until) { file_.patience(until); }
  [[nodiscard]] std::uint64_t held_by(std::int64_t reader);
  [[nodiscard]] std::uint64_t pending();
  [[nodiscard]] std::uint64_t dead();
  [[nodiscard]] std::int64_t cursor();
  /// The log may forget what is at or before this one, as far as this queue is concerned.
  [[nodiscard]] std::int64_t done_up_to();

 private:
  struct Held {
    std::int64_t seq;
    std::uint32_t deliveries;
  };
  void create();
  [[nodiscard]] bool any_ready();
  void take_returned(LogFile& log, std::int64_t reader, std::size_t max, std::int64_t until_ns,
                     std::vector<Taken>& out);
  void take_new(LogFile::Scan scan, std::int64_t reader, std::size_t max, std::int64_t until_ns,
                std::vector<Taken>& out);
  void give_back(LogFile& log, const Held& held);
  void bury(LogFile& log, const Held& held, std::string_view reason);
  [[nodiscard]] std::optional<Held> held(std::int64_t reader, std::int64_t seq);
  [[nodiscard]] std::vector<Held> all_held(std::int64_t reader);
  [[nodiscard]] std::filesystem::path lock_file(std::int64_t reader) const;
  /// Runs `work` in one transaction that survives a power cut.
  void durably(const std::function<void()>& work);

  std::filesystem::path folder_;
  DeclaredQueue queue_;
  Duration lease_;
  SqliteFile file_;
  std::int64_t looked_up_to_ = 0;  // nothing for this queue between the cursor and here; not worth a write
};

}  // namespace millwright::bus::embedded
