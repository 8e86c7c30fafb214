#include "scada/jobs/line_jobs.h"

#include <limits>

#include "scada/jobs/jobs_fixture.h"

namespace millwright::scada::jobs {
namespace {

using control::Authority;

TEST_F(JobsFixture, AStoredJobWaitsForItsStart) {
  ASSERT_TRUE(put(Cause::Store, order("J1")).ok());
  turns();
  EXPECT_EQ(job("J1").state, State::NotAllowedToStart);
  EXPECT_TRUE(controller.commands.empty());
  ASSERT_TRUE(ask(Cause::Start, "J1").ok());
  turns();
  EXPECT_EQ(job("J1").state, State::Running);
  EXPECT_EQ(job("J1").recipe.at(0).readback, 74.0);
  EXPECT_EQ(controller.given(), (std::vector<std::string>{"set_temperature", "start"}));
  EXPECT_TRUE(controller.callers.at(0).job);
}

TEST_F(JobsFixture, ALineThatRunsIsNotStartedAgain) {
  controller.running = true;
  run_job("J1");
  EXPECT_EQ(controller.given(), (std::vector<std::string>{"set_temperature"}));
}

TEST_F(JobsFixture, AReadbackThatDiffersFailsTheStartWithAReason) {
  readback = 72.0;  // the device holds it within bounds of its own
  ASSERT_TRUE(put(Cause::StoreAndStart, order("J1")).ok());
  turns();
  EXPECT_EQ(job("J1").state, State::NotAllowedToStart);
  EXPECT_EQ(job("J1").reason, "temperature was set to 74 and reads back as 72");
  EXPECT_EQ(controller.given(), (std::vector<std::string>{"set_temperature"})) << "the line is not started";
  readback.reset();
  ASSERT_TRUE(ask(Cause::Start, "J1").ok());
  turns();
  EXPECT_EQ(job("J1").state, State::Running) << "started again, it sets and reads again";
}

TEST_F(JobsFixture, AParameterThatIsTurnedBeforeTheLineRunsFailsTheStartToo) {
  controller.carry_out = [this](const contracts::Command& command) {
    if (command.command == "set_temperature") set(1, 74.0);
    if (command.command == "start") set(1, 76.0);
  };
  ASSERT_TRUE(put(Cause::StoreAndStart, order("J1")).ok());
  turns();
  EXPECT_EQ(job("J1").state, State::NotAllowedToStart);
  EXPECT_EQ(job("J1").reason, "temperature was set to 74 and reads back as 76");
}

TEST_F(JobsFixture, WhatCannotBeReadBackFailsTheStart) {
  controller.carry_out = [this](const contracts::Command&) { set(1, 74.0, contracts::quality::kBadNoCommunication); };
  ASSERT_TRUE(put(Cause::StoreAndStart, order("J1")).ok());
  turns(3);
  EXPECT_EQ(job("J1").state, State::AllowedToStart) << "out of sight for a moment";
  turns();
  EXPECT_EQ(job("J1").state, State::NotAllowedToStart);
  EXPECT_TRUE(job("J1").reason.contains("cannot be read back")) << job("J1").reason;
}

TEST_F(JobsFixture, ARefusedParameterFailsTheStart) {
  auto& answer = controller.answers["set_temperature"];
  answer.state = contracts::CommandState::rejected;
  answer.reason = "not_remote";
  answer.detail = "line1/pasteurizer is under operator control";
  ASSERT_TRUE(put(Cause::StoreAndStart, order("J1")).ok());
  turns();
  EXPECT_EQ(job("J1").state, State::NotAllowedToStart);
  EXPECT_TRUE(job("J1").reason.contains("not_remote")) << job("J1").reason;
}

TEST_F(JobsFixture, OneJobRunsAtATimeAndTheHigherPriorityGoesFirst) {
  run_job("J1", 10);
  auto low = order("low", 10);
  auto high = order("high", 10);
  low.priority = 1;
  high.priority = 2;
  ASSERT_TRUE(put(Cause::StoreAndStart, low).ok());
  ASSERT_TRUE(put(Cause::StoreAndStart, high).ok());
  turns();
  EXPECT_EQ(job("high").state, State::AllowedToStart);
  count(1010, 7);
  turns();
  EXPECT_EQ(job("J1").state, State::Ended);
  EXPECT_EQ(job("high").state, State::Running);
  EXPECT_EQ(job("low").state, State::AllowedToStart);
  EXPECT_EQ(controller.given().back(), "set_temperature") << "the line runs on from one job to the next";
}

TEST_F(JobsFixture, AJobEndsAtItsQuantityAndTheLineIsStopped) {
  run_job("J1", 100);
  count(1099, 9);
  turns();
  EXPECT_EQ(job("J1").state, State::Running);
  EXPECT_EQ(job("J1").counts.good, 99);
  EXPECT_EQ(job("J1").counts.scrap, 2);
  count(1100, 9);
  turns();
  EXPECT_EQ(job("J1").state, State::Ended);
  EXPECT_EQ(job("J1").substate, Substate::Completed);
  EXPECT_TRUE(job("J1").ended_at.has_value());
  EXPECT_FALSE(controller.running);
  count(1105, 9);
  turns();
  EXPECT_EQ(job("J1").counts.good, 100) << "what comes after is not its own";
}

TEST_F(JobsFixture, WithoutTheSettingAJobRunsUntilItIsStopped) {
  plant.jobs.front().end_at_quantity = false;
  run_job("J1", 5);
  count(1020, 7);
  turns();
  EXPECT_EQ(job("J1").state, State::Running);
  count(1021, 7);
  ASSERT_TRUE(ask(Cause::Stop, "J1").ok());
  EXPECT_EQ(job("J1").state, State::Ended);
  EXPECT_EQ(job("J1").counts.good, 21) << "the last reading is in it";
}

TEST_F(JobsFixture, APausedJobStopsTheLineAndCountsWhatStillComes) {
  run_job("J1");
  ASSERT_TRUE(line->ask(Cause::Pause, "J1", "label roll", person).ok());
  EXPECT_EQ(job("J1").state, State::Interrupted);
  EXPECT_EQ(job("J1").substate, Substate::Suspended);
  turns();
  EXPECT_FALSE(controller.running);
  EXPECT_FALSE(controller.callers.back().remote) << "in the operator's name";
  EXPECT_EQ(controller.callers.back().user, "anna");
  count(1004, 7);
  turns();
  EXPECT_EQ(job("J1").counts.good, 4);
  ASSERT_TRUE(ask(Cause::Resume, "J1").ok());
  turns();
  EXPECT_EQ(job("J1").state, State::Running);
  EXPECT_TRUE(controller.running);
}

TEST_F(JobsFixture, ALineThatDoesNotStartAgainHoldsItsJob) {
  run_job("J1");
  ASSERT_TRUE(ask(Cause::Pause, "J1").ok());
  turns();
  controller.answers["start"].state = contracts::CommandState::rejected;
  controller.answers["start"].detail = "The capper is aborted";
  ASSERT_TRUE(ask(Cause::Resume, "J1").ok());
  turns();
  EXPECT_EQ(job("J1").state, State::Interrupted);
  EXPECT_EQ(job("J1").substate, Substate::Held);
  EXPECT_TRUE(job("J1").reason.contains("The capper is aborted")) << job("J1").reason;
}

TEST_F(JobsFixture, ALineThatIsStoppedUnderItsJobHoldsItAndGivesItBack) {
  run_job("J1");
  controller.running = false;  // by somebody at the machine
  clock.advance(100ms);
  line->turn();
  EXPECT_EQ(job("J1").state, State::Running) << "it may pass through such a state";
  turns();
  EXPECT_EQ(job("J1").state, State::Interrupted);
  EXPECT_EQ(job("J1").substate, Substate::Held);
  EXPECT_EQ(job("J1").reason, "the line was stopped");
  const auto given = controller.commands.size();
  controller.running = true;
  turns();
  EXPECT_EQ(job("J1").state, State::Running);
  EXPECT_EQ(controller.commands.size(), given) << "nothing is asked of the line for it";
}

TEST_F(JobsFixture, APausedJobStaysPausedWhoeverStartsTheLine) {
  run_job("J1");
  ASSERT_TRUE(ask(Cause::Pause, "J1").ok());
  turns();
  controller.running = true;
  turns();
  EXPECT_EQ(job("J1").substate, Substate::Suspended);
}

TEST_F(JobsFixture, ALineThatIsChangingItsStateIsWaitedFor) {
  controller.blocked = "The line is changing its state; wait a moment";
  ASSERT_TRUE(put(Cause::StoreAndStart, order("J1")).ok());
  turns();
  EXPECT_EQ(job("J1").state, State::AllowedToStart);
  EXPECT_EQ(job("J1").substate, Substate::Loaded);
  controller.blocked.reset();
  turns();
  EXPECT_EQ(job("J1").state, State::Running);
}

TEST_F(JobsFixture, AnAbortedJobStopsTheLine) {
  run_job("J1");
  ASSERT_TRUE(ask(Cause::Abort, "J1").ok());
  turns();
  EXPECT_EQ(job("J1").state, State::Aborted);
  EXPECT_FALSE(controller.running);
}

TEST_F(JobsFixture, TheAnswersAreTheStandardsBits) {
  using namespace return_status;
  EXPECT_EQ(ask(Cause::Start, "J1").status, kUnknownJobOrderId);
  ASSERT_TRUE(put(Cause::Store, order("J1")).ok());
  EXPECT_EQ(ask(Cause::Pause, "J1").status, kInvalidJobOrderStatus);
  EXPECT_EQ(put(Cause::Store, order("J1")).status, kNoError) << "asking twice is asking once";
  EXPECT_EQ(put(Cause::Store, order("J1", 7)).status, kUnableToAccept | kIdInUse);
  EXPECT_EQ(put(Cause::Update, order("J2")).status, kUnknownJobOrderId);
  EXPECT_EQ(put(Cause::Store, order("J2", 0)).status, kInvalidRequest | kBadQuantity);
  EXPECT_EQ(put(Cause::Store, order("", 1)).status, kInvalidRequest);
  auto odd = order("J2");
  odd.parameters.push_back({"colour", 1.0});
  EXPECT_EQ(put(Cause::Store, odd).status, kInvalidRequest | kUnknownParameter);
  odd.parameters = {{"temperature", 90.0}};
  EXPECT_EQ(put(Cause::Store, odd).status, kInvalidRequest | kParameterOutOfRange);
  odd.parameters = {{"temperature", 74.0}, {"temperature", 75.0}};
  EXPECT_EQ(put(Cause::Store, odd).status, kInvalidRequest);
  for (const auto* id : {"J2", "J3", "J4", "J5"}) ASSERT_TRUE(put(Cause::Store, order(id)).ok());
  EXPECT_EQ(put(Cause::Store, order("J6")).status, kUnableToAccept | kListFull);
  ASSERT_TRUE(ask(Cause::Abort, "J3").ok());
  EXPECT_TRUE(put(Cause::Store, order("J6")).ok()) << "the oldest finished one makes room";
  EXPECT_FALSE(line->find("J3").has_value());
}

TEST_F(JobsFixture, WhatCouldNotBeReadAgainIsNotKept) {
  auto odd = order("J1");
  odd.material = "\xff";
  EXPECT_EQ(put(Cause::Store, odd).status, return_status::kInvalidRequest);
  EXPECT_EQ(put(Cause::Store, order("\xff")).status, return_status::kInvalidRequest);
  odd = order("J1");
  odd.parameters[0].value = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(put(Cause::Store, odd).ok());
  ASSERT_TRUE(line->put(Cause::Store, order("J1"), "\xff", above).ok());
  restart();
  EXPECT_EQ(job("J1").comment, "(no UTF-8)");
}

TEST_F(JobsFixture, UpdateCancelRevokeAndClear) {
  ASSERT_TRUE(put(Cause::Store, order("J1")).ok());
  ASSERT_TRUE(put(Cause::Update, order("J1", 50)).ok());
  EXPECT_EQ(job("J1").order.quantity, 50);
  controller.in_charge = Authority::operator_;
  ASSERT_TRUE(ask(Cause::Start, "J1").ok());
  turns();
  EXPECT_EQ(job("J1").reason, "line1 is under operator control") << "it waits, and says for what";
  ASSERT_TRUE(ask(Cause::RevokeStart, "J1").ok());
  EXPECT_EQ(job("J1").state, State::NotAllowedToStart);
  ASSERT_TRUE(ask(Cause::Cancel, "J1").ok());
  EXPECT_FALSE(line->find("J1").has_value());
  controller.in_charge = Authority::remote;
  run_job("J2", 1);
  controller.blocked = "The line is changing its state; wait a moment";
  count(1001, 7);
  turns(2);
  EXPECT_EQ(ask(Cause::Clear, "J2").status, return_status::kInvalidJobOrderStatus) << "the line is being stopped";
  controller.blocked.reset();
  turns();
  ASSERT_TRUE(ask(Cause::Clear, "J2").ok());
  EXPECT_TRUE(line->list().empty());
}

TEST_F(JobsFixture, ALineInAnOperatorsHandsObeysNobodyAbove) {
  run_job("J1");
  controller.in_charge = Authority::operator_;
  EXPECT_EQ(ask(Cause::Pause, "J1").status, return_status::kNotPermitted | return_status::kUnableToAccept);
  EXPECT_TRUE(line->ask(Cause::Pause, "J1", "", person).ok());
}

TEST_F(JobsFixture, AResetOfACounterIsToldAndCountsNothingTwice) {
  run_job("J1");
  count(1040, 7);
  turns();
  set(3, std::int64_t{3});
  turns();
  EXPECT_EQ(job("J1").counts.good, 43);
  EXPECT_EQ(job("J1").counts.gaps, 1);
  EXPECT_TRUE(job("J1").counts.gap.contains("began again: 3 after 1040")) << job("J1").counts.gap;
  set(3, std::int64_t{10});
  turns();
  EXPECT_EQ(job("J1").counts.good, 50);
  EXPECT_EQ(job("J1").counts.gaps, 1);
}

TEST_F(JobsFixture, ABadCounterCountsNothingAndLosesNothing) {
  run_job("J1");
  set(3, std::int64_t{0}, contracts::quality::kBadNoCommunication);
  turns();
  EXPECT_EQ(job("J1").counts, Counts{});
  count(1030, 7);
  turns();
  EXPECT_EQ(job("J1").counts.good, 30);
}

TEST_F(JobsFixture, WhatIsMadeBeforeAJobBeginsIsNotItsOwn) {
  turns(1);
  count(1200, 20);
  run_job("J1");
  EXPECT_EQ(job("J1").counts, Counts{});
}

TEST_F(JobsFixture, EveryMethodIsInTheAuditTrail) {
  ASSERT_TRUE(line->put(Cause::Store, order("J1"), "planned", above).ok());
  static_cast<void>(line->ask(Cause::Pause, "J1", "", person));
  const auto rows = audit->latest(10).value();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].action, "job.Store");
  EXPECT_EQ(rows[1].detail, "J1: planned");
  EXPECT_EQ(rows[0].outcome, "rejected");
  EXPECT_EQ(rows[0].user, "anna");
}

TEST_F(JobsFixture, ListenersHearEveryStateInOrder) {
  run_job("J1", 1);
  count(1001, 7);
  turns();
  std::vector<State> states;
  for (const auto& change : line->take_changes())
    if (states.empty() || states.back() != change.job.state) states.push_back(change.job.state);
  EXPECT_EQ(states, (std::vector{State::AllowedToStart, State::Running, State::Ended}));
}

TEST(JobRoles, OperatorsSteerAndOthersSend) {
  EXPECT_TRUE(may_ask({"operator"}, Cause::Pause));
  EXPECT_FALSE(may_ask({"operator"}, Cause::Store));
  EXPECT_TRUE(may_ask({"bridge"}, Cause::StoreAndStart));
  EXPECT_FALSE(may_ask({"quality"}, Cause::Pause));
}

}  // namespace
}  // namespace millwright::scada::jobs
