#pragma once
// How a reader proves that it lives: an exclusive flock on a file of its own. The kernel drops it when the process
// ends, however it ends; no heartbeat, and no process id that could have been given to somebody else.

#include <filesystem>
#include <optional>

namespace millwright::bus::embedded {

class ReaderLock {
 public:
  /// Takes the lock on `file`, creating it; throws SqliteFault if somebody has it or the file cannot be made.
  explicit ReaderLock(std::filesystem::path file);
  ~ReaderLock();
  ReaderLock(const ReaderLock&) = delete;
  ReaderLock& operator=(const ReaderLock&) = delete;

  /// True if nobody holds the lock on `file`, or it is not there. A file without its owner is removed.
  [[nodiscard]] static bool gone(const std::filesystem::path& file);

 private:
  std::filesystem::path file_;
  int fd_ = -1;
};

}  // namespace millwright::bus::embedded
