// Orders that are sent down to a line as jobs, on both databases.

#include <gtest/gtest.h>

#include "mes/dispatch/dispatching.h"
#include "mes/ingest/mes_test.h"

namespace millwright::mes::ingest {
namespace {

using contracts::CommandState;
using orders::OrderAction;
using orders::OrderState;

class Dispatching : public MesTest {
 protected:
  void SetUp() override {
    MesTest::SetUp();
    ASSERT_TRUE(change([&](Transaction& transaction) {
      return orders::create(transaction, bottling(),
                            {.id = "A1",
                             .material = "ORANGE-500",
                             .quantity = 500,
                             .equipment = contracts::EquipmentPath{"line1"},
                             .priority = 2});
    }));
    mes_->commands();
  }
  MesResult<orders::Order> change(const std::function<MesResult<orders::Order>(Transaction&)>& work) {
    return write<orders::Order>(work);
  }
  MesResult<orders::Order> act(const std::string& id, OrderAction action, const std::string& reason = "") {
    return change([&](Transaction& transaction) {
      return dispatch::act(transaction, bottling(), id, action, reason, "paula", genealogy::against_completing);
    });
  }
  orders::Order order(const std::string& id = "A1") {
    return mes_->read<std::optional<orders::Order>>([&](auto& sql) { return orders::find(sql, id); }).value();
  }
  /// What the line says of the job, a second after its last word.
  contracts::JobEvent word(const std::string& state, const std::string& substate, std::int64_t good = 0,
                           std::int64_t scrap = 0) {
    clock_.advance(1s);
    contracts::JobEvent event;
    event.equipment = contracts::EquipmentPath{"line1"};
    event.job = "A1";
    event.state = state;
    event.substate = substate;
    event.good = good;
    event.scrap = scrap;
    event.time = clock_.utc();
    if (state != "AllowedToStart" && state != "Absent") event.started_at = started_;
    return event;
  }
  void say(const contracts::JobEvent& event) { mes_->take("job" + std::to_string(++events_), event); }
  void say(const std::string& state, const std::string& substate, std::int64_t good = 0, std::int64_t scrap = 0) {
    say(word(state, substate, good, scrap));
  }
  void running() {
    ASSERT_TRUE(act("A1", OrderAction::dispatch));
    say("AllowedToStart", "Waiting");
    say("Running", "");
    ASSERT_EQ(order().state, OrderState::Running);
  }

  const Timestamp started_ = clock_.utc() + 5s;
};

TEST_P(Dispatching, AnOrderGoesDownWithAllThatTheLineNeedsToMakeItAlone) {
  const auto sent = act("A1", OrderAction::dispatch, "first of the day");
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->state, OrderState::Dispatched);
  const auto commands = mes_->commands();
  ASSERT_EQ(commands.size(), 1u);
  const auto& command = commands[0];
  EXPECT_EQ(command.command, "store_and_start_job");
  EXPECT_TRUE(contracts::is_job_command(command.command));
  EXPECT_EQ(command.equipment.str(), "line1");
  EXPECT_EQ(command.requester, "paula");
  EXPECT_GT(command.not_after, command.issued_at);
  ASSERT_TRUE(command.job);
  EXPECT_EQ(command.job->id, "A1");
  EXPECT_EQ(command.job->quantity, 500);
  EXPECT_EQ(command.job->priority, 8) << "the higher goes first below";
  ASSERT_TRUE(command.job->parameters);
  EXPECT_EQ(command.job->parameters->at("pasteurizer_temperature"), contracts::Value{76.0});
  EXPECT_FALSE(act("A1", OrderAction::dispatch)) << "it is there already";
}

TEST_P(Dispatching, NothingGoesDownWithoutARouteOfItsOwnLine) {
  const auto refused_by = [&](const MasterData& data) {
    const auto sent = change([&](Transaction& transaction) {
      return dispatch::act(transaction, data, "A1", OrderAction::dispatch, "", "paula", genealogy::against_completing);
    });
    EXPECT_EQ(mes_->commands().size(), 0u);
    return sent ? std::string("it went down") : sent.error().message;
  };
  auto draft = bottling();
  for (auto& routing : draft.routings) routing.approved.reset();
  EXPECT_EQ(refused_by(draft), "order A1 has no route: no approved routing of ORANGE-500 is in effect");
  auto astray = bottling();
  for (auto& routing : astray.routings) routing.steps[2].equipment = contracts::EquipmentPath{"line2/filler"};
  EXPECT_EQ(refused_by(astray), "order A1 cannot be made on line1: its routing BOTTLING does 'Fill' on line2/filler");
  EXPECT_EQ(order().state, OrderState::Waiting);
}

TEST_P(Dispatching, TheOrderFollowsItsJob) {
  running();
  EXPECT_EQ(order().started, started_);
  say("Interrupted", "Suspended", 100, 2);
  EXPECT_EQ(order().state, OrderState::Suspended);
  say("Running", "", 100, 2);
  say("Ended", "Completed", 500, 7);
  EXPECT_EQ(order().state, OrderState::Completed);
  EXPECT_EQ(order().total_good(), 500);
  EXPECT_EQ(order().total_scrap(), 7);
  say("Absent", "", 500, 7);
  EXPECT_EQ(order().state, OrderState::Completed) << "the line's list was tidied";
}

TEST_P(Dispatching, TheNewestWordHoldsHoweverWordsCome) {
  ASSERT_TRUE(act("A1", OrderAction::dispatch));
  const auto begun = word("Running", "", 3);
  const auto later = word("Running", "", 90, 1);
  const auto ended = word("Ended", "Completed", 500, 4);
  say(later);
  say(begun);
  EXPECT_EQ(order().total_good(), 90);
  say(ended);
  say(later);
  say(ended);
  EXPECT_EQ(order().state, OrderState::Completed);
  EXPECT_EQ(order().total_good(), 500);
}

TEST_P(Dispatching, AJobThatWasMadeWhileTheMesWasAwayIsTheOrdersFromItsBeginning) {
  ASSERT_TRUE(act("A1", OrderAction::dispatch));
  auto ended = word("Ended", "Completed", 500, 4);
  ended.ended_at = started_ + 40s;
  say(ended);
  EXPECT_EQ(order().state, OrderState::Completed);
  EXPECT_EQ(order().started, started_);
  EXPECT_EQ(order().completed, started_ + 40s);
  const auto at = [&](Duration after) {
    return mes_->read<std::optional<std::string>>(
        [&](auto& sql) { return orders::running_at(sql, contracts::EquipmentPath{"line1"}, started_ + after); });
  };
  EXPECT_EQ(at(1s), "A1");
  EXPECT_EQ(at(39s), "A1");
  EXPECT_EQ(at(41s), std::nullopt);
}

TEST_P(Dispatching, PiecesAreCountedOnceWhetherTheLineOrItsCountersTellThem) {
  running();
  mes_->take("c1", count("line1/palletizer", "good_count", 1000, clock_.utc()));
  clock_.advance(1s);
  mes_->take("c2", count("line1/palletizer", "good_count", 1040, clock_.utc()));
  EXPECT_EQ(order().total_good(), 0) << "the job's count is the order's";
  say("Running", "", 40);
  EXPECT_EQ(order().total_good(), 40);
}

TEST_P(Dispatching, WhatTheLineDoesNotTakeGoesBackIntoThePlanWithItsReason) {
  ASSERT_TRUE(act("A1", OrderAction::dispatch));
  const auto command = mes_->commands().at(0);
  mes_->take("r1", result_of(command, CommandState::rejected, "list_full", clock_.utc()));
  EXPECT_EQ(order().state, OrderState::Pending);
  EXPECT_NE(order().reason.find("list_full"), std::string::npos);
  ASSERT_TRUE(act("A1", OrderAction::dispatch)) << "it can be tried again";
  const auto again = mes_->commands();
  ASSERT_EQ(again.size(), 1u);
  EXPECT_NE(again[0].id, command.id);
  mes_->take("r1b", result_of(command, CommandState::rejected, "list_full", clock_.utc()));
  EXPECT_EQ(order().state, OrderState::Dispatched) << "an answer that is told twice is about the first";
}

TEST_P(Dispatching, AJobThatDidNotStartSaysWhyAndIsStartedAgain) {
  ASSERT_TRUE(act("A1", OrderAction::dispatch));
  say("AllowedToStart", "Waiting");
  auto failed = word("NotAllowedToStart", "");
  failed.started_at.reset();
  failed.reason = "pasteurizer_temperature was set to 76 and reads back as 72";
  say(failed);
  EXPECT_EQ(order().state, OrderState::Dispatched);
  EXPECT_EQ(order().reason, failed.reason);
  mes_->commands();
  ASSERT_TRUE(act("A1", OrderAction::release, "again"));
  EXPECT_EQ(mes_->commands().at(0).command, "start_job");
}

TEST_P(Dispatching, AJobOnTheLineIsSteeredThereAndChangesWhenTheLineSaysSo) {
  running();
  mes_->commands();
  const auto asked = act("A1", OrderAction::suspend, "lunch");
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->state, OrderState::Running);
  const auto commands = mes_->commands();
  ASSERT_EQ(commands.size(), 1u);
  EXPECT_EQ(commands[0].command, "pause_job");
  EXPECT_EQ(commands[0].reason, "lunch");
  EXPECT_FALSE(act("A1", OrderAction::complete)) << "too few pieces, and no reason";
  ASSERT_TRUE(act("A1", OrderAction::complete, "enough for today"));
  EXPECT_EQ(mes_->commands().at(0).command, "stop_job");
  EXPECT_FALSE(act("A1", OrderAction::release));
  const auto told = mes_->read<std::vector<dispatch::Asked>>([](auto& sql) { return dispatch::asked_of(sql, "A1"); });
  EXPECT_EQ(told.size(), 3u);
}

TEST_P(Dispatching, WhatRanWithoutAJobIsHeldWhenTheLineBeginsOne) {
  (void)change([&](Transaction& transaction) {
    return orders::create(
        transaction, bottling(),
        {.id = "B1", .material = "ORANGE-500", .quantity = 100, .equipment = contracts::EquipmentPath{"line1"}});
  });
  ASSERT_TRUE(act("B1", OrderAction::release));
  ASSERT_TRUE(act("B1", OrderAction::start));
  running();
  EXPECT_EQ(order("B1").state, OrderState::Held);
  EXPECT_NE(order("B1").reason.find("A1"), std::string::npos);
}

TEST_P(Dispatching, AJobOfNobodyHereIsLeftAlone) {
  auto foreign = word("Running", "", 5);
  foreign.job = "someone-else";
  say(foreign);
  EXPECT_FALSE(
      mes_->read<std::optional<dispatch::Job>>([](auto& sql) { return dispatch::find_job(sql, "someone-else"); }));
}

INSTANTIATE_TEST_SUITE_P(Backends, Dispatching, testing::Values(store::Dialect::sqlite, store::Dialect::postgresql),
                         store::dialect_name);

}  // namespace
}  // namespace millwright::mes::ingest
