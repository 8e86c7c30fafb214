#include "lib/bus/embedded/reader_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "lib/bus/embedded/sqlite.h"

namespace millwright::bus::embedded {

ReaderLock::ReaderLock(std::filesystem::path file) : file_(std::move(file)) {
  fd_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd_ >= 0 && ::flock(fd_, LOCK_EX | LOCK_NB) == 0) return;
  const int error = errno;
  if (fd_ >= 0) ::close(fd_);
  throw SqliteFault{SQLITE_CANTOPEN, file_.string() + ": " + std::strerror(error)};
}

ReaderLock::~ReaderLock() {
  ::unlink(file_.c_str());
  ::close(fd_);
}

bool ReaderLock::gone(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT;
  const bool free = ::flock(fd, LOCK_EX | LOCK_NB) == 0;
  if (free) ::unlink(file.c_str());
  ::close(fd);
  return free;
}

}  // namespace millwright::bus::embedded
