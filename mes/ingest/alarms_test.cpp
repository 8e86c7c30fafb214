// How long alarms were active, from their transitions, on both databases.

#include "mes/quality/alarms.h"

#include <gtest/gtest.h>

#include "mes/ingest/mes_under_test.h"
#include "tests/support/cpp/store_test.h"

namespace millwright::mes::ingest {
namespace {

using store::Dialect;
/// Beginning and end in seconds after the start; -1: no end is known.
using Times = std::vector<std::pair<std::int64_t, std::int64_t>>;

class AlarmTimes : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    mes_ = std::make_unique<MesUnderTest>(url_, clock_);
  }
  void tell(const std::string& state, Duration at, const std::string& limit = "high") {
    mes_->take("alarm" + std::to_string(++events_),
               contracts::AlarmEvent{"line1/pasteurizer/temperature/" + limit,
                                     kPasteurizer,
                                     contracts::TagPath{"line1/pasteurizer/temperature"},
                                     state,
                                     2,
                                     "too hot",
                                     {81.0, contracts::quality::kGood, start_ + at},
                                     start_ + at,
                                     false,
                                     {}});
  }
  std::vector<quality::AlarmTime> during(Duration from, std::optional<Duration> to,
                                         const contracts::EquipmentPath& equipment = kPasteurizer) {
    const auto until = to ? std::optional(start_ + *to) : std::nullopt;
    return mes_->read<std::vector<quality::AlarmTime>>(
        [&](auto& sql) { return quality::alarms_during(sql, equipment, start_ + from, until); });
  }
  Times times(Duration from, std::optional<Duration> to) {
    Times out;
    const auto seconds = [&](Timestamp at) {
      return std::chrono::duration_cast<std::chrono::seconds>(at - start_).count();
    };
    for (const auto& alarm : during(from, to))
      out.emplace_back(seconds(alarm.from), alarm.to ? seconds(*alarm.to) : -1);
    return out;
  }

  ManualClock clock_;
  const Timestamp start_ = clock_.utc();
  std::unique_ptr<MesUnderTest> mes_;
  int events_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Backends, AlarmTimes, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         store::dialect_name);

TEST_P(AlarmTimes, LastsFromItsRaisingUntilItReturnsWhetherAcknowledgedOrNot) {
  tell("UNACK", 10s);
  tell("ACKED", 15s);
  tell("NORM", 30s);
  tell("UNACK", 50s);
  EXPECT_EQ(times(0s, 100s), (Times{{10, 30}, {50, -1}}));
  EXPECT_EQ(times(20s, 40s), (Times{{10, 30}})) << "it was active before, and is no more after";
  EXPECT_EQ(times(31s, 49s), Times{});
  EXPECT_EQ(times(60s, std::nullopt), (Times{{50, -1}}));
  const auto one = during(20s, 40s).at(0);
  EXPECT_EQ(one.message, "too hot");
  EXPECT_EQ(one.priority, 2);
  EXPECT_TRUE(during(0s, 100s, contracts::EquipmentPath{"line1/filler"}).empty());
}

TEST_P(AlarmTimes, TransitionsInAnyOrderAndTwiceTellTheSame) {
  const std::vector<std::pair<std::string, Duration>> told{
      {"UNACK", 10s}, {"ACKED", 15s}, {"NORM", 30s}, {"UNACK", 50s}, {"RTNUN", 60s}, {"NORM", 70s}, {"UNACK", 80s}};
  for (const std::size_t next : {6u, 2u, 0u, 5u, 3u, 1u, 4u, 2u, 0u, 4u}) tell(told[next].first, told[next].second);
  EXPECT_EQ(times(0s, 100s), (Times{{10, 30}, {50, 60}, {80, -1}}));
}

TEST_P(AlarmTimes, TwoAlarmsOfATagAreTwo) {
  tell("UNACK", 10s, "high");
  tell("UNACK", 10s, "high_high");
  tell("RTNUN", 20s, "high_high");
  EXPECT_EQ(times(0s, 100s), (Times{{10, -1}, {10, 20}}));
}

TEST_P(AlarmTimes, AreKeptWhenSamplesAreForgotten) {
  tell("UNACK", 10s);
  tell("NORM", 30s);
  clock_.advance(240h);
  ASSERT_TRUE(mes_->applier().prune());
  EXPECT_EQ(times(0s, 100s), (Times{{10, 30}}));
}

}  // namespace
}  // namespace millwright::mes::ingest
