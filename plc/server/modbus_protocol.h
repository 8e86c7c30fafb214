#pragma once
// Modbus TCP without sockets: cuts a stream into frames and answers one request (Modbus Application Protocol V1.1b3;
// Modbus Messaging on TCP/IP V1.0b). Pure functions; any bytes are safe to give them.

#include <cstdint>
#include <span>
#include <vector>

#include "plc/server/modbus_device.h"

namespace millwright::plc {

inline constexpr std::size_t kMbapBytes = 7;
inline constexpr std::size_t kFrameBytesMost = 260;

enum class FrameState { incomplete, complete, garbage };

struct FrameCut {
  FrameState state;
  std::size_t bytes = 0;  // of the complete frame, header included
};

/// Looks for one frame at the start of `stream`. Garbage can only be answered by closing the connection: there is no
/// way to find the next frame behind it.
[[nodiscard]] FrameCut cut_frame(std::span<const std::uint8_t> stream);

/// The whole answer, header included, to a complete frame.
[[nodiscard]] std::vector<std::uint8_t> answer_frame(ModbusDevice& device, std::span<const std::uint8_t> frame);

}  // namespace millwright::plc
