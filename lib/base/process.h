#pragma once
// What every main() does: block the stop signals before any thread starts, say READY, feed the watchdog while the
// process is well, return when told to stop.

#include <functional>

#include "lib/base/time.h"

namespace millwright {

/// Made first thing in main(), before any thread: SIGTERM and SIGINT are then taken only here.
class StopSignals {
 public:
  StopSignals();

  /// Says READY=1, then runs `healthy` about once a second and feeds the watchdog (WATCHDOG=1) while it returns true,
  /// until a stop signal comes. A process that is stuck stops feeding and is restarted by its supervisor.
  void serve_until_stopped(const std::function<bool()>& healthy);

  /// Waits up to `timeout`; true when a stop signal has come.
  bool wait(Duration timeout);

 private:
  bool stopped_ = false;
};

}  // namespace millwright
