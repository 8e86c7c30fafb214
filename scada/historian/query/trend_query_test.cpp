#include "scada/historian/query/trend_query.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "scada/historian/series/memory_source.h"

namespace millwright::scada::historian {
namespace {

namespace q = contracts::quality;

Timestamp at(std::int64_t seconds) { return Timestamp{std::chrono::seconds{seconds}}; }

contracts::Sample sample(std::int64_t seconds, contracts::Value value, contracts::Quality quality = q::kGood) {
  return {std::move(value), quality, at(seconds)};
}

MemorySource source_of(const std::vector<contracts::Sample>& samples) {
  MemorySource source;
  for (const auto& each : samples) source.put(1, each);
  return source;
}

TEST(Decimate, KeepsFirstLeastGreatestAndLastOfAColumn) {
  const auto source = source_of({sample(0, 5.0), sample(1, 9.0), sample(2, 7.0), sample(3, 1.0), sample(4, 6.0),
                                 sample(10, 4.0), sample(25, 3.0)});
  EXPECT_EQ(decimate(source, 1, at(0), at(30), 3).value(), (std::vector<TrendPoint>{{at(0), 5.0, q::kGood},
                                                                                    {at(1), 9.0, q::kGood},
                                                                                    {at(3), 1.0, q::kGood},
                                                                                    {at(4), 6.0, q::kGood},
                                                                                    {at(10), 4.0, q::kGood},
                                                                                    {at(25), 3.0, q::kGood}}));
}

TEST(Decimate, BreaksTheLineWhereASampleIsBad) {
  const auto source = source_of({sample(0, 5.0), sample(1, 6.0), sample(2, 0.0, q::kBadNoCommunication),
                                 sample(3, 0.0, q::kBadDeviceFailure), sample(4, 6.0), sample(5, 7.0, q::kUncertain),
                                 sample(6, 0.0, q::kBadSensorFailure), sample(7, 0.0, q::kBadNotConnected)});
  EXPECT_EQ(decimate(source, 1, at(0), at(10), 1).value(),
            (std::vector<TrendPoint>{{at(0), 5.0, q::kGood},
                                     {at(2), std::nullopt, q::kBadNoCommunication},
                                     {at(5), 7.0, q::kUncertain},
                                     {at(7), std::nullopt, q::kBadNotConnected}}));
}

TEST(Decimate, HasNothingForNoColumnsNoTimeAndNoSamples) {
  const auto source = source_of({sample(0, 5.0)});
  EXPECT_TRUE(decimate(source, 1, at(0), at(10), 0).value().empty());
  EXPECT_TRUE(decimate(source, 1, at(10), at(10), 5).value().empty());
  EXPECT_TRUE(decimate(source, 1, at(1), at(10), 5).value().empty());
  EXPECT_EQ(decimate(source, 1, Timestamp::min(), Timestamp::max(), 5).value().size(), 1u);
}

std::vector<contracts::Sample> random_samples(std::mt19937& engine) {
  const auto roll = [&](int low, int high) { return std::uniform_int_distribution(low, high)(engine); };
  std::vector<contracts::Sample> out;
  const int type = roll(0, 3);
  const int bad_percent = roll(0, 2) * 15;
  for (int second = roll(0, 20); second < 300; second += roll(1, 6)) {
    contracts::Sample made = sample(second, roll(-5, 5) / 4.0);
    if (type == 1) made.value = std::int64_t{roll(-5, 5)};
    if (type == 2) made.value = roll(0, 1) == 1;
    if (type == 3 && roll(0, 9) == 0) made.value = "text";
    if (roll(1, 100) <= bad_percent) made.quality = roll(0, 1) == 0 ? q::kUncertain : q::kBadNoCommunication;
    out.push_back(made);
  }
  return out;
}

/// The samples of each column, by its number.
std::map<std::int64_t, std::vector<contracts::Sample>> cut(const std::vector<contracts::Sample>& samples,
                                                           std::int64_t from, std::int64_t to, int count) {
  std::map<std::int64_t, std::vector<contracts::Sample>> out;
  const auto span = (to - from) * 1'000'000'000;
  const auto width = (span + count - 1) / count;
  for (const auto& each : samples)
    if (each.source_time >= at(from) && each.source_time < at(to))
      out[(unix_ns(each.source_time) - from * 1'000'000'000) / width].push_back(each);
  return out;
}

std::optional<double> height(const contracts::Sample& each) {
  if (each.quality.is_bad()) return std::nullopt;
  return contracts::number_in(each.value);
}

TEST(Decimate, IsWhatAPlainSearchOfEachColumnFinds) {
  std::mt19937 engine(3);
  for (int round = 0; round < 500; ++round) {
    const auto samples = random_samples(engine);
    auto source = source_of(samples);
    source.block_samples_max = 1 + round % 40;
    const int columns = 1 + round % 50;
    std::vector<TrendPoint> wanted;
    for (const auto& [number, column] : cut(samples, 10, 290, columns)) {
      std::map<Timestamp, TrendPoint> points;
      const auto keep = [&](const contracts::Sample* each) {
        if (each != nullptr) points[each->source_time] = {each->source_time, height(*each), each->quality};
      };
      const contracts::Sample *first = nullptr, *last = nullptr, *least = nullptr, *most = nullptr, *gap = nullptr;
      for (const auto& each : column) {
        const auto value = height(each);
        if (!value) {
          if (gap == nullptr) gap = &each;
          continue;
        }
        if (first == nullptr) first = &each;
        last = &each;
        if (least == nullptr || *value < *height(*least)) least = &each;
        if (most == nullptr || *value > *height(*most)) most = &each;
      }
      for (const auto* each : {first, last, least, most, gap}) keep(each);
      if (!height(column.back())) keep(&column.back());
      for (const auto& [time, point] : points) wanted.push_back(point);
    }
    ASSERT_EQ(decimate(source, 1, at(10), at(290), columns).value(), wanted) << "round " << round;
  }
}

TEST(Buckets, AreWhatAPlainSearchFinds) {
  std::mt19937 engine(4);
  const auto severity = [](contracts::Quality quality) {
    return quality.is_bad() ? 2 : quality.is_uncertain() ? 1 : 0;
  };
  for (int round = 0; round < 500; ++round) {
    const auto samples = random_samples(engine);
    auto source = source_of(samples);
    source.block_samples_max = 1 + round % 40;
    const int count = 1 + round % 30;
    const auto found = buckets(source, 1, at(10), at(290), count).value();
    const auto columns = cut(samples, 10, 290, count);
    ASSERT_EQ(found.size(), columns.size());
    auto bucket = found.begin();
    const auto width = (280'000'000'000 + count - 1) / count;
    for (const auto& [number, column] : columns) {
      std::vector<double> heights;
      auto worst = column.front().quality;
      for (const auto& each : column) {
        if (const auto value = height(each)) heights.push_back(*value);
        if (severity(each.quality) > severity(worst)) worst = each.quality;
      }
      ASSERT_EQ(bucket->start, at(10) + Duration{number * width});
      ASSERT_EQ(bucket->quality, worst);
      ASSERT_EQ(bucket->count, static_cast<std::int64_t>(heights.size()));
      if (!heights.empty()) {
        double sum = 0;
        for (const double value : heights) sum += value;
        ASSERT_EQ(bucket->min, *std::ranges::min_element(heights));
        ASSERT_EQ(bucket->max, *std::ranges::max_element(heights));
        ASSERT_EQ(bucket->last, heights.back());
        ASSERT_NEAR(bucket->mean, sum / static_cast<double>(heights.size()), 1e-12);
      }
      ++bucket;
    }
  }
}

TEST(Buckets, HaveNothingForNoCountAndNoTime) {
  const auto source = source_of({sample(0, 5.0)});
  EXPECT_TRUE(buckets(source, 1, at(0), at(10), 0).value().empty());
  EXPECT_TRUE(buckets(source, 1, at(10), at(0), 5).value().empty());
  EXPECT_EQ(buckets(source, 1, Timestamp::min(), Timestamp::max(), 5).value().size(), 1u);
}

}  // namespace
}  // namespace millwright::scada::historian
