#include "plc/registers/command_block.h"

namespace millwright::plc {

CommandBlock decode_command(std::span<const std::uint16_t, map::command::kRegisters> registers) {
  const RegisterReader in(registers);
  return {in.id(map::command::kId), in.u16(map::command::kCode), in.i64(map::command::kNotAfter),
          in.f32(map::command::kValue)};
}

CommandRegisters encode_command(const CommandBlock& block) {
  CommandRegisters registers{};
  const RegisterWriter out(registers);
  out.id(map::command::kId, block.id);
  out.u16(map::command::kCode, block.code);
  out.i64(map::command::kNotAfter, block.not_after_us);
  out.f32(map::command::kValue, block.value);
  return registers;
}

}  // namespace millwright::plc
