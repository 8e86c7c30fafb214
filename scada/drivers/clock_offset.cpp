#include "scada/drivers/clock_offset.h"

namespace millwright::scada::drivers {
namespace {
constexpr Duration kStep = 20ms;
}

void ClockOffset::add(Timestamp scan_time, Timestamp received_at, MonotonicTime now) {
  const std::scoped_lock lock(mutex_);
  const Duration own_clock = received_at.time_since_epoch() - now.time_since_epoch();
  if (own_clock_ && std::chrono::abs(own_clock - *own_clock_) > kStep) forget();
  own_clock_ = own_clock;
  const Duration lag = received_at - scan_time;
  while (!minima_.empty() && minima_.back().lag >= lag) minima_.pop_back();
  minima_.push_back({now, lag});
  while (now - minima_.front().at > window_) minima_.pop_front();
  ++samples_;
}

void ClockOffset::reset() {
  const std::scoped_lock lock(mutex_);
  forget();
}

void ClockOffset::forget() {
  minima_.clear();
  samples_ = 0;
  own_clock_.reset();
}

std::optional<Duration> ClockOffset::value() const {
  const std::scoped_lock lock(mutex_);
  if (samples_ < samples_min_ || minima_.empty()) return std::nullopt;
  return -minima_.front().lag;
}

}  // namespace millwright::scada::drivers
