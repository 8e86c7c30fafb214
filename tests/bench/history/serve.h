#pragma once
// The same questions over HTTP and JSON, as the peers are asked: by the server and in the shapes of SCADA's own API.

#include "tests/bench/history/rows.h"

namespace millwright::bench {

/// Prints "listening http=PORT"; returns when standard input ends.
void serve(const Store& store, int ticks);

}  // namespace millwright::bench
