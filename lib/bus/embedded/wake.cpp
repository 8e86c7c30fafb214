#include "lib/bus/embedded/wake.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstring>
#include <ctime>

#include "lib/bus/embedded/sqlite.h"

namespace millwright::bus::embedded {
namespace {

constexpr std::size_t kMappedBytes = 4096;
static_assert(std::atomic<std::uint32_t>::is_always_lock_free);

// Not FUTEX_PRIVATE: the waiters are in other processes.
long futex(std::atomic<std::uint32_t>* word, int operation, std::uint32_t value, const timespec* timeout) {
  return syscall(SYS_futex, word, operation, value, timeout, nullptr, 0);
}

}  // namespace

Wake::Wake(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  void* mapped = MAP_FAILED;
  if (fd >= 0 && ::ftruncate(fd, kMappedBytes) == 0) {
    mapped = ::mmap(nullptr, kMappedBytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  }
  const int error = errno;
  if (fd >= 0) ::close(fd);
  if (mapped == MAP_FAILED) throw SqliteFault{SQLITE_CANTOPEN, file.string() + ": " + std::strerror(error)};
  counter_ = static_cast<std::atomic<std::uint32_t>*>(mapped);
}

Wake::~Wake() { ::munmap(counter_, kMappedBytes); }

void Wake::all() {
  counter_->fetch_add(1, std::memory_order_release);
  futex(counter_, FUTEX_WAKE, INT_MAX, nullptr);
}

void Wake::wait(std::uint32_t seen, Duration timeout) {
  if (timeout <= Duration::zero()) return;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout);
  const timespec limit{seconds.count(), static_cast<long>((timeout - seconds).count())};
  futex(counter_, FUTEX_WAIT, seen, &limit);
}

}  // namespace millwright::bus::embedded
