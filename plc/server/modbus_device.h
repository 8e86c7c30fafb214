#pragma once
// What a Modbus server serves. The server calls it on its own thread, one request at a time.

#include <cstdint>
#include <span>

namespace millwright::plc {

/// Exception codes of the Modbus Application Protocol V1.1b3, clause 7. `none` is success.
enum class ModbusException : std::uint8_t {
  none = 0,
  illegal_function = 1,
  illegal_data_address = 2,
  illegal_data_value = 3,
  server_device_busy = 6,
};

/// Whatever a device does not override it does not have: the answer is illegal_function.
class ModbusDevice {
 public:
  virtual ~ModbusDevice() = default;
  [[nodiscard]] virtual std::span<const std::uint16_t> input_registers() const { return {}; }
  [[nodiscard]] virtual std::span<const std::uint16_t> holding_registers() const { return {}; }
  [[nodiscard]] virtual std::uint16_t coil_count() const { return 0; }
  [[nodiscard]] virtual bool coil(std::uint16_t) const { return false; }
  virtual ModbusException write_registers(std::uint16_t, std::span<const std::uint16_t>) {
    return ModbusException::illegal_function;
  }
  virtual ModbusException write_coil(std::uint16_t, bool) { return ModbusException::illegal_function; }
};

}  // namespace millwright::plc
