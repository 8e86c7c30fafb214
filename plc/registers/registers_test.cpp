#include <gtest/gtest.h>

#include <limits>

#include "plc/registers/command_block.h"

namespace millwright::plc {
namespace {

TEST(Registers, StandBigEndianHighWordFirst) {
  std::array<std::uint16_t, 8> registers{};
  const RegisterWriter out(registers);
  out.i64(0, 0x0102030405060708);
  out.f32(4, 76.5);
  out.u32(6, 0xDEADBEEF);
  EXPECT_EQ(registers, (std::array<std::uint16_t, 8>{0x0102, 0x0304, 0x0506, 0x0708, 0x4299, 0x0000, 0xDEAD, 0xBEEF}));
}

TEST(Registers, ReadBackWhatWasWritten) {
  std::array<std::uint16_t, 8> registers{};
  const RegisterWriter out(registers);
  const RegisterReader in(registers);
  for (const std::int64_t value : {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min(),
                                   std::numeric_limits<std::int64_t>::max()}) {
    out.i64(2, value);
    EXPECT_EQ(in.i64(2), value);
  }
  const CommandId id{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255};
  out.id(0, id);
  EXPECT_EQ(registers[0], 0x0102);
  EXPECT_EQ(in.id(0), id);
}

TEST(Registers, ACommandBlockSurvivesTheWay) {
  const CommandBlock block{{9, 8, 7}, 10, 1'700'000'000'000'000, 72.25F};
  const auto read = decode_command(encode_command(block));
  EXPECT_EQ(read.id, block.id);
  EXPECT_EQ(read.code, block.code);
  EXPECT_EQ(read.not_after_us, block.not_after_us);
  EXPECT_EQ(read.value, block.value);
}

}  // namespace
}  // namespace millwright::plc
