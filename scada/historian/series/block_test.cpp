#include "scada/historian/series/block.h"

#include <gtest/gtest.h>

#include "scada/historian/series/memory_source.h"

namespace millwright::scada::historian {
namespace {

namespace quality = contracts::quality;

contracts::Sample sample(std::int64_t second, contracts::Value value, contracts::Quality q = quality::kGood) {
  return {std::move(value), q, Timestamp{std::chrono::seconds{second}}};
}

TEST(Block, GivesBackWhatWasAppendedOfEveryType) {
  for (const contracts::Value& value : {contracts::Value{true}, contracts::Value{std::int64_t{-7}},
                                        contracts::Value{7.25}, contracts::Value{"batch 7"}}) {
    Block block;
    EXPECT_TRUE(block.append(sample(1, value)));
    EXPECT_TRUE(block.quality.empty()) << "Good takes no room";
    EXPECT_TRUE(block.append(sample(2, value, quality::kBadNoCommunication)));
    EXPECT_EQ(block.sample(0), sample(1, value));
    EXPECT_EQ(block.sample(1), sample(2, value, quality::kBadNoCommunication));
  }
}

TEST(Block, HoldsOneType) {
  Block block;
  EXPECT_TRUE(block.append(sample(1, 7.5)));
  EXPECT_FALSE(block.append(sample(2, true)));
  EXPECT_EQ(block.size(), 1u);
  block.clear();
  EXPECT_TRUE(block.append(sample(2, true))) << "an empty block takes any";
}

TEST(MemorySource, ReadsBothWaysAndReplaces) {
  MemorySource source;
  for (int i = 0; i < 10; ++i) source.put(1, sample(i, static_cast<double>(i)));
  source.put(1, sample(5, 50.0));
  const auto read = [&](Direction direction) {
    std::vector<double> out;
    auto cursor = source.read(1, Timestamp{2s}, Timestamp{7s}, direction).value();
    for (auto block = cursor->next(); !(*block)->empty(); block = cursor->next())
      out.insert(out.end(), std::get<std::vector<double>>((*block)->values).begin(),
                 std::get<std::vector<double>>((*block)->values).end());
    return out;
  };
  EXPECT_EQ(read(Direction::forward), (std::vector<double>{2, 3, 4, 50, 6}));
  EXPECT_EQ(read(Direction::backward), (std::vector<double>{6, 50, 4, 3, 2}));
  EXPECT_EQ(source.last_before(1, Timestamp{5s}).value(), sample(4, 4.0));
  EXPECT_EQ(source.first_from(1, Timestamp{5s}).value(), sample(5, 50.0));
  EXPECT_EQ(source.last_before(1, Timestamp{0s}).value(), std::nullopt);
  EXPECT_EQ(source.first_from(2, Timestamp{0s}).value(), std::nullopt);
}

}  // namespace
}  // namespace millwright::scada::historian
