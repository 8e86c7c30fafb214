#pragma once
// All connections of a plant: polls their blocks into the tag engine and carries commands to their units. Owned by
// scada/main; one polling thread a connection. A further protocol comes in as a further kind of Connection.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lib/base/metrics.h"
#include "scada/drivers/command_device.h"
#include "scada/drivers/connection.h"
#include "scada/tags/engine.h"

namespace millwright::scada::drivers {

class Drivers final : public CommandDevice {
 public:
  /// `plant` and `engine` must outlive this.
  Drivers(const plant::Plant& plant, tags::TagEngine& engine, const Clock& clock, Metrics& metrics);
  ~Drivers() override;

  /// Tags that no connection reads become BadConfigurationError; the others follow their device.
  void start();
  void stop();
  /// Every polling thread has turned lately.
  [[nodiscard]] bool alive() const;
  [[nodiscard]] std::vector<ConnectionStatus> connections() const;

  Result<void, DeviceError> write(const plant::Equipment& unit, const Uuid& id, int code, double value,
                                  Timestamp not_after) override;
  Result<Echo, DeviceError> read_echo(const plant::Equipment& unit) override;
  [[nodiscard]] std::optional<Duration> clock_offset(const plant::Equipment& unit) const override;

 private:
  [[nodiscard]] Connection* connection_of(const plant::Equipment& unit) const;

  const plant::Plant& plant_;
  tags::TagEngine& engine_;
  const Clock& clock_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

}  // namespace millwright::scada::drivers
