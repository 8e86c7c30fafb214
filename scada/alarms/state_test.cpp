#include "scada/alarms/state.h"

#include <gtest/gtest.h>

#include <map>

#include "scada/alarms/limit_watch.h"

namespace millwright::scada::alarms {
namespace {

namespace quality = contracts::quality;
using I = AlarmInput;
using S = AlarmState;

TEST(AlarmTable, IsTheOneOfTheStandard) {
  // Every pair of state and input; what is not listed changes nothing.
  const std::map<std::pair<S, I>, S> standard{
      {{S::NORM, I::goes_active}, S::UNACK},  {{S::UNACK, I::acknowledge}, S::ACKED},
      {{S::UNACK, I::goes_normal}, S::RTNUN}, {{S::ACKED, I::goes_normal}, S::NORM},
      {{S::RTNUN, I::acknowledge}, S::NORM},  {{S::RTNUN, I::goes_active}, S::UNACK},
  };
  for (const auto from : {S::NORM, S::UNACK, S::ACKED, S::RTNUN}) {
    for (const auto input : {I::goes_active, I::goes_normal, I::acknowledge}) {
      const auto it = standard.find({from, input});
      const auto expected = it == standard.end() ? std::nullopt : std::optional(it->second);
      EXPECT_EQ(next_state(from, input), expected) << enum_name(from) << " " << static_cast<int>(input);
    }
  }
}

struct Limit : testing::Test {
  std::optional<I> judge(double value, Duration after, contracts::Quality q = quality::kGood) {
    return watch.judge({value, q, Timestamp{1'700'000'000s} + after});
  }
  plant::AlarmLimit limit{plant::LimitKind::high, 80, 2, 0.5, 2s, ""};
  LimitWatch watch{limit, false};
};

TEST_F(Limit, GoesActiveAfterItsDelayOfSourceTime) {
  EXPECT_FALSE(judge(80.1, 0s).has_value());
  EXPECT_FALSE(judge(80.1, 1999ms).has_value());
  EXPECT_EQ(judge(80.1, 2s), I::goes_active);
  EXPECT_FALSE(judge(80.2, 3s).has_value());
}

TEST_F(Limit, TheLimitItselfIsNotBeyondIt) {
  limit.on_delay = 0s;
  EXPECT_FALSE(judge(80.0, 0s).has_value());
  EXPECT_EQ(judge(80.001, 1s), I::goes_active);
}

TEST_F(Limit, ABreakStartsTheDelayAnew) {
  judge(80.1, 0s);
  judge(79.9, 1s);
  EXPECT_FALSE(judge(80.1, 2s).has_value());
  EXPECT_EQ(judge(80.1, 4s), I::goes_active);
}

TEST_F(Limit, ABadSampleDecidesNothingAndStartsTheDelayAnew) {
  judge(80.1, 0s);
  EXPECT_FALSE(judge(90.0, 1s, quality::kBadNoCommunication).has_value());
  EXPECT_FALSE(judge(80.1, 2s).has_value());
  EXPECT_EQ(judge(80.1, 4s), I::goes_active);
  EXPECT_FALSE(judge(20.0, 5s, quality::kBadNoCommunication).has_value()) << "nor does it end an alarm";
}

TEST_F(Limit, AnUncertainSampleWarnsButNeverGivesTheAllClear) {
  limit.on_delay = 0s;
  EXPECT_EQ(judge(180.0, 0s, quality::kUncertainEngineeringUnitsExceeded), I::goes_active);
  EXPECT_FALSE(judge(20.0, 1s, quality::kUncertain).has_value());
  EXPECT_EQ(judge(20.0, 2s), I::goes_normal);
}

TEST_F(Limit, MustComeBackByItsDeadband) {
  limit.on_delay = 0s;
  judge(81, 0s);
  EXPECT_FALSE(judge(79.6, 1s).has_value());
  EXPECT_EQ(judge(79.5, 2s), I::goes_normal);
}

TEST_F(Limit, OfALowLimitIsTheMirror) {
  plant::AlarmLimit low{plant::LimitKind::low, 70, 2, 0.5, 0s, ""};
  LimitWatch below(low, false);
  EXPECT_FALSE(below.judge({70.0, quality::kGood, Timestamp{}}).has_value());
  EXPECT_EQ(below.judge({69.9, quality::kGood, Timestamp{}}), I::goes_active);
  EXPECT_FALSE(below.judge({70.4, quality::kGood, Timestamp{}}).has_value());
  EXPECT_EQ(below.judge({70.5, quality::kGood, Timestamp{}}), I::goes_normal);
}

}  // namespace
}  // namespace millwright::scada::alarms
