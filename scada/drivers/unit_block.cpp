#include "scada/drivers/unit_block.h"

#include <bit>
#include <cmath>
#include <cstdlib>

namespace millwright::scada::drivers {
namespace {

namespace quality = contracts::quality;

/// Big-endian, high word first: `count` registers as one number.
std::uint64_t word(Registers registers, std::size_t at, std::size_t count) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < count; ++i) bits = bits << 16 | registers[at + i];
  return bits;
}

template <class Span>
void put(Span& registers, std::size_t at, std::size_t count, std::uint64_t bits) {
  for (std::size_t i = count; i-- > 0; bits >>= 16) registers[at + i] = static_cast<std::uint16_t>(bits & 0xFFFFu);
}

constexpr std::int64_t kDayUs = 24LL * 3600 * 1'000'000;

}  // namespace

std::optional<BlockHeader> read_header(Registers block) {
  if (block.size() < kHeaderRegisters) return std::nullopt;
  return BlockHeader{static_cast<std::uint32_t>(word(block, 0, 2)), static_cast<std::int64_t>(word(block, 2, 4))};
}

std::optional<Timestamp> plausible_time(std::int64_t us, Timestamp now) {
  const std::int64_t now_us = unix_ns(now) / 1000;
  if (us < now_us - kDayUs || us > now_us + kDayUs) return std::nullopt;
  return from_unix_ns(us * 1000);
}

std::optional<Echo> read_echo(Registers from_echo) {
  if (from_echo.size() < kEchoRegisters) return std::nullopt;
  Echo echo;
  for (std::size_t i = 0; i < 8; ++i) {
    echo.id.bytes[2 * i] = static_cast<std::uint8_t>(from_echo[i] >> 8);
    echo.id.bytes[2 * i + 1] = static_cast<std::uint8_t>(from_echo[i] & 0xFFu);
  }
  echo.result = from_echo[8];
  echo.reason = from_echo[9];
  const auto us = static_cast<std::int64_t>(word(from_echo, 10, 4));
  // Any moment that can be told onwards may stand here: a command may have been long ago.
  if (echo.result > 2 || us < 0 || us > unix_ns(kLatest) / 1000) return std::nullopt;
  echo.time = from_unix_ns(us * 1000);
  return echo;
}

Reading read_value(Registers block, int offset, plant::Encoding encoding) {
  const int count = plant::register_count(encoding);
  if (offset < 0 || static_cast<std::size_t>(offset + count) > block.size())
    return {0.0, quality::kBadConfigurationError};
  const auto bits = word(block, static_cast<std::size_t>(offset), static_cast<std::size_t>(count));
  switch (encoding) {
    case plant::Encoding::boolean:
      return {bits != 0};
    case plant::Encoding::uint16:
    case plant::Encoding::uint32:
      return {static_cast<std::int64_t>(bits)};
    case plant::Encoding::int16:
      return {std::int64_t{static_cast<std::int16_t>(bits)}};
    case plant::Encoding::int32:
      return {std::int64_t{static_cast<std::int32_t>(bits)}};
    case plant::Encoding::int64:
      return {static_cast<std::int64_t>(bits)};
    case plant::Encoding::float32: {
      const double number = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
      if (!std::isfinite(number)) return {0.0, quality::kBadSensorFailure};
      return {number};
    }
  }
  return {0.0, quality::kBadConfigurationError};
}

std::array<std::uint16_t, kCommandRegisters> command_block(const Uuid& id, int code, double value,
                                                           Timestamp not_after) {
  std::array<std::uint16_t, kCommandRegisters> block{};
  for (std::size_t i = 0; i < 8; ++i) block[i] = static_cast<std::uint16_t>(id.bytes[2 * i] << 8 | id.bytes[2 * i + 1]);
  block[8] = static_cast<std::uint16_t>(code);
  put(block, 10, 4, static_cast<std::uint64_t>(unix_ns(not_after) / 1000));
  put(block, 14, 2, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
  return block;
}

}  // namespace millwright::scada::drivers
