// The workflow high_temperature through its modules, on both databases.

#include <gtest/gtest.h>

#include "mes/genealogy/holds.h"
#include "mes/ingest/mes_under_test.h"
#include "tests/support/cpp/store_test.h"

namespace millwright::mes::ingest {
namespace {

using contracts::CommandState;
using store::Dialect;
using workflow::Step;
using workflow::WorkflowState;

class HighTemperature : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    restart();
    // The pasteurizer has been taking batch 7 for a minute.
    mes_->take("b7", count("line1/mixer", "batch", 7, clock_.utc() - 2min));
    mes_->take("p7", count("line1/pasteurizer", "batch", 7, clock_.utc() - 1min));
  }
  void restart() {
    mes_.reset();
    mes_ = std::make_unique<MesUnderTest>(url_, clock_, data_);
  }
  /// The bottling plant's reaction with the times these tests count on, and no instruments to compare.
  static MasterData plain_reaction() {
    auto data = bottling();
    data.reactions.at(0).settling_time = 30s;
    data.reactions.at(0).recurrence_window = 10min;
    data.reactions.at(0).restore_when_agree.reset();
    return data;
  }
  /// Both thermometers are to agree within 2 °C before the recipe's set-point comes back.
  void compare_thermometers() {
    data_.reactions.at(0).restore_when_agree = bottling().reactions.at(0).restore_when_agree;
    restart();
  }
  void thermometers_read(double recording, double control) {
    contracts::SamplesEvent event;
    event.tags = {
        {contracts::TagPath{"line1/pasteurizer/temperature"}, {{recording, contracts::quality::kGood, clock_.utc()}}},
        {contracts::TagPath{"line1/pasteurizer/control_temperature"},
         {{control, contracts::quality::kGood, clock_.utc()}}}};
    mes_->take("samples-" + to_rfc3339(clock_.utc()), event);
  }
  contracts::Command raise(const std::string& episode) {
    auto event = threshold(episode, clock_.utc());
    event.context["temperature_setpoint"] = {76.0, contracts::quality::kGood, clock_.utc()};
    event.context["dwell"] = {25.0, contracts::quality::kGood, clock_.utc()};
    event.context["batch"] = {std::int64_t{7}, contracts::quality::kGood, clock_.utc()};
    mes_->take("raise-" + episode, event);
    return only_command();
  }
  contracts::Command only_command() {
    auto commands = mes_->commands();
    EXPECT_EQ(commands.size(), 1u);
    return commands.empty() ? contracts::Command{} : commands.front();
  }
  void answer(const contracts::Command& command, CommandState state, const std::string& reason = "") {
    mes_->take("result-" + command.id.str() + std::string(enum_name(state)),
               result_of(command, state, reason, clock_.utc()));
  }
  void clear(const std::string& episode) { mes_->take("clear-" + episode, threshold(episode, clock_.utc(), false)); }
  void pass(Duration time) {
    clock_.advance(time);
    mes_->fire_timers();
  }
  quality::Deviation deviation() { return mes_->deviations().at(0); }
  workflow::Workflow workflow() { return mes_->workflow_of(deviation().id); }
  std::optional<workflow::Task> task(const std::string& kind) {
    for (auto& found : mes_->tasks())
      if (found.kind == kind) return found;
    return std::nullopt;
  }
  void release_lot_7() {
    EXPECT_TRUE(mes_->writer().write<genealogy::Affected>([&](Transaction& transaction) {
      auto lot = genealogy::dispose(transaction, "line1-S1-0007", genealogy::Decision::release, "tasted", "quinn");
      workflow::on_disposed(transaction, "line1-S1-0007", "quinn");
      return lot;
    }));
  }
  std::string disposition(const std::string& lot) {
    return mes_->read<std::string>([&](auto& sql) {
      const auto found = genealogy::find(sql, lot);
      return found ? found->disposition : "unknown";
    });
  }

  ManualClock clock_;
  MasterData data_ = plain_reaction();
  std::unique_ptr<MesUnderTest> mes_;
};
INSTANTIATE_TEST_SUITE_P(Backends, HighTemperature, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         store::dialect_name);

TEST_P(HighTemperature, EventHoldsTheLotAndCommandsTheSetPointInOneTransaction) {
  const auto command = raise("ep1");
  EXPECT_EQ(command.command, "set_temperature");
  EXPECT_EQ(command.parameters.at("value"), contracts::Value{72.0});
  EXPECT_EQ(command.replaces, contracts::Value{76.0});
  EXPECT_EQ(command.condition->tag.str(), "line1/pasteurizer/temperature");
  EXPECT_EQ(command.condition->limit, "high");
  EXPECT_TRUE(command.condition->violated);
  EXPECT_EQ(command.not_after, clock_.utc() + 5s);
  EXPECT_EQ(command.correlation, deviation().id);
  EXPECT_EQ(disposition("line1-S1-0007"), "held");
  EXPECT_EQ(workflow().step, Step::commanding);
}

TEST_P(HighTemperature, CorrectedDeviationGetsItsRecipeBackAndItsLotStaysHeld) {
  answer(raise("ep1"), CommandState::completed);
  EXPECT_EQ(workflow().step, Step::watching);
  clock_.advance(8s);
  clear("ep1");
  EXPECT_EQ(workflow().step, Step::settling);
  EXPECT_EQ(deviation().state, quality::DeviationState::corrected);
  pass(29s);
  EXPECT_TRUE(mes_->commands().empty());
  pass(2s);
  const auto restore = only_command();
  EXPECT_EQ(restore.parameters.at("value"), contracts::Value{76.0});
  EXPECT_EQ(restore.replaces, contracts::Value{72.0});
  EXPECT_FALSE(restore.condition->violated);
  answer(restore, CommandState::completed);
  EXPECT_EQ(workflow().state, WorkflowState::completed);
  EXPECT_EQ(disposition("line1-S1-0007"), "held");
  EXPECT_EQ(task("dispose")->role, "quality");
  EXPECT_EQ(deviation().state, quality::DeviationState::corrected);
}

TEST_P(HighTemperature, RecipeComesBackOnlyWhenBothThermometersAgree) {
  compare_thermometers();
  answer(raise("ep1"), CommandState::completed);
  clear("ep1");
  clock_.advance(30s);
  thermometers_read(78, 72);
  pass(1s);
  EXPECT_TRUE(mes_->commands().empty());
  EXPECT_EQ(workflow().step, Step::settling);
  clock_.advance(5s);
  thermometers_read(72.1, 72);
  pass(1s);
  EXPECT_EQ(only_command().parameters.at("value"), contracts::Value{76.0});
}

TEST_P(HighTemperature, ThermometersThatStayApartAreHandedOverWithBothReadings) {
  compare_thermometers();
  answer(raise("ep1"), CommandState::completed);
  clear("ep1");
  for (int i = 0; i < 100; ++i) {
    thermometers_read(78, 72);
    pass(1s);
  }
  EXPECT_TRUE(mes_->commands().empty());
  EXPECT_EQ(workflow().state, WorkflowState::escalated);
  const auto detail = task("take_over")->detail;
  EXPECT_NE(detail.find("reads 78.0 °C and line1/pasteurizer/control_temperature 72.0 °C"), std::string::npos)
      << detail;
}

TEST_P(HighTemperature, StaleOrMissingReadingsDoNotBringTheRecipeBack) {
  compare_thermometers();
  answer(raise("ep1"), CommandState::completed);
  clear("ep1");
  thermometers_read(72, 72);
  pass(31s);
  EXPECT_TRUE(mes_->commands().empty());
  EXPECT_EQ(workflow().step, Step::settling);
}

TEST_P(HighTemperature, NotBackWithinTheWatchTimeIsEscalatedToOperatorAndQuality) {
  answer(raise("ep1"), CommandState::completed);
  pass(61s);
  EXPECT_EQ(workflow().state, WorkflowState::escalated);
  EXPECT_EQ(deviation().state, quality::DeviationState::escalated);
  EXPECT_EQ(task("take_over")->role, "operator");
  EXPECT_NE(task("take_over")->detail.find("still violated 60 s after"), std::string::npos);
  EXPECT_EQ(task("dispose")->role, "quality");
  EXPECT_EQ(disposition("line1-S1-0007"), "held");
  EXPECT_TRUE(mes_->commands().empty());
}

TEST_P(HighTemperature, WhatEntersAfterQualityHasDecidedIsHeldAtTheEndAndAskedAboutAnew) {
  answer(raise("ep1"), CommandState::completed);
  pass(61s);
  release_lot_7();
  EXPECT_EQ(task("dispose")->state, "done");
  mes_->take("b8", count("line1/mixer", "batch", 8, clock_.utc() - 1s));
  mes_->take("p8", count("line1/pasteurizer", "batch", 8, clock_.utc()));
  clock_.advance(5s);
  clear("ep1");
  EXPECT_EQ(disposition("line1-S1-0008"), "held");
  EXPECT_NE(deviation().state, quality::DeviationState::closed);
  const auto tasks = mes_->tasks();
  EXPECT_EQ(std::ranges::count_if(tasks, [](const auto& one) { return one.kind == "dispose"; }), 2);
  EXPECT_EQ(std::ranges::count_if(tasks, [](const auto& one) { return one.kind == "dispose" && one.state == "open"; }),
            1);
}

TEST_P(HighTemperature, RefusedCommandIsEscalatedWithItsReasonInWords) {
  for (const auto state :
       {CommandState::rejected, CommandState::timed_out, CommandState::expired, CommandState::outcome_unknown}) {
    const auto episode = std::string(enum_name(state));
    const auto command = raise(episode);
    answer(command, state, "not_remote");
    const auto tasks = mes_->tasks();
    const bool told = std::ranges::any_of(tasks, [&](const auto& found) {
      return found.kind == "take_over" && found.detail == episode + " (not_remote)";
    });
    EXPECT_TRUE(told) << episode;
    clear(episode);
    clock_.advance(1s);
  }
}

TEST_P(HighTemperature, CommandWithoutAnyAnswerIsEscalated) {
  raise("ep1");
  pass(16s);
  EXPECT_EQ(workflow().state, WorkflowState::escalated);
  EXPECT_NE(task("take_over")->detail.find("no answer"), std::string::npos);
}

TEST_P(HighTemperature, RecurrenceSoonAfterTheRestoreIsHandedOverAndNotFought) {
  answer(raise("ep1"), CommandState::completed);
  clear("ep1");
  pass(31s);
  answer(only_command(), CommandState::completed);
  clock_.advance(2min);
  mes_->take("raise-ep2", threshold("ep2", clock_.utc()));
  EXPECT_TRUE(mes_->commands().empty());
  const auto second = deviation();
  EXPECT_EQ(second.state, quality::DeviationState::escalated);
  EXPECT_NE(task("take_over")->detail.find("does not fight"), std::string::npos);
}

TEST_P(HighTemperature, CompletedTakeOverGivesTheUnitBackToAutomaticReaction) {
  answer(raise("ep1"), CommandState::completed);
  clear("ep1");
  pass(31s);
  answer(only_command(), CommandState::completed);
  clock_.advance(1min);
  mes_->take("raise-ep2", threshold("ep2", clock_.utc()));
  clear("ep2");
  const auto id = task("take_over")->id;
  ASSERT_TRUE(mes_->writer().write<workflow::Task>([&](Transaction& transaction) {
    return workflow::complete_task(transaction, id, "olga", "sensor replaced", std::nullopt);
  }));
  clock_.advance(1min);
  EXPECT_EQ(raise("ep3").parameters.at("value"), contracts::Value{72.0});
}

TEST_P(HighTemperature, RecurrenceWhileSettlingIsHandedOver) {
  answer(raise("ep1"), CommandState::completed);
  clear("ep1");
  clock_.advance(5s);
  mes_->take("raise-ep2", threshold("ep2", clock_.utc()));
  EXPECT_TRUE(mes_->commands().empty());
  pass(60s);
  EXPECT_TRUE(mes_->commands().empty()) << "the earlier workflow must not restore the set-point any more";
}

TEST_P(HighTemperature, RecoveredAndLateEventsRecordAndHoldButNeverCommand) {
  auto recovered = threshold("ep1", clock_.utc());
  recovered.recovered = true;
  mes_->take("raise-ep1", recovered);
  EXPECT_EQ(disposition("line1-S1-0007"), "held");
  EXPECT_EQ(workflow().step, Step::recorded);
  clear("ep1");
  EXPECT_EQ(workflow().state, WorkflowState::completed);
  mes_->take("raise-ep2", threshold("ep2", clock_.utc() - 5min));
  EXPECT_EQ(mes_->deviations().size(), 2u);
  EXPECT_TRUE(mes_->commands().empty());
}

TEST_P(HighTemperature, FreshEpisodeOfARecordedDeviationCommands) {
  auto recovered = threshold("ep1", clock_.utc());
  recovered.recovered = true;
  mes_->take("raise-ep1", recovered);
  EXPECT_TRUE(mes_->commands().empty());
  raise("ep2");
  EXPECT_EQ(mes_->deviations().size(), 1u);
}

TEST_P(HighTemperature, EpisodeThatLiveValuesKeepUpCommandsThoughItWasFirstRaisedFromRecoveredOnes) {
  auto recovered = threshold("ep1", clock_.utc());
  recovered.recovered = true;
  mes_->take("raise-ep1", recovered);
  EXPECT_TRUE(mes_->commands().empty());
  clock_.advance(2s);
  mes_->take("raise-ep1-live", threshold("ep1", clock_.utc()));
  EXPECT_EQ(only_command().command, "set_temperature");
  EXPECT_EQ(workflow().step, Step::commanding);
  EXPECT_EQ(mes_->deviations().size(), 1u);
}

TEST_P(HighTemperature, EpisodeRaisedAnewAfterItsEndStaysOver) {
  raise("ep1");
  clear("ep1");
  mes_->take("late", threshold("ep1", clock_.utc()));
  EXPECT_TRUE(mes_->commands().empty());
  EXPECT_TRUE(mes_->deviations().front().cleared_at.has_value());
}

TEST_P(HighTemperature, OneDeviationWhileItIsOpenHoweverOftenItIsRaised) {
  const auto command = raise("ep1");
  mes_->take("again", threshold("ep1", clock_.utc()));
  mes_->take("raise-ep2", threshold("ep2", clock_.utc()));
  EXPECT_EQ(mes_->deviations().size(), 1u);
  EXPECT_TRUE(mes_->commands().empty());
}

TEST_P(HighTemperature, EventWithTheRequiredFieldsOnlyIsEnough) {
  auto bare = threshold("outside", clock_.utc());
  bare.hops.clear();
  bare.context.clear();
  mes_->take("x", bare);
  const auto command = only_command();
  EXPECT_EQ(command.replaces, contracts::Value{76.0}) << "the recipe's, where the event does not say";
}

TEST_P(HighTemperature, RestartBetweenAnyTwoStepsChangesNothing) {
  const auto command = raise("ep1");
  restart();
  answer(command, CommandState::completed);
  restart();
  clear("ep1");
  restart();
  pass(31s);
  restart();
  const auto restore = only_command();
  answer(restore, CommandState::completed);
  restart();
  EXPECT_EQ(workflow().state, WorkflowState::completed);
  pass(60s);
  EXPECT_TRUE(mes_->commands().empty());
}

TEST_P(HighTemperature, ChainHasEveryHopOnceInOrder) {
  const auto command = raise("ep1");
  answer(command, CommandState::completed);
  const auto id = deviation().id;
  const auto chain = mes_->read<std::vector<contracts::Hop>>(
      [&](auto& sql) { return quality::hops_of(sql, id, quality::Leg::reaction); });
  std::set<std::string> places;
  for (const auto& hop : chain) EXPECT_TRUE(places.insert(hop.place).second);
  for (const char* place :
       {"plc", "scada", "bridge.received", "bridge.raised", "mes.received", "mes.recorded", "mes.commanded",
        "bridge.command", "scada.accepted", "plc.taken", "bridge.result", "mes.result"})
    EXPECT_TRUE(places.contains(place)) << place;
}

TEST_P(HighTemperature, QualityClosesTheDeviationByDisposingOfItsLots) {
  answer(raise("ep1"), CommandState::rejected, "interlock");
  clear("ep1");
  release_lot_7();
  EXPECT_EQ(deviation().state, quality::DeviationState::closed);
  EXPECT_EQ(task("dispose")->state, "done");
}

TEST_P(HighTemperature, WorkflowInAnotherProcessStartsFromWhatQualitySays) {
  mes_.reset();
  const ModuleSet shop{Module::equipment, Module::orders, Module::genealogy, Module::quality};
  MesUnderTest quality_side(url_, clock_, bottling(), shop);
  MesUnderTest workflow_side(url_, clock_, bottling(), {Module::workflow});
  quality_side.take("raise-ep1", threshold("ep1", clock_.utc()));
  EXPECT_TRUE(quality_side.commands().empty());
  for (const auto& event : quality_side.said("events"))
    if (event.type == "millwright.quality.v1") {
      const Incoming said{event.source + "|" + event.id, event.source, *from_json<contracts::QualityEvent>(event.data)};
      workflow_side.apply({said});
      workflow_side.apply({said});
    }
  // They share one outbox, and the side that relayed first has its lease.
  EXPECT_EQ(quality_side.commands().size(), 1u);
}

}  // namespace
}  // namespace millwright::mes::ingest
