#pragma once
// Modbus TCP frames (Modbus Application Protocol V1.1b3; Messaging on TCP/IP V1.0b) as bytes: requests written, answers
// checked. Pure functions; an answer is only believed when every field of it fits the request.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/base/result.h"

namespace millwright::scada::drivers {

using Bytes = std::span<const std::uint8_t>;

enum class ModbusError {
  not_connected,  // nothing was sent
  timed_out,      // sent; no whole answer in time
  closed,         // sent; the connection ended
  wrong_answer,   // sent; what came back is no answer to it
  exception,      // the device refused the request
};

inline constexpr std::uint8_t kReadHolding = 3;
inline constexpr std::uint8_t kReadInput = 4;
inline constexpr std::uint8_t kWriteRegisters = 16;
inline constexpr int kReadRegistersMax = 125;

struct Request {
  std::uint16_t transaction = 0;
  std::uint8_t unit_id = 1;
  std::uint8_t function = kReadInput;
  std::uint16_t address = 0;
  std::uint16_t count = 0;
};
[[nodiscard]] std::vector<std::uint8_t> to_bytes(const Request& request, std::span<const std::uint16_t> registers = {});

/// Length of the frame that begins `bytes`: 0 while more is needed to tell, nullopt if this is no Modbus TCP.
[[nodiscard]] std::optional<std::size_t> frame_length(Bytes bytes);
[[nodiscard]] std::uint16_t transaction_of(Bytes frame);

/// The registers of a read, nothing for a write.
[[nodiscard]] Result<std::vector<std::uint16_t>, ModbusError> parse_answer(Bytes frame, const Request& request);

}  // namespace millwright::scada::drivers
