#include "scada/historian/tiers/tiers.h"

#include <cmath>

#include "scada/historian/store/store_fixture.h"

namespace millwright::scada::historian {
namespace {

class Tiers : public StoreTest {
 protected:
  void SetUp() override {
    options_.chunk_samples = 256;
    open();
    tag_ = {store_->tag("line1/a").value(), "line1/a", true};
  }
  /// Every ten seconds from `from` for so long: the number of minutes since kHour, plus a tenth each ten seconds.
  void record(Duration from, Duration span) {
    std::vector<Row> rows;
    for (auto at = from; at < from + span; at += 10s) {
      const auto tens = at / 10s;
      rows.push_back({tag_.id,
                      {static_cast<double>(tens / 6) + static_cast<double>(tens % 6) / 10, contracts::quality::kGood,
                       kHour + at}});
    }
    append(rows);
  }
  std::vector<contracts::Sample> rows(Tier tier, TagId TierSeries::* part) {
    const auto series = tier_series(*store_, "line1/a", tier);
    return series ? all_of(*store_, (*series).*part, kHour - 24h, kHour + 48h) : std::vector<contracts::Sample>{};
  }
  std::vector<double> values(Tier tier, TagId TierSeries::* part) {
    std::vector<double> out;
    for (const auto& row : rows(tier, part)) out.push_back(std::get<double>(row.value));
    return out;
  }

  static constexpr Timestamp kHour{std::chrono::hours{498'600}};
  TieredTag tag_;
};

TEST_F(Tiers, HaveMinimumMaximumAverageAndCountOfEveryWholeInterval) {
  record(0s, 5min);
  ASSERT_TRUE(bring_up_to(*store_, tag_, Tier::minute, kHour + 3min + 59s));
  EXPECT_EQ(values(Tier::minute, &TierSeries::minimum), (std::vector<double>{0, 1, 2}));
  EXPECT_EQ(values(Tier::minute, &TierSeries::count), (std::vector<double>{6, 6, 6}));
  const auto maxima = values(Tier::minute, &TierSeries::maximum);
  ASSERT_EQ(maxima.size(), 3u);
  EXPECT_NEAR(maxima[1], 1.5, 1e-12);
  EXPECT_NEAR(values(Tier::minute, &TierSeries::average)[2], 2.25, 1e-12);
  EXPECT_EQ(rows(Tier::minute, &TierSeries::minimum)[1].source_time, kHour + 1min);
}

TEST_F(Tiers, GoOnWhereTheyEndedAndAreMadeOnce) {
  record(0s, 3h);
  for (const auto until : {40min, 61min, 61min, 185min})
    ASSERT_TRUE(bring_up_to(*store_, tag_, Tier::hour, kHour + until));
  EXPECT_EQ(values(Tier::hour, &TierSeries::minimum), (std::vector<double>{0, 60, 120}));
  const auto series = tier_series(*store_, "line1/a", Tier::hour).value();
  EXPECT_EQ(tier_end(*store_, series, Tier::hour).value(), kHour + 3h);
}

TEST_F(Tiers, AnIntervalWithoutAnyKnowledgeIsBad) {
  append({{tag_.id, {5.0, contracts::quality::kGood, kHour}},
          {tag_.id, {5.0, contracts::quality::kBadNoCommunication, kHour + 30s}}});
  record(5min, 1min);
  ASSERT_TRUE(bring_up_to(*store_, tag_, Tier::minute, kHour + 6min));
  const auto averages = rows(Tier::minute, &TierSeries::average);
  ASSERT_EQ(averages.size(), 6u);
  EXPECT_TRUE(averages[2].quality.is_bad());
  EXPECT_TRUE(averages[5].quality.is_good());
}

TEST_F(Tiers, ALateSampleChangesItsSummariesOnceItIsMarked) {
  record(0s, 4h);
  for (const auto tier : kTiers) ASSERT_TRUE(bring_up_to(*store_, tag_, tier, kHour + 4h));
  const auto time = kHour + 61min + 5s;
  const auto mark = late_mark(*store_, "line1/a", time);
  ASSERT_TRUE(mark);
  append({{tag_.id, {999.0, contracts::quality::kGood, time}}, *mark});
  EXPECT_LT(values(Tier::hour, &TierSeries::maximum)[1], 200);
  open();  // the mark is as durable as the sample
  ASSERT_TRUE(redo_late(*store_, tag_));
  EXPECT_EQ(values(Tier::hour, &TierSeries::maximum)[1], 999);
  EXPECT_EQ(values(Tier::minute, &TierSeries::maximum)[61], 999);
  EXPECT_LT(values(Tier::hour, &TierSeries::maximum)[2], 200);
  EXPECT_EQ(values(Tier::minute, &TierSeries::count).size(), 240u);
  EXPECT_TRUE(all_of(*store_, mark->tag, kHour - 24h, kHour + 24h).empty());
}

TEST_F(Tiers, WhatIsRemovedByHandIsNoLongerInTheSummaries) {
  record(0s, 5h);
  ASSERT_TRUE(bring_up_to(*store_, tag_, Tier::hour, kHour + 5h));
  ASSERT_TRUE(store_->remove(tag_.id, kHour + 1h, kHour + 3h + 30min));
  const auto marks = late_marks(*store_, "line1/a", kHour + 1h, kHour + 3h + 30min);
  ASSERT_TRUE(marks);
  ASSERT_TRUE(store_->append(*marks));
  ASSERT_TRUE(redo_late(*store_, tag_));
  EXPECT_EQ(values(Tier::hour, &TierSeries::count), (std::vector<double>{360, 0, 0, 180, 360}));
  EXPECT_TRUE(late_marks(*store_, "line1/none", kHour, kHour + 1h)->empty());
  EXPECT_TRUE(late_marks(*store_, "line1/a", kHour + 90h, kHour + 91h)->empty());
}

TEST_F(Tiers, AreRemovedFromTheirBeginningAndGoOnAtTheirEnd) {
  record(0s, 4h);
  ASSERT_TRUE(bring_up_to(*store_, tag_, Tier::hour, kHour + 3h));
  ASSERT_TRUE(remove_tier_before(*store_, "line1/a", Tier::hour, kHour + 2h));
  ASSERT_TRUE(bring_up_to(*store_, tag_, Tier::hour, kHour + 4h));
  EXPECT_EQ(values(Tier::hour, &TierSeries::minimum), (std::vector<double>{120, 180}));
}

TEST_F(Tiers, ATrendFromATierReachesEveryExtreme) {
  record(0s, 24h);
  append({{tag_.id, {-50.0, contracts::quality::kGood, kHour + 7h + 1s}}});
  ASSERT_TRUE(bring_up_to(*store_, tag_, Tier::hour, kHour + 24h));
  const auto series = tier_series(*store_, "line1/a", Tier::hour).value();
  const auto points = decimate_tier(*store_, series, Tier::hour, kHour, kHour + 24h, 4).value();
  EXPECT_LE(points.size(), 4u * 12);
  EXPECT_TRUE(std::ranges::is_sorted(points, {}, &TrendPoint::time));
  const auto [low, high] = std::ranges::minmax(points, {}, [](const auto& point) { return point.value.value(); });
  EXPECT_EQ(low.value, -50);
  EXPECT_NEAR(high.value.value(), 1439.5, 1e-9);
}

}  // namespace
}  // namespace millwright::scada::historian
