#include "lib/bus/embedded/faults.h"

namespace millwright::bus::embedded {

std::unexpected<Failure<BusError>> bus_failure(const SqliteFault& fault) {
  switch (fault.code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(BusError::timeout, "the log stayed locked: {}", fault.message);
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return fail(BusError::refused, "the log is damaged: {}", fault.message);
    default:
      return fail(BusError::unavailable, "the log cannot be used now: {}", fault.message);
  }
}

}  // namespace millwright::bus::embedded
