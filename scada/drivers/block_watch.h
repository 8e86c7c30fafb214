#pragma once
// Is a block alive? Judges each header that was read against the ones before it. One per block, owned by the poller,
// on its thread; no clock of its own.

#include <cstdint>
#include <optional>

#include "scada/drivers/unit_block.h"

namespace millwright::scada::drivers {

enum class Verdict {
  fresh,          // the counter moved and the time makes sense: the values are of `scan_time()`
  unmoved,        // same counter as before, not yet for long: nothing new
  frozen,         // same counter for two polls: the values are dead
  clock_stepped,  // the device's clock went back: this read is not used, the next one is
  absurd_time,    // the scan time cannot be
};

class BlockWatch {
 public:
  explicit BlockWatch(Duration poll) : poll_(poll) {}

  /// `asked_at` is when the read was sent: an answer that was long on its way says nothing about the time since.
  [[nodiscard]] Verdict judge(const BlockHeader& header, Timestamp received_at, MonotonicTime asked_at);
  /// How often the device had scanned between the last two reads that differed.
  [[nodiscard]] std::uint32_t moved_by() const { return moved_by_; }
  /// Of the last fresh block.
  [[nodiscard]] Timestamp scan_time() const { return scan_time_.value_or(Timestamp{}); }
  /// What the device's clock would say now, for samples that it did not date itself: those of a lost link.
  [[nodiscard]] Timestamp device_time(Timestamp own, MonotonicTime now) const;

 private:
  Duration poll_;
  std::optional<std::uint32_t> counter_;
  std::uint32_t moved_by_ = 0;
  MonotonicTime moved_at_{};
  std::optional<Timestamp> scan_time_;
  MonotonicTime scan_time_at_{};
};

}  // namespace millwright::scada::drivers
