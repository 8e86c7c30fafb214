// A nozzle that drifts: its chart marks it, the process looks closer, adjusts it once by a bounded step, and holds what
// was filled when that was no cure; on both databases.

#include <gtest/gtest.h>

#include "mes/ingest/mes_test.h"
#include "mes/quality/chart_deviations.h"

namespace millwright::mes::ingest {
namespace {

using contracts::CommandState;
using quality::DeviationState;

class FillWeight : public MesTest {
 protected:
  void SetUp() override {
    MesTest::SetUp();
    take(count("line1/mixer", "batch", 4, clock_.utc() - 700s));
    take(count("line1/pasteurizer", "batch", 4, clock_.utc() - 600s));
    take(count("line1/palletizer", "pallet_count", 10, clock_.utc() - 500s));
    trim(0);
    // In control: the chart's limits come of these, mean 500 and σ 1 / 1.128 of what lies next to each other.
    for (int i = 0; i < 25 * 6; ++i) weigh(500 + (i / 6 % 2 == 0 ? 0.5 : -0.5));
    mes_->commands();
  }
  /// Of nozzle 7, three seconds after the one before.
  void weigh(double grams) { sample("line1/filler/nozzle_7", grams, 3s); }
  void trim(double grams) { sample("line1/filler/trim_7", grams, 0s); }
  void sample(const std::string& tag, double value, Duration later) {
    clock_.advance(later);
    contracts::SamplesEvent event;
    event.tags.push_back({contracts::TagPath{tag}, {{value, contracts::quality::kGood, clock_.utc()}}});
    mes_->take("samples" + std::to_string(++events_), event);
    mes_->fire_timers();
  }
  void answer(const contracts::Command& command, CommandState state, const std::string& reason = "") {
    mes_->take("result" + std::to_string(++events_), result_of(command, state, reason, clock_.utc()));
  }
  void wait(Duration time) {
    clock_.advance(time);
    mes_->fire_timers();
  }
  quality::Deviation deviation() {
    const auto all = mes_->deviations();
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? quality::Deviation{} : all.front();
  }
  workflow::ProcessInstance instance() {
    const auto all =
        mes_->read<std::vector<workflow::ProcessInstance>>([](auto& sql) { return workflow::list_instances(sql); });
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? workflow::ProcessInstance{} : all.front();
  }
  /// Marked, looked at closer, marked again: the command that adjusts.
  contracts::Command drift() {
    for (int i = 0; i < 6; ++i) weigh(495);  // one of six is taken
    EXPECT_EQ(mes_->commands().size(), 0u) << "one point is noise as likely as not";
    weigh(488);  // now each is
    const auto commands = mes_->commands();
    EXPECT_EQ(commands.size(), 1u);
    return commands.empty() ? contracts::Command{} : commands.front();
  }
};

TEST_P(FillWeight, WhatLiesWithinTheLimitsDoesNothing) {
  for (int i = 0; i < 60; ++i) weigh(500 + (i / 6 % 2 == 0 ? 1.0 : -1.0));
  EXPECT_TRUE(mes_->deviations().empty());
  EXPECT_TRUE(mes_->commands().empty());
}

TEST_P(FillWeight, ADriftIsAdjustedByABoundedStepAndThatCuresIt) {
  const auto command = drift();
  EXPECT_EQ(command.equipment.str(), "line1/filler");
  EXPECT_EQ(command.command, "set_trim_7");
  EXPECT_EQ(contracts::number_in(command.parameters.at("value")), 3)
      << "3.3 g are missing of the newest five; a step is 3 at most";
  EXPECT_EQ(contracts::number_in(command.replaces.value()), 0);
  const auto raised = deviation();
  EXPECT_EQ(raised.rule, "FILL-WEIGHT/nozzle_7");
  EXPECT_EQ(raised.workflow, instance().id);
  EXPECT_EQ(command.correlation, raised.id);
  answer(command, CommandState::completed);
  weigh(494);  // it was on its way
  wait(10s);
  for (int i = 0; i < 100; ++i) weigh(500 + (i % 2 == 0 ? 0.5 : -0.5));
  EXPECT_EQ(deviation().state, DeviationState::closed);
  wait(5min);
  EXPECT_EQ(instance().state, bpmn::InstanceState::completed);
  EXPECT_TRUE(mes_->commands().empty());
  EXPECT_TRUE(mes_->tasks().empty()) << "nobody is asked";
}

TEST_P(FillWeight, WhatIsInForceIsKnownHoursAfterItWasTold) {
  for (int hour = 0; hour < 3; ++hour) wait(1h);
  ASSERT_TRUE(mes_->applier().prune());
  EXPECT_EQ(drift().command, "set_trim_7");
}

TEST_P(FillWeight, NoiseIsNotAdjusted) {
  for (int i = 0; i < 6; ++i) weigh(495);
  for (int i = 0; i < 6; ++i) weigh(500 + (i % 2 == 0 ? 0.5 : -0.5));
  weigh(496.8);  // beyond 3σ as well, and the points around it lie where they should
  for (int i = 0; i < 41; ++i) weigh(500 + (i % 2 == 0 ? 0.5 : -0.5));
  EXPECT_EQ(instance().state, bpmn::InstanceState::completed);
  EXPECT_EQ(deviation().state, DeviationState::closed);
  EXPECT_TRUE(mes_->commands().empty());
}

TEST_P(FillWeight, ASecondViolationHoldsAndPeopleTakeOver) {
  answer(drift(), CommandState::completed);
  trim(3);
  wait(10s);
  take(count("line1/palletizer", "pallet_count", 11, clock_.utc()));
  weigh(490);
  EXPECT_TRUE(mes_->commands().empty()) << "it is not adjusted twice";
  const auto open = deviation();
  EXPECT_EQ(open.state, DeviationState::escalated);
  const auto held =
      mes_->read<std::vector<std::string>>([&](auto& sql) { return quality::held_lots_of(sql, open.id); });
  ASSERT_FALSE(held.empty());
  for (const auto& lot : held) EXPECT_EQ(mes_->lot(lot).disposition, "held");
  std::set<std::string> kinds;
  for (const auto& task : mes_->tasks()) kinds.insert(task.kind + " " + task.role);
  EXPECT_EQ(kinds, (std::set<std::string>{"dispose quality", "process operator"}));
}

TEST_P(FillWeight, WhatScadaRefusesIsHandedOver) {
  answer(drift(), CommandState::rejected, "not_remote");
  EXPECT_EQ(deviation().state, DeviationState::escalated);
}

TEST_P(FillWeight, TheSameEventsAgainChangeNothing) {
  const auto command = drift();
  const auto before = instance().body;
  contracts::SamplesEvent again;
  again.tags.push_back(
      {contracts::TagPath{"line1/filler/nozzle_7"}, {{488.0, contracts::quality::kGood, clock_.utc()}}});
  mes_->take("samples" + std::to_string(events_), again);        // redelivered
  mes_->take("samples" + std::to_string(events_) + "b", again);  // or sent anew
  EXPECT_EQ(instance().body, before);
  answer(command, CommandState::completed);
  const auto after = instance().body;
  answer(command, CommandState::completed);
  EXPECT_EQ(instance().body, after);
  EXPECT_TRUE(mes_->commands().empty());
}

INSTANTIATE_TEST_SUITE_P(Backends, FillWeight, testing::Values(store::Dialect::sqlite, store::Dialect::postgresql),
                         store::dialect_name);

}  // namespace
}  // namespace millwright::mes::ingest
