#pragma once
// The bus of one machine: a durable log in a folder, shared by the processes that open it. Nothing to install, nothing
// to start. docs in lib/bus/port/port.h (what is promised), log_file.h and queue_file.h (what is stored).

#include <filesystem>
#include <memory>
#include <string>

#include "lib/base/time.h"
#include "lib/bus/port/port.h"

namespace millwright::bus {

struct EmbeddedOptions {
  /// A delivery not acknowledged for so long is given to somebody else. The messages of a reader whose process ended
  /// come back at once, so this is only for one that hangs and is not restarted.
  Duration lease = 2min;
  Duration tidy_every = 5s;
};

/// Creates the folder. Failure: refused (not a folder, damaged log) or unavailable.
[[nodiscard]] Result<std::unique_ptr<Bus>, BusError> open_embedded_bus(const std::filesystem::path& folder,
                                                                       const std::string& process,
                                                                       EmbeddedOptions options = {});

}  // namespace millwright::bus
