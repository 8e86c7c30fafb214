#pragma once
// The port between Drivers and a protocol: one connection to one device.

#include <optional>
#include <string>
#include <vector>

#include "scada/drivers/command_device.h"

namespace millwright::scada::drivers {

struct ConnectionStatus {
  std::string name;
  bool connected = false;
  Timestamp since{};       // of the present state
  std::string last_error;  // why it was lost last; empty if it never was
  std::optional<Duration> clock_offset;
};

class Connection : public CommandDevice {
 public:
  virtual void start() = 0;
  virtual void stop() = 0;
  [[nodiscard]] virtual bool alive() const = 0;
  [[nodiscard]] virtual ConnectionStatus status() const = 0;
  [[nodiscard]] virtual const std::string& name() const = 0;
  /// The tags that this connection reads.
  [[nodiscard]] virtual std::vector<std::uint32_t> tags() const = 0;
};

}  // namespace millwright::scada::drivers
