#pragma once
// Blocks of every kind, for the tests of whatever packs, keeps or reads them.

#include <bit>
#include <cmath>
#include <random>
#include <string>

#include "scada/historian/series/block.h"

namespace millwright::scada::historian {

/// Rising times: even, jittered, with gaps, or at random.
inline std::vector<std::int64_t> random_times(std::mt19937_64& random, std::size_t count) {
  const auto kind = random() % 4;
  const auto unit = std::array<std::int64_t, 4>{1, 1'000, 1'000'000, 100'000'000}[random() % 4];
  const auto period = unit * static_cast<std::int64_t>(20 + random() % 100);
  auto at = static_cast<std::int64_t>(random() % 4'000'000'000'000'000'000u) / unit * unit;
  std::vector<std::int64_t> times;
  for (std::size_t i = 0; i < count; ++i) {
    at += kind == 3 ? 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(period)) : period;
    if (kind == 2 && random() % 50 == 0) at += period * static_cast<std::int64_t>(random() % 30);
    times.push_back(at + (kind == 1 ? static_cast<std::int64_t>(random() % 10) * unit : 0));
  }
  return times;
}

inline std::vector<double> random_reals(std::mt19937_64& random, std::size_t count) {
  const auto kind = random() % 6;
  std::normal_distribution<double> step;
  std::vector<double> reals;
  double walk = 100;
  for (std::size_t i = 0; i < count; ++i) {
    walk += step(random);
    const double decimal = std::round(walk * 100) / 100;
    if (kind == 0) reals.push_back(decimal);
    if (kind == 1) reals.push_back(walk);
    if (kind == 2) reals.push_back(static_cast<float>(decimal));
    if (kind == 3) reals.push_back(static_cast<float>(walk));
    if (kind == 4) reals.push_back(std::bit_cast<double>(random()));
    if (kind == 5) reals.push_back(random() % 40 == 0 ? std::nan("") : decimal);
  }
  return reals;
}

inline std::vector<std::int64_t> random_wholes(std::mt19937_64& random, std::size_t count) {
  const auto kind = random() % 5;
  std::vector<std::int64_t> wholes;
  std::int64_t walk = 1000;
  for (std::size_t i = 0; i < count; ++i) {
    walk += kind == 1 && random() % 100 != 0 ? 0 : static_cast<std::int64_t>(random() % 7);
    wholes.push_back(kind == 0 ? static_cast<std::int64_t>(random()) : kind == 2 ? 500 + walk % 17 : walk);
    if (kind == 3) wholes.back() = static_cast<std::int64_t>(i * i);
  }
  return wholes;
}

inline Values random_values(std::mt19937_64& random, std::size_t count) {
  switch (random() % 4) {
    case 0: {
      std::vector<std::uint8_t> booleans;
      const auto seldom = 1 + random() % 60;
      bool on = false;
      for (std::size_t i = 0; i < count; ++i) {
        on = on != (random() % seldom == 0);
        booleans.push_back(on ? 1 : 0);
      }
      return booleans;
    }
    case 1:
      return random_wholes(random, count);
    case 2: {
      std::vector<std::string> texts;
      for (std::size_t i = 0; i < count; ++i) texts.push_back("batch " + std::to_string(random() % 5 * random() % 7));
      return texts;
    }
    default:
      return random_reals(random, count);
  }
}

/// 1 to `count_max` samples of one type, of some kind of regularity or none.
inline Block random_block(std::mt19937_64& random, std::size_t count_max = 3000) {
  const std::size_t count = 1 + random() % count_max;
  Block block{random_times(random, count), random_values(random, count), {}};
  if (random() % 3 == 0) {
    constexpr std::array<std::uint32_t, 4> kCodes{0, 0x80310000u, 0x40940000u, 0x809D0000u};
    block.quality.push_back(0x80310000u);  // one that is not Good, at least
    for (std::size_t i = 1; i < count; ++i)
      block.quality.push_back(random() % 20 == 0 ? kCodes[random() % 4] : block.quality.back());
  }
  return block;
}

}  // namespace millwright::scada::historian
