#include "scada/historian/recorder.h"

#include "scada/historian/store/store_fixture.h"
#include "scada/tags/test_plant.h"

namespace millwright::scada::historian {
namespace {

namespace quality = contracts::quality;

class RecorderTest : public StoreTest {
 protected:
  void SetUp() override { start(); }
  void start() {
    open();
    archive_ = Archive::open(plant_, *store_).value();
    recorder_ = std::make_unique<Recorder>(plant_, *store_, *archive_, metrics_,
                                           [this](const auto& why) { told_.push_back(why.value_or("kept again")); });
    ASSERT_TRUE(recorder_->mark_gap());
    recorder_->start();
  }
  void restart() {
    recorder_.reset();
    archive_.reset();
    start();
  }
  void post(std::int64_t ms, double value, contracts::Quality q = quality::kGood) {
    recorder_->post({{0, sample(ms, value, q), kStart}});
  }
  /// What is in the store once all that was posted is.
  std::vector<contracts::Sample> kept() {
    recorder_->stop();
    return archive_->raw(0, kStart - 1h, kStart + 24h, 10'000);
  }

  plant::Plant plant_ = tags::test_plant();
  Metrics metrics_;
  std::vector<std::string> told_;
  std::unique_ptr<Archive> archive_;
  std::unique_ptr<Recorder> recorder_;
};

TEST_F(RecorderTest, KeepsWhatTheEngineAccepts) {
  for (int n = 0; n < 100; ++n) post(n * 100, 70 + n / 10.0);
  post(-500, 69.0);  // late
  const auto samples = kept();
  ASSERT_EQ(samples.size(), 101u);
  EXPECT_EQ(samples.front(), sample(-500, 69.0));
  const auto buckets = archive_->buckets(0, kStart, kStart + 10s, 10);
  ASSERT_EQ(buckets.size(), 10u);
  EXPECT_EQ(buckets[1].count, 10);
  EXPECT_NEAR(buckets[1].mean, 71.45, 1e-9);
}

TEST_F(RecorderTest, AValueThatStoodStillIsKeptUpToItsLastMoment) {
  post(0, 240.0);
  recorder_->post({{0, sample(18'000, 100.0), kStart, sample(17'900, 240.0)}});
  recorder_->post({{0, sample(18'100, 90.0), kStart, std::nullopt}});
  const auto samples = kept();
  EXPECT_EQ(samples,
            (std::vector{sample(0, 240.0), sample(17'900, 240.0), sample(18'000, 100.0), sample(18'100, 90.0)}));
}

TEST_F(RecorderTest, TheTimeThatNobodyLookedIsAGapAndOnlyOne) {
  post(0, 70.0);
  restart();
  restart();
  post(60'000, 71.0);
  const auto samples = kept();
  ASSERT_EQ(samples.size(), 3u);
  EXPECT_EQ(samples[1].quality, quality::kBadDataLost);
  EXPECT_EQ(samples[1].source_time, samples[0].source_time + Duration{1});
}

TEST_F(RecorderTest, ThinsAsThePlantSaysAndKeepsTheLastAtAStop) {
  plant_.tags[0].history.compression = 0.5;
  restart();
  for (int n = 0; n <= 1000; ++n) post(n * 100, 70 + n / 100.0);
  const auto samples = kept();
  EXPECT_EQ(samples, (std::vector{sample(0, 70.0), sample(100'000, 80.0)}));
}

TEST_F(RecorderTest, ATagThatIsNotKeptIsNotAskedFor) {
  plant_.tags[0].history.kept = false;
  restart();
  post(0, 70.0);
  EXPECT_TRUE(kept().empty());
  EXPECT_TRUE(archive_->buckets(0, kStart, kStart + 10s, 10).empty());
}

TEST_F(RecorderTest, AFullDiskIsToldOnceAndLeavesAGap) {
  post(0, 70.0);
  options_.reserve_bytes = std::numeric_limits<std::int64_t>::max();
  recorder_.reset();
  archive_.reset();
  open();
  archive_ = Archive::open(plant_, *store_).value();
  recorder_ = std::make_unique<Recorder>(plant_, *store_, *archive_, metrics_,
                                         [this](const auto& why) { told_.push_back(why.value_or("kept again")); });
  recorder_->start();
  post(100, 71.0);
  post(200, 72.0);
  EXPECT_EQ(kept(), std::vector{sample(0, 70.0)});
  ASSERT_EQ(told_.size(), 1u);
  EXPECT_NE(told_[0].find("MB are free on the history's disk"), std::string::npos) << told_[0];
  EXPECT_NE(metrics_.render().find("millwright_scada_history_lost_total 2"), std::string::npos);
}

}  // namespace
}  // namespace millwright::scada::historian
