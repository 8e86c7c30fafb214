#pragma once
// Writes the line's values into the status blocks, as docs/formats/plc_registers.md lays them out.

#include <array>
#include <cstdint>

#include "lib/base/time.h"
#include "plc/control/command_desk.h"
#include "plc/physics/line.h"
#include "plc/registers/register_map.h"

namespace millwright::plc {

using RegisterImage = std::array<std::uint16_t, map::kRegisters>;

struct BlockStamp {
  std::uint32_t scan_counter = 0;
  Timestamp scan_time{};
};

/// Writes the whole block of `unit`, header and process values.
void write_status(RegisterImage& image, Unit unit, const Line& line, const CommandDesk& desk, BlockStamp stamp);

}  // namespace millwright::plc
