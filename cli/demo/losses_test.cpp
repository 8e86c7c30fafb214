#include "cli/demo/losses.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace millwright::cli::demo {
namespace {

PlantSample at(double second, double temperature_c, double flow_l_min = 120) {
  PlantSample sample;
  sample.time = Timestamp{std::chrono::duration_cast<Duration>(std::chrono::duration<double>(second))};
  sample.temperature_c = temperature_c;
  sample.flow_l_min = flow_l_min;
  return sample;
}

TEST(Losses, NothingReadIsNothingLost) {
  EXPECT_EQ(losses_over({}).bottles(), 0);
  EXPECT_EQ(losses_over(std::vector{at(0, 90)}).bottles(), 0);
}

TEST(Losses, WhatLeftAboveTheLimitCountsByItsFlow) {
  const auto losses = losses_over(std::vector{at(0, 79), at(1, 81), at(4, 80), at(9, 80)});
  EXPECT_DOUBLE_EQ(losses.overheated_l, 6) << "3 s at 2 L/s; at 80 °C itself nothing is lost";
  EXPECT_EQ(losses.hot, 3s);
  EXPECT_DOUBLE_EQ(losses.bottles(), 12);
}

TEST(Losses, RejectedAndDivertedCountFromTheFirstReading) {
  auto first = at(0, 75), last = at(10, 75);
  first.rejected = 0xfffffffe;
  last.rejected = 3;
  first.diverted_l = 100;
  last.diverted_l = 102;
  const auto losses = losses_over(std::vector{first, last});
  EXPECT_EQ(losses.rejected, 5u) << "the counter has wrapped";
  EXPECT_DOUBLE_EQ(losses.diverted_l, 2);
  EXPECT_DOUBLE_EQ(losses.bottles(), 9);
}

class RandomRun : public testing::TestWithParam<unsigned> {
 protected:
  void SetUp() override {
    std::mt19937 random(GetParam());
    const auto up_to = [&](double top) { return top * static_cast<double>(random()) / std::mt19937::max(); };
    auto sample = at(up_to(1000), 0);
    for (int i = 0; i < 200; ++i) {
      sample.time += std::chrono::duration_cast<Duration>(std::chrono::duration<double>(up_to(0.5)));
      sample.temperature_c = 76 + up_to(8);
      sample.flow_l_min = up_to(200);
      sample.diverted_l += up_to(1) < 0.2 ? up_to(3) : 0;
      sample.rejected += static_cast<std::uint32_t>(up_to(3));
      run_.push_back(sample);
    }
    cut_ = static_cast<std::size_t>(up_to(199));
  }
  std::vector<PlantSample> run_;
  std::size_t cut_ = 0;
};

TEST_P(RandomRun, ItsPartsAddUpToTheWhole) {
  const std::span<const PlantSample> run = run_;
  const auto whole = losses_over(run), before = losses_over(run.first(cut_ + 1)),
             after = losses_over(run.subspan(cut_));
  EXPECT_NEAR(before.overheated_l + after.overheated_l, whole.overheated_l, 1e-9);
  EXPECT_NEAR(before.diverted_l + after.diverted_l, whole.diverted_l, 1e-9);
  EXPECT_EQ(before.rejected + after.rejected, whole.rejected);
  EXPECT_EQ(before.hot + after.hot, whole.hot);
}

TEST_P(RandomRun, HotterIsNeverCheaper) {
  auto hotter = run_;
  for (auto& sample : hotter) sample.temperature_c += 0.7;
  EXPECT_GE(losses_over(hotter).bottles(), losses_over(run_).bottles());
  for (auto& sample : hotter) sample.temperature_c = kTooHotC;
  EXPECT_EQ(losses_over(hotter).overheated_l, 0);
}

TEST_P(RandomRun, ReadingTheSameScanTwiceChangesNothing) {
  auto twice = run_;
  twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(cut_), run_[cut_]);
  EXPECT_DOUBLE_EQ(losses_over(twice).bottles(), losses_over(run_).bottles());
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomRun, testing::Range(1u, 21u));

}  // namespace
}  // namespace millwright::cli::demo
