#pragma once
// An image of registers and the way values stand in it: big-endian, high word first.

#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include "lib/base/assert.h"
#include "lib/base/time.h"
#include "plc/registers/register_map.h"

namespace millwright::plc {

using CommandId = std::array<std::uint8_t, 16>;

/// A view of consecutive registers, read.
class RegisterReader {
 public:
  explicit RegisterReader(std::span<const std::uint16_t> registers) : registers_(registers) {}

  [[nodiscard]] std::uint16_t u16(std::size_t at) const {
    MW_ASSERT(at < registers_.size());
    return registers_[at];
  }
  [[nodiscard]] std::uint32_t u32(std::size_t at) const { return (std::uint32_t{u16(at)} << 16) | u16(at + 1); }
  [[nodiscard]] std::int64_t i64(std::size_t at) const {
    return static_cast<std::int64_t>((std::uint64_t{u32(at)} << 32) | u32(at + 2));
  }
  [[nodiscard]] float f32(std::size_t at) const { return std::bit_cast<float>(u32(at)); }
  [[nodiscard]] CommandId id(std::size_t at) const {
    CommandId id{};
    for (std::size_t i = 0; i < id.size(); ++i) {
      const std::uint16_t word = u16(at + i / 2);
      id[i] = static_cast<std::uint8_t>(i % 2 == 0 ? word >> 8 : word & 0xFF);
    }
    return id;
  }

 private:
  std::span<const std::uint16_t> registers_;
};

/// A view of consecutive registers, written.
class RegisterWriter {
 public:
  explicit RegisterWriter(std::span<std::uint16_t> registers) : registers_(registers) {}

  void u16(std::size_t at, std::uint16_t value) const {
    MW_ASSERT(at < registers_.size());
    registers_[at] = value;
  }
  void u32(std::size_t at, std::uint32_t value) const {
    u16(at, static_cast<std::uint16_t>(value >> 16));
    u16(at + 1, static_cast<std::uint16_t>(value & 0xFFFF));
  }
  void i64(std::size_t at, std::int64_t value) const {
    const auto bits = static_cast<std::uint64_t>(value);
    u32(at, static_cast<std::uint32_t>(bits >> 32));
    u32(at + 2, static_cast<std::uint32_t>(bits & 0xFFFFFFFF));
  }
  void f32(std::size_t at, double value) const { u32(at, std::bit_cast<std::uint32_t>(static_cast<float>(value))); }
  void id(std::size_t at, const CommandId& id) const {
    for (std::size_t i = 0; i < id.size(); i += 2)
      u16(at + i / 2, static_cast<std::uint16_t>((id[i] << 8) | id[i + 1]));
  }

 private:
  std::span<std::uint16_t> registers_;
};

/// Times stand in the registers as µs since 1970, UTC.
[[nodiscard]] constexpr std::int64_t register_time(Timestamp time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

}  // namespace millwright::plc
