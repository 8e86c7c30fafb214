#include "cli/demo/plc_link.h"

#include <fmt/format.h>
#include <modbus.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "cli/plc_fault.h"

namespace millwright::cli::demo {
namespace {

constexpr int kPasteurizer = 100, kPasteurizerSize = 46;
constexpr int kFiller = 200, kFillerSize = 40;
constexpr std::uint16_t kExecute = 6;

// Offsets from a unit's base.
constexpr std::size_t kScanTime = 2, kState = 6;
constexpr std::size_t kTemperature = 24, kSetpoint = 28, kFlow = 32, kDivertedVolume = 36;
constexpr std::size_t kRejectCount = 32, kFilledCount = 38;

std::uint32_t uint32_at(const std::uint16_t* registers) {
  return static_cast<std::uint32_t>(registers[0]) << 16 | registers[1];
}

Timestamp time_at(const std::uint16_t* registers) {
  const auto microseconds = static_cast<std::uint64_t>(uint32_at(registers)) << 32 | uint32_at(registers + 2);
  return Timestamp{std::chrono::microseconds{static_cast<std::int64_t>(microseconds)}};
}

auto unreachable(int error) {
  return fail(PlcError::unreachable, "the PLC does not answer: {}", modbus_strerror(error));
}

}  // namespace

void PlcLink::Close::operator()(_modbus* connection) const {
  modbus_close(connection);
  modbus_free(connection);
}

PlcLink::Connection PlcLink::open(int port) {
  Connection connection(modbus_new_tcp("127.0.0.1", port));
  if (connection == nullptr || modbus_set_response_timeout(connection.get(), 2, 0) != 0 ||
      modbus_connect(connection.get()) != 0)
    return nullptr;
  return connection;
}

Result<PlcLink, PlcError> PlcLink::connect(const Ports& ports) {
  auto plant = open(ports.plc_modbus);
  auto service = plant == nullptr ? nullptr : open(ports.plc_service);
  if (service == nullptr) return unreachable(errno);
  return PlcLink(std::move(plant), std::move(service));
}

Result<PlantSample, PlcError> PlcLink::read() {
  std::array<std::uint16_t, kPasteurizerSize> pasteurizer{};
  std::array<std::uint16_t, kFillerSize> filler{};
  auto* plc = plant_.get();
  if (modbus_read_input_registers(plc, kPasteurizer, kPasteurizerSize, pasteurizer.data()) != kPasteurizerSize ||
      modbus_read_input_registers(plc, kFiller, kFillerSize, filler.data()) != kFillerSize)
    return unreachable(errno);
  PlantSample sample;
  sample.time = time_at(&pasteurizer[kScanTime]);
  sample.temperature_c = modbus_get_float_abcd(&pasteurizer[kTemperature]);
  sample.setpoint_c = modbus_get_float_abcd(&pasteurizer[kSetpoint]);
  sample.flow_l_min = modbus_get_float_abcd(&pasteurizer[kFlow]);
  sample.diverted_l = modbus_get_float_abcd(&pasteurizer[kDivertedVolume]);
  sample.filled = uint32_at(&filler[kFilledCount]);
  sample.rejected = uint32_at(&filler[kRejectCount]);
  sample.filler_executes = filler[kState] == kExecute;
  return sample;
}

Result<void, PlcError> PlcLink::set_fault(std::string_view name, bool on) {
  const auto coil = static_cast<int>(std::ranges::find(kPlcFaults, name) - kPlcFaults.begin());
  if (modbus_write_bit(service_.get(), coil, on ? 1 : 0) != 1) return unreachable(errno);
  return {};
}

}  // namespace millwright::cli::demo
