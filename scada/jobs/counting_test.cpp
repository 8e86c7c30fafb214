#include "scada/jobs/counting.h"

#include <gtest/gtest.h>

#include <random>

namespace millwright::scada::jobs {
namespace {

constexpr Timestamp kStart{1'700'000'000s};

Meter at(std::int64_t raw, std::int64_t epoch = 0) { return {true, raw, epoch, kStart}; }
MeterSpec spec(int bits, std::optional<double> rate = std::nullopt) { return {bits, rate}; }

TEST(Counting, TheFirstReadingCountsNothing) {
  const auto step = advance({}, 1234, kStart, spec(32));
  EXPECT_EQ(step.kind, StepKind::first);
  EXPECT_EQ(step.counted, 0);
  EXPECT_EQ(step.after, at(1234));
}

TEST(Counting, WhatWasMissedIsInTheNextReading) {
  EXPECT_EQ(advance(at(10), 5010, kStart + 1h, spec(32, 10.0)).counted, 5000);
  EXPECT_EQ(advance(at(10), 10, kStart + 1h, spec(32)).kind, StepKind::same);
}

TEST(Counting, GoesRoundAtTheEndOfItsWidth) {
  for (const int bits : {16, 32}) {
    const std::int64_t end = (std::int64_t{1} << bits) - 1;
    const auto step = advance(at(end - 2), 4, kStart + 1s, spec(bits, 10.0));
    EXPECT_EQ(step.kind, StepKind::rollover) << bits;
    EXPECT_EQ(step.counted, 7) << bits;
    EXPECT_FALSE(step.gap());
    EXPECT_EQ(step.after.epoch, 0);
    EXPECT_EQ(advance(at(end), 0, kStart + 1s, spec(bits)).counted, 1);
  }
}

TEST(Counting, AResetOpensAnEpochAndTellsAGap) {
  for (const auto rate : {std::optional<double>{}, std::optional{10.0}}) {
    const auto step = advance(at(40'000), 3, kStart + 1s, spec(16, rate));
    EXPECT_EQ(step.kind, StepKind::reset);
    EXPECT_EQ(step.counted, 3);
    EXPECT_TRUE(step.gap());
    EXPECT_EQ(step.after, (Meter{true, 3, 1, kStart + 1s}));
  }
}

TEST(Counting, ACounterThatIsSetToSomethingCountsNothing) {
  // Forward and back, by more than ten a second can make in one.
  for (const std::int64_t raw : {9'000, 30'000}) {
    const auto step = advance(at(10'000), raw, kStart + 1s, spec(32, 10.0));
    EXPECT_EQ(step.kind, StepKind::jump) << raw;
    EXPECT_EQ(step.counted, 0);
    EXPECT_TRUE(step.gap());
    EXPECT_EQ(step.after.epoch, 1);
  }
}

TEST(Counting, AClockThatGoesBackMakesNothingImplausible) {
  const auto step = advance(at(100), 103, kStart - 1h, spec(32, 10.0));
  EXPECT_EQ(step.counted, 3);
  EXPECT_EQ(step.after.time, kStart);
}

TEST(Counting, WidthAndRateComeFromThePlantFile) {
  plant::Tag tag;
  plant::JobSettings settings;
  for (const auto& [encoding, bits] : {std::pair{plant::Encoding::uint16, 16}, std::pair{plant::Encoding::uint32, 32},
                                       std::pair{plant::Encoding::int64, 64}}) {
    tag.address.encoding = encoding;
    EXPECT_EQ(meter_spec(tag, settings).bits, bits);
  }
  settings.rate_max_per_min = 600;
  EXPECT_EQ(meter_spec(tag, settings).rate_max, 10.0);
}

/// A device that makes pieces, is read now and then, goes round its width, and is reset now and then.
struct Device {
  std::int64_t made = 0;  // in all
  std::int64_t lost = 0;  // made after the last reading and before a reset: nobody can know them
  std::int64_t raw = 0;
  std::int64_t since_read = 0;
  std::int64_t resets = 0;
  void make(std::int64_t pieces, int bits) {
    made += pieces;
    since_read += pieces;
    raw = (raw + pieces) & ((std::int64_t{1} << bits) - 1);
  }
  void reset() {
    lost += since_read;
    since_read = 0;
    raw = 0;
    ++resets;
  }
};

class CountingProperty : public testing::TestWithParam<int> {};

TEST_P(CountingProperty, CountsEveryPieceOnceAndNoPieceTwice) {
  const int bits = GetParam();
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    std::mt19937_64 random(seed);
    const auto below = [&](std::int64_t n) {
      return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
    };
    Device device;
    device.raw = bits == 16 ? below(65'536) : (std::int64_t{1} << bits) - 1 - below(2'000);
    Meter meter = advance({}, device.raw, kStart, spec(bits, 10.0)).after;
    std::int64_t counted = 0;
    auto now = kStart;
    for (int i = 0; i < 2'000; ++i) {
      const auto seconds = below(20);
      now += std::chrono::seconds{seconds};
      device.make(below(10 * seconds + 1), bits);
      // What a reset hides must be visible as one: it is not, where the counter had hardly begun or was about to end.
      const bool seen = device.raw > 1'000 && device.raw < (std::int64_t{1} << bits) - 1'000;
      if (below(50) == 0 && seen) device.reset();
      if (below(3) == 0) continue;  // not read
      const auto step = advance(meter, device.raw, now, spec(bits, 10.0));
      ASSERT_GE(step.counted, 0);
      ASSERT_NE(step.kind, StepKind::jump) << "seed " << seed << " turn " << i;
      counted += step.counted;
      meter = step.after;
      device.since_read = 0;
    }
    counted += advance(meter, device.raw, now + 1s, spec(bits, 10.0)).counted;
    EXPECT_EQ(counted, device.made - device.lost) << "seed " << seed;
    EXPECT_LE(counted, device.made);
    EXPECT_LE(meter.epoch, device.resets) << "seed " << seed;  // two resets between two readings look like one
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, CountingProperty, testing::Values(16, 32));

TEST(CountingProperty, HoweverOftenItIsReadTheSumIsTheSame) {
  std::mt19937_64 random(7);
  for (int run = 0; run < 200; ++run) {
    std::int64_t raw = 65'000;
    auto often = at(raw);
    const auto seldom = often;
    std::int64_t sum = 0;
    for (int i = 1; i <= 100; ++i) {
      raw = (raw + static_cast<std::int64_t>(random() % 11)) & 0xFFFF;
      const auto step = advance(often, raw, kStart + std::chrono::seconds{i}, spec(16, 10.0));
      sum += step.counted;
      often = step.after;
    }
    EXPECT_EQ(advance(seldom, raw, kStart + 100s, spec(16, 10.0)).counted, sum);
  }
}

}  // namespace
}  // namespace millwright::scada::jobs
