// A deviation of which more than one source tells, on both databases.

#include <gtest/gtest.h>

#include "mes/ingest/mes_under_test.h"
#include "tests/support/cpp/store_test.h"

namespace millwright::mes::ingest {
namespace {

using contracts::Sample;
using store::Dialect;

class DeviationSources : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    mes_ = std::make_unique<MesUnderTest>(url_, clock_);
    mes_->take("p6", count("line1/pasteurizer", "batch", 6, start_ - 100s));
    mes_->take("p7", count("line1/pasteurizer", "batch", 7, start_ - 30s));
  }
  static Sample good(contracts::Value value, Timestamp at) { return {value, contracts::quality::kGood, at}; }
  void first_from_old_data() {
    auto event = threshold("ep1", start_);
    event.recovered = true;
    event.context = {{"dwell", good(12.5, start_)}, {"temperature_setpoint", good(76.0, start_)}};
    mes_->take("first", event);
  }
  void second_from_fresh_data() {
    auto event = threshold("ep2", start_ + 1s);
    event.limit = "high_high";
    event.limit_value = 85;
    event.context = {{"dwell", good(40.0, start_ + 1s)},
                     {"temperature_setpoint", good(74.0, start_ + 1s)},
                     {"flow", good(1.5, start_ + 1s)}};
    mes_->take("second", event);
  }
  void alarm(const std::string& tag, Timestamp at, const std::string& state = "UNACK") {
    mes_->take("alarm" + tag + to_rfc3339(at) + state, contracts::AlarmEvent{tag + "/high_high",
                                                                             kPasteurizer,
                                                                             contracts::TagPath{tag},
                                                                             state,
                                                                             1,
                                                                             "temperature very high",
                                                                             good(85.5, at),
                                                                             at,
                                                                             false,
                                                                             {}});
  }
  quality::Deviation deviation() {
    EXPECT_EQ(mes_->deviations().size(), 1u);
    return mes_->deviations().at(0);
  }
  std::vector<quality::DeviationSource> sources() {
    const auto of = deviation();
    return mes_->read<std::vector<quality::DeviationSource>>([&](auto& sql) { return quality::sources_of(sql, of); });
  }

  ManualClock clock_;
  const Timestamp start_ = clock_.utc();
  std::unique_ptr<MesUnderTest> mes_;
};
INSTANTIATE_TEST_SUITE_P(Backends, DeviationSources, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         store::dialect_name);

TEST_P(DeviationSources, EachKeepsWhatItTold) {
  first_from_old_data();
  second_from_fresh_data();
  const auto told = sources();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].source, "ep1");
  EXPECT_TRUE(told[0].recovered);
  EXPECT_EQ(told[0].limit_value, 80);
  EXPECT_EQ(told[0].dwell_s, 12.5);
  EXPECT_EQ(told[0].context.at("temperature_setpoint").value, contracts::Value{76.0});
  EXPECT_EQ(told[1].source, "ep2");
  EXPECT_EQ(told[1].limit, "high_high");
  EXPECT_EQ(told[1].limit_value, 85);
  EXPECT_EQ(told[1].dwell_s, 40);
  EXPECT_EQ(told[1].context.at("flow").value, contracts::Value{1.5});
}

TEST_P(DeviationSources, DeviationItselfStaysWhatTheFirstMadeIt) {
  first_from_old_data();
  const auto before = deviation();
  second_from_fresh_data();
  const auto after = deviation();
  EXPECT_EQ(after.limit, "high");
  EXPECT_EQ(after.opened_at, before.opened_at);
  EXPECT_EQ(after.summary, before.summary);
  EXPECT_TRUE(after.recovered);
}

TEST_P(DeviationSources, LongerDwellOfTheSecondHoldsTheLotThatTheFirstDidNotReach) {
  first_from_old_data();
  EXPECT_EQ(mes_->lot("line1-S1-0006").disposition, "none");
  second_from_fresh_data();
  EXPECT_EQ(mes_->lot("line1-S1-0006").disposition, "held");
  EXPECT_EQ(mes_->lot("line1-S1-0007").disposition, "held");
}

TEST_P(DeviationSources, EarlierCrossingOfTheSecondHoldsThePalletsCompletedSinceThen) {
  mes_->take("pallet", count("line1/palletizer", "pallet_count", 40, start_ - 70s));
  mes_->take("pallet-1", count("line1/palletizer", "pallet_count", 41, start_ - 5s));
  auto late = threshold("ep1", start_);
  late.context = {{"dwell", good(80.0, start_)}};
  mes_->take("first", late);
  EXPECT_EQ(mes_->lot("line1-P1-0041").disposition, "none");
  auto earlier = threshold("ep2", start_ + 1s);
  earlier.crossed_at = start_ - 20s;
  mes_->take("second", earlier);
  EXPECT_EQ(mes_->lot("line1-P1-0041").disposition, "held");
}

TEST_P(DeviationSources, CommandReplacesTheSetPointThatWasInForceLast) {
  first_from_old_data();
  EXPECT_TRUE(mes_->commands().empty());
  second_from_fresh_data();
  const auto commands = mes_->commands();
  ASSERT_EQ(commands.size(), 1u);
  EXPECT_EQ(commands[0].replaces, contracts::Value{74.0});
}

TEST_P(DeviationSources, BadSampleOfTheSecondDoesNotDisplaceAGoodOne) {
  first_from_old_data();
  auto event = threshold("ep2", start_ + 1s);
  event.context = {{"temperature_setpoint", {0.0, contracts::quality::kBadNoCommunication, start_ + 1s}}};
  mes_->take("second", event);
  EXPECT_EQ(quality::context_number(deviation(), "temperature_setpoint"), 76.0);
}

TEST_P(DeviationSources, AlarmOfTheSameTagJoinsWhicheverTellsFirst) {
  alarm("line1/pasteurizer/temperature", start_ - 1s);
  second_from_fresh_data();
  alarm("line1/pasteurizer/temperature", start_ + 3s);
  alarm("line1/pasteurizer/temperature", start_ + 4s, "ACKED");
  alarm("line1/pasteurizer/flow", start_ + 3s);
  const auto told = sources();
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told[0].kind, "alarm");
  EXPECT_EQ(told[0].limit, "high_high");
  EXPECT_EQ(told[0].value, 85.5);
  EXPECT_EQ(told[1].kind, "rule");
  EXPECT_EQ(told[2].time, start_ + 3s);
}

TEST_P(DeviationSources, SameEventAgainIsNoSecondSource) {
  second_from_fresh_data();
  mes_->take("again", threshold("ep2", start_ + 2s));
  EXPECT_EQ(sources().size(), 1u);
}

TEST_P(DeviationSources, EndOfAnEarlierEpisodeEndsNothingWhileANewerOneLasts) {
  mes_->take("raise-ep1", threshold("ep1", start_));
  mes_->take("raise-ep2", threshold("ep2", start_ + 1s));
  mes_->take("clear-ep1", threshold("ep1", start_ + 2s, false));
  EXPECT_FALSE(deviation().cleared_at);
  mes_->take("clear-ep2", threshold("ep2", start_ + 3s, false));
  EXPECT_EQ(deviation().cleared_at, start_ + 3s);
}

TEST_P(DeviationSources, EndOfTheNewestEpisodeEndsThoseThatTheBridgeHasForgotten) {
  mes_->take("raise-ep1", threshold("ep1", start_));
  mes_->take("raise-ep2", threshold("ep2", start_ + 1s));
  mes_->take("clear-ep2", threshold("ep2", start_ + 2s, false));
  EXPECT_EQ(deviation().cleared_at, start_ + 2s);
  mes_->take("clear-ep1", threshold("ep1", start_ + 3s, false));
  EXPECT_EQ(deviation().cleared_at, start_ + 2s);
}

TEST_P(DeviationSources, EpisodeThatOutlastsItsDeviationIsADeviationOfItsOwn) {
  mes_->take("raise-ep1", threshold("ep1", start_));
  mes_->take("raise-ep2", threshold("ep2", start_ + 1s));
  mes_->take("clear-ep2", threshold("ep2", start_ + 2s, false));
  mes_->take("told-late", threshold("ep1", start_ + 2s));
  EXPECT_TRUE(deviation().cleared_at) << "it tells of the time before the end";
  mes_->take("again-ep1", threshold("ep1", start_ + 3s));
  ASSERT_EQ(mes_->deviations().size(), 2u);
  mes_->take("more-ep1", threshold("ep1", start_ + 4s));
  ASSERT_EQ(mes_->deviations().size(), 2u);
  mes_->take("clear-ep1", threshold("ep1", start_ + 5s, false));
  for (const auto& each : mes_->deviations()) EXPECT_TRUE(each.cleared_at) << each.id;
}

TEST_P(DeviationSources, LotThatASecondAddsIsToldToTheOtherProcesses) {
  mes_->take("raise-ep1", threshold("ep1", start_));
  (void)mes_->said("events");
  second_from_fresh_data();
  const auto said = mes_->said("events");
  EXPECT_TRUE(std::ranges::any_of(said, [](const auto& event) { return event.type == "millwright.quality.v1"; }));
}

TEST_P(DeviationSources, FreshDataMayActAlsoWhereTheWorkflowRunsAlone) {
  MesUnderTest quality(url_, clock_, bottling(), {Module::genealogy, Module::quality});
  MesUnderTest workflow(url_, clock_, bottling(), {Module::workflow});
  const auto hand_on = [&] {
    for (const auto& event : quality.said("events"))
      if (event.type == "millwright.quality.v1")
        workflow.apply(
            {{event.source + "|" + event.id, event.source, *from_json<contracts::QualityEvent>(event.data)}});
  };
  auto recovered = threshold("ep1", start_);
  recovered.recovered = true;
  quality.take("first", recovered);
  hand_on();
  EXPECT_TRUE(quality.commands().empty());
  quality.take("live", threshold("ep1", start_ + 1s));
  hand_on();
  EXPECT_EQ(quality.commands().size(), 1u) << "they share one outbox";
}

}  // namespace
}  // namespace millwright::mes::ingest
