#include "scada/historian/codec/codec.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "scada/historian/codec/test_blocks.h"

namespace millwright::scada::historian {
namespace {

/// Equal to the last bit: NaN is itself, and -0.0 is not 0.0.
void expect_same(const Block& is, const Block& was, const std::string& what) {
  EXPECT_EQ(is.times, was.times) << what;
  EXPECT_EQ(is.quality, was.quality) << what;
  ASSERT_EQ(is.values.index(), was.values.index()) << what;
  if (const auto* reals = std::get_if<std::vector<double>>(&was.values)) {
    const auto& back = std::get<std::vector<double>>(is.values);
    ASSERT_EQ(back.size(), reals->size()) << what;
    for (std::size_t i = 0; i < back.size(); ++i)
      ASSERT_EQ(std::bit_cast<std::uint64_t>(back[i]), std::bit_cast<std::uint64_t>((*reals)[i])) << what << ", " << i;
  } else {
    EXPECT_EQ(is.values, was.values) << what;
  }
}

std::size_t round_trip(const Block& block, const std::string& what) {
  const auto chunk = encode(block);
  Block back;
  const auto decoded = decode(chunk, back);
  EXPECT_TRUE(decoded) << what << ": " << decoded.error().message;
  expect_same(back, block, what);
  return chunk.size();
}

TEST(Codec, GivesBackEveryBitOfWhateverItIsGiven) {
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    std::mt19937_64 random(seed);
    round_trip(random_block(random), "seed " + std::to_string(seed));
  }
}

TEST(Codec, GivesBackTheEndsOfWhatNumbersCanBe) {
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  round_trip({{kMin, 0, kMax}, std::vector<std::int64_t>{kMin, kMax, kMin}, {}}, "whole numbers");
  round_trip({{kMin}, std::vector<std::int64_t>{kMax}, {0xFFFFFFFFu}}, "one sample");
  const auto reals = std::vector<double>{0.0,
                                         -0.0,
                                         std::numeric_limits<double>::quiet_NaN(),
                                         std::bit_cast<double>(0x7FF0'0000'0000'0001u),
                                         std::numeric_limits<double>::infinity(),
                                         -std::numeric_limits<double>::infinity(),
                                         std::numeric_limits<double>::denorm_min(),
                                         std::numeric_limits<double>::max(),
                                         -std::numeric_limits<double>::max(),
                                         4503599627370497.0};
  std::vector<std::int64_t> times;
  for (std::size_t i = 0; i < reals.size(); ++i) times.push_back(static_cast<std::int64_t>(i) * 1'000'000'000 + 17);
  round_trip({times, reals, {}}, "reals");
}

TEST(Codec, GivesBackTimesBefore1970) {
  for (std::int64_t first = -2'000'000; first < 0; first += 997)
    round_trip({{first - 16, first, first + 5}, std::vector<std::int64_t>{1, 2, 3}, {}}, std::to_string(first));
}

TEST(Codec, EvenStampsCostNothingWhateverTheirPeriod) {
  for (const std::int64_t period : {1'000'000'000, 100'000'000, 99'999'999, 7}) {
    Block block;
    for (std::int64_t i = 0; i < 4096; ++i) block.times.push_back(1'795'000'000'123'456'789 + i * period);
    block.values = std::vector<double>(4096, 21.5);
    EXPECT_LT(round_trip(block, "period " + std::to_string(period)), 60u);
  }
}

TEST(Codec, StampsOnAGridCostWhatTheyAreAwayFromIt) {
  std::mt19937 random(7);
  Block block;
  std::int64_t place = 0;
  for (int i = 0; i < 4096; ++i, ++place) {
    if (i % 1000 == 999) place += 40;  // the device was away for a while
    block.times.push_back(1'795'000'000'000'000'000 + place * 1'000'000'000 + (random() % 11) * 1'000'000);
  }
  block.values = std::vector<double>(4096, 21.5);
  const double bits = 8.0 * static_cast<double>(round_trip(block, "jitter of eleven milliseconds")) / 4096;
  EXPECT_LT(bits, std::log2(11) * 1.05)
      << "five per cent above what eleven equal chances are, all of the chunk included";
}

TEST(Codec, DecimalsAreWholeNumbersAlsoWhereTheDeviceKeepsThemAs32Bits) {
  std::mt19937 random(7);
  for (const bool single : {false, true}) {
    Block block;
    std::vector<double> reals;
    int hundredths = 7650;
    for (std::int64_t i = 0; i < 4096; ++i) {
      hundredths += static_cast<int>(random() % 3) - 1;
      block.times.push_back(i * 1'000'000'000);
      const double real = hundredths / 100.0;
      reals.push_back(single ? static_cast<double>(static_cast<float>(real)) : real);
    }
    block.values = reals;
    const double bits = 8.0 * static_cast<double>(round_trip(block, single ? "32 bits" : "64 bits")) / 4096;
    EXPECT_LT(bits, std::log2(3) * 1.05);
  }
}

TEST(Codec, OneChunkOfAnotherVersionOrOfNothingIsRefusedInWords) {
  std::mt19937_64 random(1);
  auto chunk = encode(random_block(random));
  chunk[0] = 9;
  Block block;
  const auto later = decode(chunk, block);
  ASSERT_FALSE(later);
  EXPECT_EQ(later.error().code, CodecError::unknown_version);
  EXPECT_EQ(later.error().message, "a chunk of version 9; this program reads version 1");
  EXPECT_FALSE(decode("", block));
}

TEST(Codec, EveryFlippedBitAndEveryCutIsNoticed) {
  for (std::uint32_t seed = 0; seed < 12; ++seed) {
    std::mt19937_64 random(seed);
    const auto chunk = encode(random_block(random, 64));
    Block block;
    for (std::size_t bit = 0; bit < chunk.size() * 8; ++bit) {
      auto broken = chunk;
      broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ (1 << (bit % 8)));
      EXPECT_FALSE(decode(broken, block)) << "seed " << seed << ", bit " << bit;
      EXPECT_TRUE(block.empty());
    }
    for (std::size_t size = 0; size < chunk.size(); ++size) EXPECT_FALSE(decode(chunk.substr(0, size), block));
  }
}

}  // namespace
}  // namespace millwright::scada::historian
