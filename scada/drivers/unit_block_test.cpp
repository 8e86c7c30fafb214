#include "scada/drivers/unit_block.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

#include "scada/drivers/block_watch.h"
#include "scada/drivers/clock_offset.h"
#include "scada/drivers/modbus_frame.h"

namespace millwright::scada::drivers {
namespace {

namespace quality = contracts::quality;

const Timestamp kNow{1'700'000'000s};
constexpr std::int64_t kNowUs = 1'700'000'000'000'000;
const MonotonicTime kStart{};

TEST(UnitBlock, ReadsEveryEncodingHighWordFirst) {
  const std::vector<std::uint16_t> block{0xFFFE, 0x0001, 0x4298, 0x0000, 0x0000, 0x0000, 0x0001, 0x0000};
  const auto value = [&](int at, plant::Encoding encoding) { return read_value(block, at, encoding).value; };
  EXPECT_EQ(value(0, plant::Encoding::uint16), contracts::Value{std::int64_t{65534}});
  EXPECT_EQ(value(0, plant::Encoding::int16), contracts::Value{std::int64_t{-2}});
  EXPECT_EQ(value(0, plant::Encoding::uint32), contracts::Value{std::int64_t{0xFFFE0001}});
  EXPECT_EQ(value(0, plant::Encoding::int32), contracts::Value{std::int64_t{static_cast<std::int32_t>(0xFFFE0001)}});
  EXPECT_EQ(value(2, plant::Encoding::float32), contracts::Value{76.0});
  EXPECT_EQ(value(4, plant::Encoding::int64), contracts::Value{std::int64_t{65536}});
  EXPECT_EQ(value(1, plant::Encoding::boolean), contracts::Value{true});
}

TEST(UnitBlock, NeverReadsPastItsEnd) {
  const std::vector<std::uint16_t> block(4);
  EXPECT_EQ(read_value(block, 3, plant::Encoding::float32).quality, quality::kBadConfigurationError);
  EXPECT_EQ(read_value(block, -1, plant::Encoding::uint16).quality, quality::kBadConfigurationError);
  EXPECT_FALSE(read_header(block).has_value());
  EXPECT_FALSE(read_echo(block).has_value());
}

TEST(UnitBlock, AnEchosTimeCanBeToldOnwards) {
  const auto with_time = [](std::int64_t us) {
    std::vector<std::uint16_t> echo(kEchoRegisters);
    for (std::size_t i = 0; i < 4; ++i) echo[10 + i] = static_cast<std::uint16_t>(us >> (48 - 16 * i));
    return read_echo(echo);
  };
  const auto latest = unix_ns(kLatest) / 1000;
  EXPECT_EQ(parse_rfc3339(to_rfc3339(with_time(latest)->time)), with_time(latest)->time);
  EXPECT_FALSE(with_time(latest + 1).has_value());
  EXPECT_FALSE(with_time(-1).has_value());
}

TEST(UnitBlock, EveryFloatThatIsNoNumberIsBad) {
  for (const std::uint32_t bits : {0x7FC00000u, 0x7F800000u, 0xFF800000u, 0x7F800001u, 0xFFFFFFFFu}) {
    const std::vector<std::uint16_t> block{static_cast<std::uint16_t>(bits >> 16), static_cast<std::uint16_t>(bits)};
    EXPECT_EQ(read_value(block, 0, plant::Encoding::float32).quality, quality::kBadSensorFailure);
  }
}

TEST(UnitBlock, RandomRegistersGiveGoodFiniteValuesOrBadOnes) {
  std::mt19937 random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::vector<std::uint16_t> block(random() % 40);
    for (auto& word : block) word = static_cast<std::uint16_t>(random());
    const auto encoding = static_cast<plant::Encoding>(random() % 7);
    const auto reading = read_value(block, static_cast<int>(random() % 45) - 2, encoding);
    if (reading.quality.is_good()) {
      EXPECT_TRUE(std::isfinite(*contracts::number_in(reading.value)));
    }
    if (const auto echo = read_echo(block)) {
      EXPECT_LE(echo->result, 2);
      EXPECT_GE(unix_ns(echo->time), 0);
    }
    if (const auto header = read_header(block)) static_cast<void>(plausible_time(header->scan_time_us, kNow));
  }
}

TEST(UnitBlock, ATimeADayOffWasNeverSet) {
  EXPECT_EQ(plausible_time(kNowUs - 1, kNow), kNow - 1us);
  for (const std::int64_t us :
       {std::int64_t{0}, std::int64_t{-1}, INT64_MAX, INT64_MIN, kNowUs + std::int64_t{25} * 3600'000'000})
    EXPECT_FALSE(plausible_time(us, kNow).has_value()) << us;
}

TEST(UnitBlock, ACommandBlockReadsBackAsWritten) {
  Uuid id;
  for (std::size_t i = 0; i < 16; ++i) id.bytes[i] = static_cast<std::uint8_t>(i + 1);
  const auto block = command_block(id, 11, 240.5, kNow);
  EXPECT_EQ(block[0], 0x0102);
  EXPECT_EQ(block[7], 0x0F10);
  EXPECT_EQ(block[8], 11);
  EXPECT_EQ(read_value(block, 10, plant::Encoding::int64).value, contracts::Value{kNowUs});
  EXPECT_EQ(read_value(block, 14, plant::Encoding::float32).value, contracts::Value{240.5});
}

struct Watch : testing::Test {
  Verdict judge(std::uint32_t counter, Duration after, Duration scan_shift = 0ms) {
    return watch.judge({counter, unix_ns(kNow + after + scan_shift) / 1000}, kNow + after, kStart + after);
  }
  BlockWatch watch{100ms};
};

TEST_F(Watch, BelievesABlockOnceItsCounterHasMoved) {
  EXPECT_EQ(judge(1, 0ms), Verdict::unmoved);
  EXPECT_EQ(judge(2, 100ms), Verdict::fresh);
  EXPECT_EQ(watch.scan_time(), kNow + 100ms);
}

TEST_F(Watch, ForgivesOneUnmovedReadAndNotTwo) {
  judge(1, 0ms);
  judge(2, 100ms);
  EXPECT_EQ(judge(2, 199ms), Verdict::unmoved);
  EXPECT_EQ(judge(2, 300ms), Verdict::frozen);
  EXPECT_EQ(judge(3, 400ms), Verdict::fresh);
}

TEST_F(Watch, CountsTheScansBetweenTwoReads) {
  judge(0xFFFFFFFF, 0ms);
  judge(0, 100ms);
  EXPECT_EQ(watch.moved_by(), 1U);
  judge(2, 200ms);
  EXPECT_EQ(watch.moved_by(), 2U);
}

TEST_F(Watch, ACounterThatWrapsOrStartsAnewHasMoved) {
  judge(0xFFFFFFFF, 0ms);
  EXPECT_EQ(judge(0, 100ms), Verdict::fresh);
}

TEST_F(Watch, RefusesTimesThatCannotBeAndTakesTheNextOne) {
  judge(1, 0ms);
  EXPECT_EQ(judge(2, 100ms, -48h), Verdict::absurd_time);
  EXPECT_EQ(judge(3, 200ms), Verdict::fresh);
}

TEST_F(Watch, NoticesAClockThatWentBackOnce) {
  judge(1, 0ms);
  judge(2, 100ms);
  EXPECT_EQ(judge(3, 200ms, -1h), Verdict::clock_stepped);
  EXPECT_EQ(judge(4, 300ms, -1h), Verdict::fresh);
}

TEST_F(Watch, DatesALostLinkByTheDevicesClock) {
  EXPECT_EQ(watch.device_time(kNow, kStart), kNow);
  judge(1, 0ms, -5s);
  judge(2, 100ms, -5s);
  EXPECT_EQ(watch.device_time(kNow + 300ms, kStart + 300ms), kNow - 5s + 300ms);
}

TEST(ClockOffset, IsUnknownUntilThereAreEnoughPolls) {
  ClockOffset offset(10s, 3);
  offset.add(kNow, kNow, kStart);
  offset.add(kNow + 100ms, kNow + 100ms, kStart + 100ms);
  EXPECT_FALSE(offset.value().has_value());
  offset.add(kNow + 200ms, kNow + 200ms, kStart + 200ms);
  EXPECT_EQ(offset.value(), Duration{0});
  offset.reset();
  EXPECT_FALSE(offset.value().has_value());
}

TEST(ClockOffset, IsTheLowerEnvelopeOfTheWindow) {
  ClockOffset offset(1s, 1);
  const Duration true_offset = 250ms;  // the device is ahead
  for (int i = 0; i < 50; ++i) {
    const auto sent = 100ms * i;
    const Duration way = i % 10 == 0 ? 1ms : 40ms;
    offset.add(kNow + sent + true_offset, kNow + sent + way, kStart + sent + way);
  }
  EXPECT_EQ(offset.value(), true_offset - 1ms);
}

TEST(ClockOffset, ForgetsWhatALongAgoMinimumSaid) {
  ClockOffset offset(1s, 1);
  offset.add(kNow, kNow, kStart);
  for (int i = 1; i < 30; ++i) offset.add(kNow + 100ms * i, kNow + 100ms * i + 30ms, kStart + 100ms * i + 30ms);
  EXPECT_EQ(offset.value(), Duration{-30ms});
}

TEST(ClockOffset, IsUnknownAgainAfterTheOwnClockWasSet) {
  ClockOffset offset(10s, 2);
  offset.add(kNow, kNow, kStart);
  offset.add(kNow + 100ms, kNow + 100ms, kStart + 100ms);
  offset.add(kNow + 200ms, kNow + 200ms + 1h, kStart + 200ms);
  EXPECT_FALSE(offset.value().has_value());
}

Request read_request() { return {7, 1, kReadInput, 100, 2}; }

TEST(ModbusFrame, WritesARead) {
  EXPECT_EQ(to_bytes(read_request()), (std::vector<std::uint8_t>{0, 7, 0, 0, 0, 6, 1, 4, 0, 100, 0, 2}));
}

TEST(ModbusFrame, BelievesOnlyTheAnswerThatFits) {
  const std::vector<std::uint8_t> good{0, 7, 0, 0, 0, 7, 1, 4, 4, 0x12, 0x34, 0x56, 0x78};
  const auto answer = parse_answer(good, read_request());
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(*answer, (std::vector<std::uint16_t>{0x1234, 0x5678}));
  // Each byte of the header and of the counts matters: changed, it is no answer.
  for (const std::size_t at : {0u, 1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u}) {
    auto wrong = good;
    wrong[at] ^= 1;
    EXPECT_FALSE(parse_answer(wrong, read_request()).has_value()) << "byte " << at;
  }
}

TEST(ModbusFrame, TellsAnExceptionFromGarbage) {
  const std::vector<std::uint8_t> exception{0, 7, 0, 0, 0, 3, 1, 0x84, 2};
  EXPECT_EQ(parse_answer(exception, read_request()).error().code, ModbusError::exception);
}

TEST(ModbusFrame, NoBytesAtAllMakeItTripOrBelieve) {
  std::mt19937 random(5);
  int believed = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::vector<std::uint8_t> bytes(random() % 30);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() % 4 == 0 ? random() : random() % 8);
    static_cast<void>(frame_length(bytes));
    if (parse_answer(bytes, read_request())) ++believed;
  }
  EXPECT_EQ(believed, 0);
}

}  // namespace
}  // namespace millwright::scada::drivers
