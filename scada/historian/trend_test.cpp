#include "scada/historian/trend.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace millwright::scada::historian {
namespace {

using contracts::Sample;
namespace quality = contracts::quality;

Timestamp at(Duration after) { return Timestamp{1'700'000'000s} + after; }
tags::Change change(Duration after, contracts::Value value, contracts::Quality q = quality::kGood) {
  return {0, {std::move(value), q, at(after)}, at(after)};
}
std::vector<double> numbers(const std::vector<Sample>& samples) {
  std::vector<double> out;
  for (const auto& sample : samples) out.push_back(contracts::number_in(sample.value).value_or(-1));
  return out;
}

TEST(Trend, GivesFromIncludedToExcludedInOrderUpToTheLimit) {
  Trend trend(1, 100);
  trend.post({change(1s, 1.0), change(2s, 2.0), change(3s, 3.0)});
  EXPECT_EQ(numbers(trend.raw(0, at(1s), at(3s), 100)), (std::vector{1.0, 2.0}));
  EXPECT_EQ(numbers(trend.raw(0, at(0s), at(9s), 2)), (std::vector{1.0, 2.0}));
  EXPECT_TRUE(trend.raw(0, at(4s), at(9s), 100).empty());
}

TEST(Trend, PutsALateSampleWhereItBelongs) {
  Trend trend(1, 100);
  trend.post({change(1s, 1.0), change(3s, 3.0), change(2s, 2.0), change(2s, 2.5)});
  EXPECT_EQ(numbers(trend.raw(0, at(0s), at(9s), 100)), (std::vector{1.0, 2.5, 3.0})) << "of one time the newer";
}

TEST(Trend, ForgetsTheOldestWhenFull) {
  Trend trend(1, 3);
  for (int i = 1; i <= 5; ++i) trend.post({change(1s * i, double(i))});
  EXPECT_EQ(numbers(trend.raw(0, at(0s), at(9s), 100)), (std::vector{3.0, 4.0, 5.0}));
  EXPECT_EQ(trend.oldest(0), at(3s));
  trend.post({change(1s, 1.0)});
  EXPECT_EQ(trend.oldest(0), at(3s)) << "older than all that is held: it is the first to go";
}

TEST(Trend, OfATagWithoutSamplesHasNoOldest) {
  const Trend trend(1, 3);
  EXPECT_EQ(trend.oldest(0), Timestamp::max());
}

TEST(Trend, BucketsCarryTheWorstQualityAndCountOnlyUsableValues) {
  Trend trend(1, 100);
  trend.post({change(0s, 2.0), change(1s, 4.0, quality::kUncertain), change(2s, 99.0, quality::kBadNoCommunication),
              change(10s, std::string("text")), change(20s, true)});
  const auto buckets = trend.buckets(0, at(0s), at(30s), 3);
  ASSERT_EQ(buckets.size(), 3u);
  EXPECT_EQ(buckets[0].start, at(0s));
  EXPECT_EQ(buckets[0].count, 2);
  EXPECT_EQ(buckets[0].min, 2.0);
  EXPECT_EQ(buckets[0].max, 4.0);
  EXPECT_EQ(buckets[0].mean, 3.0);
  EXPECT_EQ(buckets[0].last, 4.0);
  EXPECT_EQ(buckets[0].quality, quality::kBadNoCommunication);
  EXPECT_EQ(buckets[1].count, 0);
  EXPECT_EQ(buckets[2].last, 1.0);
}

TEST(Trend, BucketsOfNoTimeAreNone) {
  Trend trend(1, 100);
  trend.post({change(1s, 1.0)});
  EXPECT_TRUE(trend.buckets(0, at(2s), at(2s), 10).empty());
  EXPECT_TRUE(trend.buckets(0, at(0s), at(2s), 0).empty());
}

TEST(Trend, BucketsTheWholeOfTime) {
  Trend trend(1, 100);
  trend.post({change(0s, 1.0), change(1s, 2.0)});
  for (const int count : {1, 3, 10'000}) {
    const auto buckets = trend.buckets(0, kEarliest, kLatest, count);
    ASSERT_EQ(buckets.size(), 1u) << count;
    EXPECT_EQ(buckets[0].count, 2);
    EXPECT_LE(buckets[0].start, at(0s));
  }
}

// Property: against a plain sorted list, for random arrivals and random windows.
TEST(Trend, AgreesWithASortedList) {
  std::mt19937_64 random(11);
  Trend trend(1, 10'000);
  std::map<Timestamp, double> model;
  for (int i = 0; i < 3000; ++i) {
    const auto when = 1ms * static_cast<std::int64_t>(random() % 5000);
    trend.post({change(when, double(i))});
    model[at(when)] = double(i);
  }
  for (int i = 0; i < 200; ++i) {
    const auto from = at(1ms * static_cast<std::int64_t>(random() % 5000));
    const auto to = from + 1ms * static_cast<std::int64_t>(random() % 2000);
    std::vector<double> expected;
    for (auto it = model.lower_bound(from); it != model.lower_bound(to); ++it) expected.push_back(it->second);
    EXPECT_EQ(numbers(trend.raw(0, from, to, 100'000)), expected);
    std::int64_t counted = 0;
    for (const auto& bucket : trend.buckets(0, from, to, 7)) counted += bucket.count;
    EXPECT_EQ(counted, static_cast<std::int64_t>(expected.size()));
  }
}

}  // namespace
}  // namespace millwright::scada::historian
