#pragma once
// Group commit: publishers of one process that come at the same time share a transaction, and so an fsync. There is no
// thread: the first to come writes for all who came while the one before was writing. Owned by the bus; any thread.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "lib/bus/embedded/log_file.h"
#include "lib/bus/embedded/wake.h"

namespace millwright::bus::embedded {

class LogWriter {
 public:
  LogWriter(const std::filesystem::path& folder, Wake& wake) : log_(folder), wake_(wake) {}

  /// Durable when it returns success.
  [[nodiscard]] Result<void, BusError> append(Channel channel, std::span<const Message> messages, Duration timeout);

 private:
  struct Request {
    LogFile::Batch batch;
    MonotonicTime deadline;
    std::optional<Result<void, BusError>> answer;
  };
  void write(std::deque<Request*>& group);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Request*> waiting_;  // bounded by the threads that publish
  bool writing_ = false;
  LogFile log_;  // used by the one who writes
  Wake& wake_;
};

}  // namespace millwright::bus::embedded
