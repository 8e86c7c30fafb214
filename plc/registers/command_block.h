#pragma once
// The command block of a unit as it stands in 16 holding registers.

#include <array>
#include <cstdint>
#include <span>

#include "plc/registers/register_image.h"

namespace millwright::plc {

enum class CommandCode : std::uint16_t {
  start = 1,
  stop = 2,
  reset = 3,
  set_temperature = 10,
  set_speed = 11,
  set_trim = 21,  // of nozzle 1; of nozzle n it is 20 + n
};

struct CommandBlock {
  CommandId id{};
  std::uint16_t code = 0;  // a CommandCode, or a number that no unit knows
  std::int64_t not_after_us = 0;
  float value = 0;
};

using CommandRegisters = std::array<std::uint16_t, map::command::kRegisters>;

[[nodiscard]] CommandBlock decode_command(std::span<const std::uint16_t, map::command::kRegisters> registers);
[[nodiscard]] CommandRegisters encode_command(const CommandBlock& block);

}  // namespace millwright::plc
