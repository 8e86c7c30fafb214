#pragma once
// How a process tells its supervisor that it is ready and alive: systemd's own protocol (sd_notify), so the same
// binaries run under `millwright up` and under the units in deploy/.

#include <string_view>

namespace millwright {

/// Sends one state line ("READY=1", "WATCHDOG=1", "STATUS=...") to $NOTIFY_SOCKET; does nothing where there is none.
void notify_supervisor(std::string_view state);

}  // namespace millwright
