#pragma once
// When to poll a device that scans by itself. Two equal periods keep whatever phase they happen to have: a value may be
// a whole period old each time, or the poll may fall just where the scan jitters. So the poll moves towards the scan
// until a read comes too early, and stays a step behind it. One per connection, owned by its poller, on its thread.

#include "lib/base/time.h"

namespace millwright::scada::drivers {

/// What the reads of one period told about the scan.
enum class Scanned {
  once,   // each counter moved by one: device and poll have the same period
  early,  // a counter that should have moved had not
  other,  // the device scans faster, or is not there: its phase means nothing
};

class ScanPhase {
 public:
  explicit ScanPhase(Duration poll) : poll_(poll) {}

  /// From this period's poll to the next one's. The scan is sought in big steps, then followed in small ones.
  [[nodiscard]] Duration until_next(Scanned scanned) {
    // Too early after a period that had its scan: the scan is just ahead. Too early after nothing tells nothing.
    found_ = found_ || (scanned == Scanned::early && last_ == Scanned::once);
    last_ = scanned;
    return scanned == Scanned::once ? poll_ - poll_ / (found_ ? 200 : 15) : poll_;
  }
  /// The device was away: its scan may be anywhere now.
  void lose() { *this = ScanPhase(poll_); }
  /// A read that came too early is made again so much later, and if it finds the scan then, all later ones are.
  [[nodiscard]] Duration step() const { return poll_ * 15 / 100; }
  /// Whether the period has room for another, with time for an answer (`answer` is what the last one took).
  [[nodiscard]] bool room_for_another(Duration into_period, Duration answer) const {
    return into_period + step() + 2 * answer <= poll_ * 80 / 100;
  }

 private:
  Duration poll_;
  bool found_ = false;
  Scanned last_ = Scanned::other;
};

}  // namespace millwright::scada::drivers
