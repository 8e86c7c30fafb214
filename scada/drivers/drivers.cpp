#include "scada/drivers/drivers.h"

#include <algorithm>

#include "lib/base/log.h"
#include "scada/drivers/modbus_connection.h"

namespace millwright::scada::drivers {

Drivers::Drivers(const plant::Plant& plant, tags::TagEngine& engine, const Clock& clock, Metrics& metrics)
    : plant_(plant), engine_(engine), clock_(clock) {
  for (const auto& [name, settings] : plant.connections)
    if (settings.protocol == "modbus_tcp")
      connections_.push_back(std::make_unique<ModbusConnection>(plant, settings, engine, clock, metrics));
}

Drivers::~Drivers() { stop(); }

void Drivers::start() {
  std::vector<bool> read(plant_.tags.size(), false);
  for (const auto& connection : connections_)
    for (const auto tag : connection->tags()) read[tag] = true;
  tags::Batch orphans{clock_.utc(), {}};
  for (std::uint32_t tag = 0; tag < read.size(); ++tag)
    if (!read[tag])
      orphans.samples.push_back({tag, 0.0, contracts::quality::kBadConfigurationError, orphans.received_at});
  if (!orphans.samples.empty()) {
    Logger("drivers").warning("{} tags are in no block that is read, the first is {}", orphans.samples.size(),
                              plant_.tags[orphans.samples.front().tag].path.str());
    engine_.submit(std::move(orphans));
  }
  for (const auto& connection : connections_) connection->start();
}

void Drivers::stop() {
  for (const auto& connection : connections_) connection->stop();
}

bool Drivers::alive() const {
  return std::ranges::all_of(connections_, [](const auto& connection) { return connection->alive(); });
}

std::vector<ConnectionStatus> Drivers::connections() const {
  std::vector<ConnectionStatus> all;
  for (const auto& connection : connections_) all.push_back(connection->status());
  return all;
}

Connection* Drivers::connection_of(const plant::Equipment& unit) const {
  for (const auto& connection : connections_)
    if (unit.block_base && connection->name() == unit.connection) return connection.get();
  return nullptr;
}

Result<void, DeviceError> Drivers::write(const plant::Equipment& unit, const Uuid& id, int code, double value,
                                         Timestamp not_after) {
  auto* connection = connection_of(unit);
  if (connection == nullptr) return fail(DeviceError::not_connected, "{} has no command block", unit.path.str());
  return connection->write(unit, id, code, value, not_after);
}

Result<Echo, DeviceError> Drivers::read_echo(const plant::Equipment& unit) {
  auto* connection = connection_of(unit);
  if (connection == nullptr) return fail(DeviceError::not_connected, "{} has no command block", unit.path.str());
  return connection->read_echo(unit);
}

std::optional<Duration> Drivers::clock_offset(const plant::Equipment& unit) const {
  const auto* connection = connection_of(unit);
  return connection == nullptr ? std::nullopt : connection->clock_offset(unit);
}

}  // namespace millwright::scada::drivers
