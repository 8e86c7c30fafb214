// Chunks as they lie on disks already: whatever becomes of the packing, they are read for ever. Their content is given
// by the formulas here, their bytes stand in testdata/chunks.txt, a line each: its name and the bytes in hexadecimal.
// `WRITE_GOLDEN=1 mw_scada_historian_codec_test --gtest_filter='Golden*'` appends what the file does not have yet.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <bit>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>

#include "scada/historian/codec/codec.h"

namespace millwright::scada::historian {
namespace {

constexpr auto kFile = "scada/historian/codec/testdata/chunks.txt";
constexpr std::int64_t kStart = 1'767'225'600'000'000'000;  // 2026-01-01T00:00:00Z

/// The same numbers on every machine.
class Numbers {
 public:
  std::int64_t below(std::int64_t end) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::int64_t>((state_ >> 33) % static_cast<std::uint64_t>(end));
  }

 private:
  std::uint64_t state_ = 7;
};

template <class T, class Function>
std::vector<T> column(std::size_t count, Function of) {
  std::vector<T> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(of(static_cast<std::int64_t>(i)));
  return out;
}

std::vector<std::int64_t> even(std::size_t count) {
  return column<std::int64_t>(count, [](std::int64_t i) { return kStart + i * 100'000'000; });
}

std::map<std::string, Block> blocks() {
  Numbers numbers;
  const auto jittered = [&](std::int64_t i) {
    return kStart + (i < 60 ? i : i + 40) * 1'000'000'000 + numbers.below(11) * 1'000'000;
  };
  std::int64_t time = kStart;
  const auto steps = [&](std::int64_t) { return time += 1 + numbers.below(1'000'000'000); };
  std::int64_t walk = 7600;
  const auto walked = [&](std::int64_t) { return walk += numbers.below(9) - 4; };
  std::int64_t pulled = 0;
  const auto back_to_mean = [&](std::int64_t) { return 5000 + (pulled = pulled * 7 / 8 + numbers.below(41) - 20); };
  std::map<std::string, Block> out;
  out["one"] = {{-1}, std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min()}, {0x80310000u}};
  out["constant"] = {even(50), column<std::int64_t>(50, [](auto) { return 42; }), {}};
  out["squares"] = {even(80), column<std::int64_t>(80, [](auto i) { return i * i; }), {}};
  out["counter, jittered, a gap"] = {column<std::int64_t>(120, jittered),
                                     column<std::int64_t>(120, [&](auto i) { return 3 * i + numbers.below(3); }),
                                     {}};
  out["states"] = {even(200), column<std::int64_t>(200, [](auto i) { return i / 50 % 3; }), {}};
  out["any whole numbers"] = {
      column<std::int64_t>(40, steps),
      column<std::int64_t>(40, [&](auto) { return numbers.below(std::numeric_limits<std::int64_t>::max()); }),
      {}};
  out["near numbers"] = {even(90), column<std::int64_t>(90, [&](auto) { return 1'000'000 + numbers.below(40); }), {}};
  out["booleans"] = {
      even(100), column<std::uint8_t>(100, [](auto i) { return static_cast<std::uint8_t>(i / 7 % 2); }), {}};
  out["decimals"] = {even(150), column<double>(150, [&](auto i) { return static_cast<double>(walked(i)) / 100; }), {}};
  out["decimals that come back to their mean"] = {
      even(300), column<double>(300, [&](auto i) { return static_cast<double>(back_to_mean(i)) / 10; }), {}};
  out["decimals of a 32-bit device"] = {
      even(60),
      column<double>(60, [&](auto i) { return static_cast<double>(static_cast<float>(walked(i)) / 100.0f); }),
      {}};
  out["exceptions among decimals"] = {even(100),
                                      column<double>(100,
                                                     [](auto i) {
                                                       return i == 30   ? std::bit_cast<double>(0x7FF8'0000'0000'0001u)
                                                              : i == 60 ? -0.0
                                                                        : 0.5 * static_cast<double>(i);
                                                     }),
                                      {}};
  out["true doubles"] = {even(30), column<double>(30, [](auto i) { return 1.0 / (3.0 + static_cast<double>(i)); }), {}};
  out["true floats"] = {
      even(30),
      column<double>(30, [](auto i) { return static_cast<double>(1.0f / (3.0f + static_cast<float>(i))); }),
      {}};
  std::int64_t count = 0;
  out["counts, most of them small"] = {
      even(1500),
      column<std::int64_t>(1500, [&](auto) { return count += numbers.below(2) * numbers.below(2) * numbers.below(9); }),
      {}};
  out["steps of very different sizes"] = {
      even(1500),
      column<std::int64_t>(1500, [&](auto) { return numbers.below(std::int64_t{1} << numbers.below(14)) - 3; }),
      {}};
  out["texts with qualities"] = {even(40),
                                 column<std::string>(40, [](auto i) { return "batch " + std::to_string(i % 3); }),
                                 column<std::uint32_t>(40, [](auto i) { return i % 13 == 0 ? 0x40940000u : 0u; })};
  return out;
}

std::map<std::string, std::string> golden() {
  std::map<std::string, std::string> out;
  std::ifstream file(kFile);
  for (std::string line; std::getline(file, line);) {
    const auto at = line.find(": ");
    auto& bytes = out[line.substr(0, at)];
    for (auto i = at + 2; i + 1 < line.size(); i += 2)
      bytes += static_cast<char>(std::stoi(line.substr(i, 2), nullptr, 16));
  }
  return out;
}

bool same(const Block& a, const Block& b) {
  const auto* left = std::get_if<std::vector<double>>(&a.values);
  const auto* right = std::get_if<std::vector<double>>(&b.values);
  if (left == nullptr || right == nullptr) return a == b;
  if (a.times != b.times || a.quality != b.quality || left->size() != right->size()) return false;
  for (std::size_t i = 0; i < left->size(); ++i)
    if (std::bit_cast<std::uint64_t>((*left)[i]) != std::bit_cast<std::uint64_t>((*right)[i])) return false;
  return true;
}

TEST(Golden, WhatLiesOnDisksIsReadForEver) {
  const auto known = golden();
  for (const auto& [name, block] : blocks()) {
    if (!known.contains(name) && std::getenv("WRITE_GOLDEN") != nullptr) {
      std::ofstream file(kFile, std::ios::app);
      file << name << ": ";
      for (const unsigned char byte : encode(block)) file << fmt::format("{:02x}", byte);
      file << '\n';
      continue;
    }
    ASSERT_TRUE(known.contains(name)) << name << " is not in " << kFile;
    Block back;
    const auto decoded = decode(known.at(name), back);
    ASSERT_TRUE(decoded) << name << ": " << decoded.error().message;
    EXPECT_TRUE(same(back, block)) << name;
  }
}

}  // namespace
}  // namespace millwright::scada::historian
