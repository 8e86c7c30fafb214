#pragma once
// What control asks of a driver: one write of a unit's command block, and what the unit says of the last command it
// looked at. Implemented by every driver that can command; tests put a fake in its place.

#include <optional>

#include "lib/base/ids.h"
#include "lib/base/result.h"
#include "lib/base/time.h"
#include "plant/model.h"

namespace millwright::scada::drivers {

/// A unit's answer to the last command it looked at (docs/formats/plc_registers.md).
struct Echo {
  Uuid id;
  int result = 0;  // 0 none, 1 taken, 2 refused
  int reason = 0;
  Timestamp time{};  // the device's clock
};

enum class DeviceError {
  not_connected,  // nothing was sent
  no_answer,      // it may or may not have arrived
  wrong_answer,   // something came back that is no answer: it may or may not have arrived
  refused,        // the device answered that it did not accept the write
};

/// Calls may block up to the connection's timeout; safe from any thread.
class CommandDevice {
 public:
  virtual ~CommandDevice() = default;
  /// One write of a unit's whole command block; never repeated by the driver.
  virtual Result<void, DeviceError> write(const plant::Equipment& unit, const Uuid& id, int code, double value,
                                          Timestamp not_after) = 0;
  virtual Result<Echo, DeviceError> read_echo(const plant::Equipment& unit) = 0;
  /// Device clock minus own clock, as measured on its scan times; nullopt while unknown.
  [[nodiscard]] virtual std::optional<Duration> clock_offset(const plant::Equipment& unit) const = 0;
};

}  // namespace millwright::scada::drivers
