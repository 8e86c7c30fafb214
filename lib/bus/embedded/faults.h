#pragma once
// Where SQLite's faults become the port's errors.

#include <utility>

#include "lib/bus/embedded/sqlite.h"
#include "lib/bus/port/port.h"

namespace millwright::bus::embedded {

[[nodiscard]] std::unexpected<Failure<BusError>> bus_failure(const SqliteFault& fault);

/// Runs `work`, which may throw a SqliteFault and returns a Result.
template <class Work>
auto guarded(Work&& work) -> decltype(work()) {
  try {
    return std::forward<Work>(work)();
  } catch (const SqliteFault& fault) {
    return bus_failure(fault);
  }
}

}  // namespace millwright::bus::embedded
