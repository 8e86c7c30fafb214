#pragma once
// One Modbus TCP connection on a non-blocking socket: every call ends by its deadline. Belongs to one thread at a time.

#include <string>
#include <vector>

#include "lib/base/time.h"
#include "scada/drivers/modbus_frame.h"

namespace millwright::scada::drivers {

class ModbusClient {
 public:
  ModbusClient(std::string host, int port, int unit_id);
  ~ModbusClient();
  ModbusClient(const ModbusClient&) = delete;
  ModbusClient& operator=(const ModbusClient&) = delete;

  /// Deadlines are readings of std::chrono::steady_clock, on which the socket waits.
  Result<void, ModbusError> connect(MonotonicTime deadline);
  /// Also sees that the other side has closed in the meantime.
  [[nodiscard]] bool connected();
  void close();

  Result<std::vector<std::uint16_t>, ModbusError> read_input(int address, int count, MonotonicTime deadline);
  Result<void, ModbusError> write_registers(int address, std::span<const std::uint16_t> registers,
                                            MonotonicTime deadline);

 private:
  Result<std::vector<std::uint16_t>, ModbusError> transact(Request request, std::span<const std::uint16_t> registers,
                                                           MonotonicTime deadline);
  Result<void, ModbusError> send(const std::vector<std::uint8_t>& bytes, MonotonicTime deadline);
  Result<std::vector<std::uint8_t>, ModbusError> receive_frame(MonotonicTime deadline);

  const std::string host_;
  const int port_;
  const std::uint8_t unit_id_;
  int socket_ = -1;
  std::uint16_t transaction_ = 0;
  std::vector<std::uint8_t> received_;  // bytes of a frame that is not whole yet
};

}  // namespace millwright::scada::drivers
