#include "scada/historian/retention.h"

#include "scada/historian/store/store_fixture.h"
#include "scada/tags/test_plant.h"

namespace millwright::scada::historian {
namespace {

class RetentionTest : public StoreTest {
 protected:
  void SetUp() override {
    options_.chunk_samples = 128;
    open();
    plant_.history.reserve_bytes = 1'000'000;
  }
  void keep_for(std::optional<Duration> raw, std::optional<Duration> minute, std::optional<Duration> hour) {
    plant_.history.classes["default"] = {raw, minute, hour};
  }
  void begin() {
    archive_ = Archive::open(plant_, *store_).value();
    retention_ = std::make_unique<Retention>(
        plant_, *store_, *archive_, clock_, [this](const std::string& what) { told_.push_back(what); },
        [this] { return free_space_(); });
    id_ = archive_->id_of(0).value();
  }
  /// A sample a minute of the first tag, until now.
  void record(Duration span) {
    std::vector<Row> rows;
    for (auto at = now() - span; at < now(); at += 1min)
      rows.push_back({id_, {static_cast<double>((at.time_since_epoch() / 1min) % 100), contracts::quality::kGood, at}});
    append(rows);
  }
  Timestamp now() const { return clock_.utc(); }
  std::size_t samples() { return all_of(*store_, id_, now() - 10'000h, now() + 1h).size(); }
  std::size_t rows(Tier tier) {
    const auto series = tier_series(*store_, plant_.tags[0].path.str(), tier);
    return series ? all_of(*store_, series->average, now() - 10'000h, now() + 1h).size() : 0;
  }

  plant::Plant plant_ = tags::test_plant();
  ManualClock clock_{kStart};
  std::function<std::int64_t()> free_space_ = [] { return std::numeric_limits<std::int64_t>::max(); };
  std::vector<std::string> told_;
  std::unique_ptr<Archive> archive_;
  std::unique_ptr<Retention> retention_;
  TagId id_ = 0;
};

TEST_F(RetentionTest, NothingGoesWhereTheClassSaysForEver) {
  begin();
  record(100h);
  ASSERT_TRUE(retention_->keep(now()));
  EXPECT_EQ(samples(), 6000u);
  EXPECT_EQ(rows(Tier::hour), 0u);
}

TEST_F(RetentionTest, SamplesGoAfterTheirTimeAndTheirSummariesStay) {
  keep_for(24h, 48h, 72h);
  begin();
  record(100h);
  ASSERT_TRUE(retention_->keep(now()));
  EXPECT_GE(samples(), 24u * 60);
  EXPECT_LE(samples(), 25u * 60 + 1);
  EXPECT_GE(rows(Tier::minute), 47u * 60);
  EXPECT_LE(rows(Tier::minute), 49u * 60);
  EXPECT_GE(rows(Tier::hour), 71u);
  EXPECT_LE(rows(Tier::hour), 73u);
  const auto samples_before = samples();
  const auto hours_before = rows(Tier::hour);
  ASSERT_TRUE(retention_->keep(now()));
  EXPECT_EQ(samples(), samples_before);
  EXPECT_EQ(rows(Tier::hour), hours_before) << "again changes nothing";
}

TEST_F(RetentionTest, WhatIsInForceStaysHoweverOldItIs) {
  keep_for(24h, std::nullopt, std::nullopt);
  begin();
  append(
      {{id_, {1.0, contracts::quality::kGood, now() - 900h}}, {id_, {2.0, contracts::quality::kGood, now() - 800h}}});
  ASSERT_TRUE(retention_->keep(now()));
  EXPECT_EQ(store_->last_before(id_, now()).value().value().value, contracts::Value{2.0});
  EXPECT_EQ(samples(), 1u);
}

TEST_F(RetentionTest, OnAFullDiskTheOldestSamplesGoAndItIsTold) {
  keep_for(std::nullopt, std::nullopt, 10'000h);
  begin();
  record(2000h);
  ASSERT_TRUE(retention_->keep(now()));
  const auto full = samples();
  const auto hours = rows(Tier::hour);
  free_space_ = [this, full] { return samples() > full / 2 ? 0 : 10'000'000; };
  ASSERT_TRUE(retention_->make_room(now()));
  EXPECT_LE(samples(), full / 2);
  EXPECT_GT(samples(), full / 3) << "and no more than has to";
  EXPECT_EQ(rows(Tier::hour), hours) << "the finest first";
  ASSERT_FALSE(told_.empty());
  EXPECT_TRUE(told_.front().starts_with("the disk is full: samples before 2026-")) << told_.front();
}

TEST_F(RetentionTest, TheNewestDayStaysWhateverTheDiskSays) {
  keep_for(std::nullopt, std::nullopt, 10'000h);
  begin();
  record(200h);
  ASSERT_TRUE(retention_->keep(now()));
  free_space_ = [] { return 0; };
  ASSERT_TRUE(retention_->make_room(now()));
  EXPECT_GE(samples(), 24u * 60);
  EXPECT_LE(rows(Tier::hour), 25u) << "the summaries went, too, after the samples";
}

TEST_F(RetentionTest, NothingIsDroppedWhereThePlantSaysStop) {
  plant_.history.when_full = plant::WhenFull::stop;
  begin();
  record(200h);
  free_space_ = [] { return 0; };
  ASSERT_TRUE(retention_->make_room(now()));
  EXPECT_EQ(samples(), 12'000u);
  EXPECT_TRUE(told_.empty());
}

TEST_F(RetentionTest, WorksInTheBackgroundUntilItIsStopped) {
  keep_for(24h, std::nullopt, 72h);
  begin();
  record(100h);
  retention_->start();
  const auto until = std::chrono::steady_clock::now() + 60s;
  while (samples() > 25u * 60 + 1 && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  retention_->stop();
  EXPECT_LE(samples(), 25u * 60 + 1);
}

}  // namespace
}  // namespace millwright::scada::historian
