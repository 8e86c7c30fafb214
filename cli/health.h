#pragma once
// Asks a local HTTP server whether it is ready.

#include "lib/base/time.h"

namespace millwright::cli {

/// True if GET /health/ready at 127.0.0.1:`port` answers 200 within `limit`.
[[nodiscard]] bool answers_ready(int port, Duration limit = 500ms);

}  // namespace millwright::cli
