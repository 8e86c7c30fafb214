#include "scada/tags/engine.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <random>
#include <thread>

#include "scada/tags/conversion.h"
#include "scada/tags/current_table.h"
#include "scada/tags/test_plant.h"

namespace millwright::scada::tags {
namespace {

using contracts::Sample;
using contracts::Value;
namespace quality = contracts::quality;

constexpr std::uint32_t kTemperature = 0;
constexpr std::uint32_t kCount = 3;

Timestamp at(Duration after) { return Timestamp{1'700'000'000s} + after; }

struct Recorder final : Feed {
  void post(const std::vector<Change>& changes) override { all.insert(all.end(), changes.begin(), changes.end()); }
  std::vector<Change> all;
};

struct Engine : testing::Test {
  Engine() { engine.add_feed(recorder); }
  void reads(std::uint32_t tag, Value raw, Duration after, contracts::Quality q = quality::kGood) {
    engine.apply({at(after), {{tag, std::move(raw), q, at(after)}}});
  }
  Sample now(std::uint32_t tag) { return engine.values().read(tag); }

  plant::Plant plant = test_plant();
  Metrics metrics;
  Recorder recorder;
  TagEngine engine{plant, metrics};
};

TEST_F(Engine, ATagNeverReadWaitsForItsFirstValue) {
  EXPECT_EQ(now(kTemperature).quality, quality::kBadWaitingForInitialData);
}

TEST_F(Engine, ScalesAndKeepsTheSourceTime) {
  plant.tags[kTemperature].scale = 0.1;
  plant.tags[kTemperature].offset = -10;
  reads(kTemperature, 900.0, 1s);
  EXPECT_EQ(now(kTemperature), (Sample{80.0, quality::kGood, at(1s)}));
}

TEST_F(Engine, AValueOutsideItsRangeStandsAsUncertain) {
  reads(kTemperature, 130.0, 1s);
  EXPECT_EQ(now(kTemperature), (Sample{130.0, quality::kUncertainEngineeringUnitsExceeded, at(1s)}));
}

TEST_F(Engine, WhatIsNoNumberIsBadAndLeavesTheLastValue) {
  reads(kTemperature, 76.0, 1s);
  for (const double garbage : {std::nan(""), std::numeric_limits<double>::infinity(), -HUGE_VAL}) {
    reads(kTemperature, garbage, 2s);
    EXPECT_EQ(now(kTemperature), (Sample{76.0, quality::kBadSensorFailure, at(2s)}));
  }
  reads(kTemperature, std::string("hot"), 3s);
  EXPECT_EQ(now(kTemperature).quality, quality::kBadConfigurationError);
}

TEST_F(Engine, ABadReadingNeverBringsAValue) {
  reads(kTemperature, 76.0, 1s);
  reads(kTemperature, 99.0, 2s, quality::kBadNoCommunication);
  EXPECT_EQ(now(kTemperature), (Sample{76.0, quality::kBadNoCommunication, at(2s)}));
}

TEST_F(Engine, WholeNumbersStayWholeAndExact) {
  reads(kCount, std::int64_t{9'007'199'254'740'993}, 1s);
  EXPECT_EQ(now(kCount).value, Value{std::int64_t{9'007'199'254'740'993}});
  plant.tags[kCount].scale = 0.5;
  reads(kCount, std::int64_t{5}, 2s);
  EXPECT_EQ(now(kCount).value, Value{std::int64_t{3}});
  reads(kCount, 1e300, 3s);
  EXPECT_EQ(now(kCount).quality, quality::kBadOutOfRange);
}

TEST_F(Engine, BooleansAndTextsKeepTheirType) {
  plant.tags[kCount].type = plant::ValueType::boolean;
  reads(kCount, std::int64_t{2}, 1s);
  EXPECT_EQ(now(kCount).value, Value{true});
  plant.tags[kCount].type = plant::ValueType::text;
  reads(kCount, std::string("Kirsch"), 2s);
  EXPECT_EQ(now(kCount).value, Value{std::string("Kirsch")});
}

TEST_F(Engine, WithinTheDeadbandNothingIsReportedButTheTimeMoves) {
  plant.tags[kTemperature].deadband = 0.5;
  reads(kTemperature, 76.0, 1s);
  reads(kTemperature, 76.4, 2s);
  EXPECT_EQ(recorder.all.size(), 1u);
  EXPECT_EQ(now(kTemperature), (Sample{76.0, quality::kGood, at(2s)}));
  reads(kTemperature, 76.6, 3s);
  EXPECT_EQ(recorder.all.size(), 2u);
}

TEST_F(Engine, AChangeSaysUntilWhenTheValueBeforeStood) {
  reads(kTemperature, 76.0, 1s);
  reads(kTemperature, 77.0, 2s);
  reads(kTemperature, 77.0, 3s);
  reads(kTemperature, 77.0, 4s);
  reads(kTemperature, 78.0, 5s);
  reads(kTemperature, 78.0, 6s, quality::kBadNoCommunication);
  ASSERT_EQ(recorder.all.size(), 4u);
  EXPECT_FALSE(recorder.all[0].before);
  EXPECT_FALSE(recorder.all[1].before) << "it was seen once";
  EXPECT_EQ(recorder.all[2].before, (Sample{77.0, quality::kGood, at(4s)}));
  EXPECT_FALSE(recorder.all[3].before);
}

TEST_F(Engine, BeyondALimitTheDeadbandHidesNothing) {
  plant.tags[kTemperature].deadband = 0.5;
  plant.tags[kTemperature].limits.emplace_back().value = 80;
  reads(kTemperature, 79.9, 1s);
  reads(kTemperature, 80.1, 2s);
  reads(kTemperature, 80.2, 3s);
  reads(kTemperature, 79.8, 4s);
  EXPECT_EQ(recorder.all.size(), 4u);
  reads(kTemperature, 79.7, 5s);
  EXPECT_EQ(recorder.all.size(), 4u);
}

TEST_F(Engine, AChangeOfQualityPassesTheDeadband) {
  plant.tags[kTemperature].deadband = 5;
  reads(kTemperature, 76.0, 1s);
  reads(kTemperature, 76.0, 2s, quality::kBadNoCommunication);
  reads(kTemperature, 76.0, 3s);
  ASSERT_EQ(recorder.all.size(), 3u);
  EXPECT_EQ(recorder.all[1].sample.quality, quality::kBadNoCommunication);
  EXPECT_EQ(recorder.all[2].sample.quality, quality::kGood);
}

TEST_F(Engine, ASourceTimeThatGoesBackIsDroppedAndCounted) {
  reads(kTemperature, 76.0, 2s);
  reads(kTemperature, 99.0, 1s);
  EXPECT_EQ(now(kTemperature), (Sample{76.0, quality::kGood, at(2s)}));
  EXPECT_NE(metrics.render().find("reason=\"source_time_backwards\"} 1"), std::string::npos);
}

TEST_F(Engine, ASourceThatComesBackWithAnEarlierClockIsHeard) {
  reads(kTemperature, 76.0, 10s);
  reads(kTemperature, 0.0, 11s, quality::kBadNoCommunication);
  reads(kTemperature, 77.0, 5s);
  EXPECT_EQ(now(kTemperature), (Sample{77.0, quality::kGood, at(5s)}));
}

TEST_F(Engine, ASampleOfNoTagIsCountedAndHarmsNothing) {
  reads(1000, 1.0, 1s);
  EXPECT_TRUE(recorder.all.empty());
  EXPECT_NE(metrics.render().find("reason=\"unknown_tag\"} 1"), std::string::npos);
}

TEST_F(Engine, ObserversSeeWhatOnlyConfirmsToo) {
  std::vector<Change> seen;
  engine.add_observer(
      [&](const std::vector<Change>& changes) { seen.insert(seen.end(), changes.begin(), changes.end()); });
  reads(kTemperature, 76.0, 1s);
  reads(kTemperature, 76.0, 2s);
  EXPECT_EQ(recorder.all.size(), 1u);
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[1].sample.source_time, at(2s));
}

TEST_F(Engine, TheThreadAppliesEverythingBeforeItStops) {
  engine.start();
  for (int i = 1; i <= 2000; ++i)
    engine.submit({at(1ms * i), {{kCount, std::int64_t{i}, quality::kGood, at(1ms * i)}}});
  EXPECT_TRUE(engine.alive());
  engine.stop();
  ASSERT_EQ(recorder.all.size(), 2000u);
  EXPECT_EQ(now(kCount).value, Value{std::int64_t{2000}});
}

// Property: whatever comes, in whatever order, reported samples of one quality never go back in time, never lie within
// the deadband of the one before, and the table holds the last of them.
TEST_F(Engine, ReportsNeverGoBackAndNeverRepeat) {
  plant.tags[kTemperature].deadband = 0.25;
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const auto q = random() % 10 == 0 ? quality::kBadNoCommunication : quality::kGood;
    const double value = 70 + static_cast<double>(random() % 100) / 10;
    reads(kTemperature, value, 1ms * static_cast<std::int64_t>(random() % 1000 + static_cast<unsigned>(i) * 10), q);
  }
  for (std::size_t i = 1; i < recorder.all.size(); ++i) {
    const auto& before = recorder.all[i - 1].sample;
    const auto& after = recorder.all[i].sample;
    EXPECT_FALSE(within_deadband(plant.tags[kTemperature], before, after));
    if (before.quality == after.quality) {
      EXPECT_GE(after.source_time, before.source_time);
    }
  }
  EXPECT_EQ(now(kTemperature).value, recorder.all.back().sample.value);
}

TEST_F(Engine, AReaderNeverSeesHalfOfAWrite) {
  plant.tags[kTemperature].range.reset();
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int i = 1; i < 50'000; ++i) reads(kTemperature, static_cast<double>(i), 1ms * i);
    done = true;
  });
  while (!done) {
    const auto sample = now(kTemperature);
    if (!sample.quality.is_good()) continue;
    const auto value = std::get<double>(sample.value);
    ASSERT_EQ(sample.source_time, at(1ms * static_cast<int>(value)));
  }
  writer.join();
}

TEST(CurrentTableKeeps, ATextWholeWhileTheNextIsWritten) {
  CurrentTable table(1);
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int i = 1; i < 20'000; ++i)
      table.write({0, {std::string(40, static_cast<char>('a' + i % 26)), quality::kGood, at(1ms * i)}, at(1ms * i)});
    done = true;
  });
  bool whole = true;
  while (!done) {
    const auto sample = table.read(0);
    if (!sample.quality.is_good()) continue;
    const auto ms = (sample.source_time - at(0ms)) / 1ms;
    whole = whole && sample.value == Value{std::string(40, static_cast<char>('a' + ms % 26))};
  }
  writer.join();
  EXPECT_TRUE(whole);
}

TEST(ConflatingFeedKeeps, TheNewestOfEachTagInOrderOfFirstChange) {
  ConflatingFeed feed(3);
  feed.post({{1, {1.0, quality::kGood, at(1s)}, at(1s)}, {0, {2.0, quality::kGood, at(1s)}, at(1s)}});
  feed.post({{1, {3.0, quality::kGood, at(2s)}, at(2s)}});
  const auto taken = feed.take(0ms);
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(taken[0].tag, 1u);
  EXPECT_EQ(taken[0].sample.value, Value{3.0});
  EXPECT_EQ(feed.conflated(), 1u);
  EXPECT_TRUE(feed.take(0ms).empty());
  feed.post({{1, {4.0, quality::kGood, at(3s)}, at(3s)}});
  EXPECT_EQ(feed.take(0ms).size(), 1u);
}

TEST(ConflatingFeedKeeps, NothingAfterItIsClosed) {
  ConflatingFeed feed(1);
  feed.close();
  feed.post({{0, {1.0, quality::kGood, at(1s)}, at(1s)}});
  EXPECT_TRUE(feed.take(10s).empty());
}

}  // namespace
}  // namespace millwright::scada::tags
