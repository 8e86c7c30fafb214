#pragma once
// Wakes readers in other processes: a counter in a small mapped file beside the log, waited for with a futex. The
// counter only says "look again"; what there is to see is in the log. So a wake that never came (its publisher was
// killed after the commit) costs the reader one kLookAgain, and nothing else.

#include <atomic>
#include <cstdint>
#include <filesystem>

#include "lib/base/time.h"

namespace millwright::bus::embedded {

class Wake {
 public:
  /// The longest a reader sleeps without looking.
  static constexpr Duration kLookAgain = 100ms;

  /// Maps the file, creating it. Throws SqliteFault if it cannot.
  explicit Wake(const std::filesystem::path& file);
  ~Wake();
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;

  /// Read before looking, given to wait() after: a change between the two ends the wait at once.
  [[nodiscard]] std::uint32_t count() const { return counter_->load(std::memory_order_acquire); }
  /// Wakes all waiters. After the commit, never before.
  void all();
  /// Waits until the count is no longer `seen`, `timeout` at most; may return early.
  void wait(std::uint32_t seen, Duration timeout);

 private:
  std::atomic<std::uint32_t>* counter_ = nullptr;
};

}  // namespace millwright::bus::embedded
