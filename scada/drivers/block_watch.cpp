#include "scada/drivers/block_watch.h"

namespace millwright::scada::drivers {

Verdict BlockWatch::judge(const BlockHeader& header, Timestamp received_at, MonotonicTime asked_at) {
  if (!counter_) {
    // The first read only tells where the counter stands: whether it moves, the next one will show.
    counter_ = header.scan_counter;
    moved_at_ = asked_at;
    return Verdict::unmoved;
  }
  if (*counter_ == header.scan_counter) {
    // Within one period an unmoved counter is jitter; over two it is a device that stands.
    return asked_at - moved_at_ >= poll_ * 19 / 10 ? Verdict::frozen : Verdict::unmoved;
  }
  moved_by_ = header.scan_counter - *counter_;
  counter_ = header.scan_counter;
  moved_at_ = asked_at;
  const auto time = plausible_time(header.scan_time_us, received_at);
  if (!time) {
    scan_time_.reset();
    return Verdict::absurd_time;
  }
  const bool stepped = scan_time_ && *time < *scan_time_;
  scan_time_ = time;
  scan_time_at_ = asked_at;
  return stepped ? Verdict::clock_stepped : Verdict::fresh;
}

Timestamp BlockWatch::device_time(Timestamp own, MonotonicTime now) const {
  return scan_time_ ? *scan_time_ + (now - scan_time_at_) : own;
}

}  // namespace millwright::scada::drivers
