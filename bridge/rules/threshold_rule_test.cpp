#include "bridge/rules/threshold_rule.h"

#include <gtest/gtest.h>

#include <random>

namespace millwright::bridge::rules {
namespace {

using State = ThresholdRule::State;
namespace quality = contracts::quality;

class ThresholdRuleTest : public testing::Test {
 protected:
  static plant::AlarmLimit high_80() {
    plant::AlarmLimit limit;
    limit.kind = plant::LimitKind::high;
    limit.value = 80;
    limit.deadband = 0.5;
    return limit;
  }
  static Timestamp at(double seconds) {
    return Timestamp{std::chrono::seconds{1'700'000'000}} + Duration{static_cast<std::int64_t>(seconds * 1e9)};
  }
  std::optional<RuleChange> feed(double seconds, double value, contracts::Quality q = quality::kGood,
                                 bool recovered = false) {
    return rule_.on_reading({{value, q, at(seconds)}, at(seconds), at(seconds), recovered});
  }

  ManualClock clock_;
  IdSource ids_{clock_, 1};
  ThresholdRule rule_{high_80(), 2s, 300ms, ids_};
};

TEST_F(ThresholdRuleTest, RaisesOnceWhenTheLimitWasViolatedForTheWholeDuration) {
  EXPECT_FALSE(feed(0, 79.9));
  EXPECT_FALSE(feed(1, 80.1));
  EXPECT_FALSE(feed(2.9, 81));
  const auto raised = feed(3.0, 81.5);
  ASSERT_TRUE(raised);
  EXPECT_EQ(raised->kind, RuleChange::Kind::raised);
  EXPECT_EQ(raised->crossed_at, at(1));
  EXPECT_EQ(raised->raised_at, at(3));
  EXPECT_FALSE(raised->recovered);
  EXPECT_FALSE(feed(4, 82)) << "one raising an episode";
}

TEST_F(ThresholdRuleTest, ExactlyTheLimitIsNoViolation) {
  EXPECT_FALSE(feed(0, 80));
  EXPECT_FALSE(feed(3, 80));
  EXPECT_EQ(rule_.state(), State::normal);
}

TEST_F(ThresholdRuleTest, ASampleThatIsNotGoodResetsTheTimer) {
  feed(0, 81);
  feed(1.5, 81, quality::kBadNoCommunication);
  EXPECT_FALSE(feed(2.5, 81));
  EXPECT_FALSE(feed(4.4, 81));
  EXPECT_TRUE(feed(4.5, 81));
}

TEST_F(ThresholdRuleTest, ComingBackEndsTheTimerWithoutAWord) {
  feed(0, 81);
  EXPECT_FALSE(feed(1, 79.9));
  EXPECT_FALSE(feed(2.5, 81));
  EXPECT_EQ(rule_.state(), State::timing);
}

TEST_F(ThresholdRuleTest, ClearsOnlyBeyondTheDeadbandAndWithTheSameEpisode) {
  feed(0, 81);
  const auto raised = feed(2, 81);
  ASSERT_TRUE(raised);
  EXPECT_FALSE(feed(3, 79.8)) << "inside the deadband";
  const auto cleared = feed(4, 79.5);
  ASSERT_TRUE(cleared);
  EXPECT_EQ(cleared->kind, RuleChange::Kind::cleared);
  EXPECT_EQ(cleared->episode, raised->episode);
  feed(5, 81);
  const auto next = feed(7, 81);
  ASSERT_TRUE(next);
  EXPECT_NE(next->episode, raised->episode);
}

TEST_F(ThresholdRuleTest, ABadSourceNeitherClearsNorRaisesAnOpenEpisode) {
  feed(0, 81);
  ASSERT_TRUE(feed(2, 81));
  EXPECT_FALSE(feed(3, 20, quality::kBadSensorFailure));
  EXPECT_EQ(rule_.state(), State::raised);
}

TEST_F(ThresholdRuleTest, ASilentSourceHoldsItsValueOnlyAfterTheGrace) {
  feed(0, 81);
  EXPECT_FALSE(rule_.on_time(at(2.2)));
  const auto raised = rule_.on_time(at(2.3));
  ASSERT_TRUE(raised);
  EXPECT_EQ(raised->raised_at, at(2));
  EXPECT_FALSE(rule_.on_time(at(9)));
}

TEST_F(ThresholdRuleTest, RecoveredSamplesRaiseMarkedAndLiveOnesRaiseAnew) {
  feed(0, 81, quality::kGood, true);
  const auto recovered = feed(2, 81, quality::kGood, true);
  ASSERT_TRUE(recovered);
  EXPECT_TRUE(recovered->recovered);
  EXPECT_FALSE(feed(3, 81));
  const auto live = feed(5, 81);
  ASSERT_TRUE(live);
  EXPECT_FALSE(live->recovered);
  EXPECT_EQ(live->episode, recovered->episode);
  EXPECT_EQ(live->raised_at, at(5));
  EXPECT_EQ(rule_.state(), State::raised);
}

TEST_F(ThresholdRuleTest, OneRecoveredSampleMarksTheWholeRaising) {
  feed(0, 81, quality::kGood, true);
  const auto raised = feed(2, 81);
  ASSERT_TRUE(raised);
  EXPECT_TRUE(raised->recovered);
}

TEST_F(ThresholdRuleTest, AfterARestartALimitStillViolatedRaisesAnewInItsEpisode) {
  rule_.resume("e1");
  EXPECT_FALSE(feed(0, 81));
  const auto raised = feed(2, 81);
  ASSERT_TRUE(raised);
  EXPECT_EQ(raised->episode, "e1");
}

TEST_F(ThresholdRuleTest, AfterARestartALimitNoLongerViolatedClearsItsEpisode) {
  rule_.resume("e1");
  const auto cleared = feed(0, 70);
  ASSERT_TRUE(cleared);
  EXPECT_EQ(cleared->kind, RuleChange::Kind::cleared);
  EXPECT_EQ(cleared->episode, "e1");
}

TEST_F(ThresholdRuleTest, AResumedEpisodeThatTimesAnewAndComesBackIsCleared) {
  rule_.resume("e1");
  feed(0, 81);
  feed(0.5, 81, quality::kBadNoCommunication);
  feed(1, 81);
  const auto cleared = feed(1.5, 70);
  ASSERT_TRUE(cleared);
  EXPECT_EQ(cleared->episode, "e1");
}

TEST_F(ThresholdRuleTest, OldSamplesAreIgnored) {
  feed(5, 70);
  EXPECT_FALSE(feed(1, 81));
  EXPECT_EQ(rule_.state(), State::normal);
}

// The rule as a sentence: raised and cleared alternate within an episode, nothing is raised before the duration is
// full, and every clearing follows a raising.
TEST_F(ThresholdRuleTest, PropertyRaisedAndClearedAlternateWhateverComes) {
  std::mt19937_64 random(42);
  std::uniform_real_distribution<double> value(78, 82);
  std::uniform_int_distribution<int> dice(0, 19);
  std::string open;
  for (int i = 0; i < 20'000; ++i) {
    const bool bad = dice(random) == 0;
    const auto change = feed(i * 0.7, value(random), bad ? quality::kBad : quality::kGood);
    if (!change) continue;
    if (change->kind == RuleChange::Kind::raised) {
      EXPECT_TRUE(open.empty());
      EXPECT_GE(change->reading.sample.source_time - change->crossed_at, 2s);
      open = change->episode;
    } else {
      EXPECT_EQ(change->episode, open);
      open.clear();
    }
  }
}

}  // namespace
}  // namespace millwright::bridge::rules
