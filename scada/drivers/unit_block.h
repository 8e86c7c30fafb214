#pragma once
// "Unit block v1": how a unit's status and command blocks lie in 16-bit registers, as docs/formats/plc_registers.md
// says. Pure functions over registers, whatever protocol brought them; nothing here trusts the device.

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "scada/drivers/command_device.h"
#include "scada/tags/engine.h"

namespace millwright::scada::drivers {

using Registers = std::span<const std::uint16_t>;

inline constexpr int kHeaderRegisters = 24;
inline constexpr int kEchoAt = 8;
inline constexpr int kEchoRegisters = 14;
inline constexpr int kCommandRegisters = 16;

/// The part of the header that says whether the block is alive.
struct BlockHeader {
  std::uint32_t scan_counter = 0;
  std::int64_t scan_time_us = 0;  // as the device says; see plausible_time()
};

/// nullopt if there are fewer registers than a header has.
[[nodiscard]] std::optional<BlockHeader> read_header(Registers block);

/// The echo fields alone, from register +8 on. nullopt if too short or with a result or time that cannot be.
[[nodiscard]] std::optional<Echo> read_echo(Registers from_echo);

/// Microseconds of a device as a Timestamp; nullopt if more than a day from `now`: such a clock was never set.
[[nodiscard]] std::optional<Timestamp> plausible_time(std::int64_t us, Timestamp now);

/// One value at `offset` of a block. Not a number or outside the block: a Bad quality says so.
struct Reading {
  contracts::Value value{0.0};
  contracts::Quality quality = contracts::quality::kGood;
};
[[nodiscard]] Reading read_value(Registers block, int offset, plant::Encoding encoding);

/// The command block to write whole, at the unit's base.
[[nodiscard]] std::array<std::uint16_t, kCommandRegisters> command_block(const Uuid& id, int code, double value,
                                                                         Timestamp not_after);

}  // namespace millwright::scada::drivers
