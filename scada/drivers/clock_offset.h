#pragma once
// How far a device's clock is from ours, measured on the scan times it sends: a value can only be received after it was
// true, so the smallest (received - scan time) of a window is the offset, up to the shortest way and the phase between
// scan and poll (the lower envelope, as in Paxson, "On calibrating measurements of packet transit times", 1998).
// Fed on a poller's thread, read from any.

#include <deque>
#include <mutex>
#include <optional>

#include "lib/base/time.h"

namespace millwright::scada::drivers {

class ClockOffset {
 public:
  explicit ClockOffset(Duration window = 10s, std::size_t samples_min = 10)
      : window_(window), samples_min_(samples_min) {}

  void add(Timestamp scan_time, Timestamp received_at, MonotonicTime now);
  /// Nothing is known any more: the link was lost, or a clock was set.
  void reset();
  /// Device clock minus own clock; nullopt while there are too few samples.
  [[nodiscard]] std::optional<Duration> value() const;

 private:
  void forget();

  struct Point {
    MonotonicTime at;
    Duration lag;
  };
  const Duration window_;
  const std::size_t samples_min_;
  mutable std::mutex mutex_;
  std::deque<Point> minima_;  // lags grow from front to back: the front is the window's smallest
  std::size_t samples_ = 0;
  std::optional<Duration> own_clock_;  // own UTC minus own monotonic: a jump in it is a clock that was set
};

}  // namespace millwright::scada::drivers
