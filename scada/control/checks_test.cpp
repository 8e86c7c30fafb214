#include "scada/control/checks.h"

#include "scada/control/control_fixture.h"

namespace millwright::scada::control {
namespace {

namespace quality = contracts::quality;
using contracts::CommandState;

struct Checks : ControlFixture {
  /// The reason word, "accepted" when there is none.
  std::string submitted(const contracts::Command& asked, const Caller& caller) {
    const auto result = controller->submit(asked, caller);
    if (result.state == CommandState::accepted) return "accepted";
    EXPECT_FALSE(result.detail.empty()) << "a person is told why";
    return result.reason;
  }
};

TEST_F(Checks, WhatTheLoopAsksForIsAccepted) { EXPECT_EQ(submitted(cool(), above), "accepted"); }
TEST_F(Checks, AnOperatorNeedsNoCondition) {
  auto set = command("line1/pasteurizer", "set_temperature");
  set.parameters["value"] = 75.0;
  EXPECT_EQ(submitted(set, person), "accepted");
}

TEST_F(Checks, UnknownCommands) {
  EXPECT_EQ(submitted(command("line1/filler", "fly"), person), "unknown_command");
  EXPECT_EQ(submitted(command("line9/filler", "start"), person), "unknown_command");
}

TEST_F(Checks, IdsThatAreNoUuidOrAllZero) {
  auto bad = start();
  bad.id = contracts::CommandId{"seven"};
  EXPECT_EQ(submitted(bad, person), "bad_parameter");
  bad.id = contracts::CommandId{Uuid{}.str()};
  EXPECT_EQ(submitted(bad, person), "bad_parameter");
}

TEST_F(Checks, RolesOfThePlantFile) {
  EXPECT_EQ(submitted(start(), {"paul", {"planner"}, false}), "not_permitted");
  EXPECT_EQ(submitted(start(), {"nobody", {}, false}), "not_permitted");
}

TEST_F(Checks, OnlyWhatThePlantFileListsMayBeAskedFromAboveWhateverTheRoles) {
  EXPECT_EQ(submitted(command("line1/filler", "stop"), {"bridge", {"operator", "admin", "bridge"}, true}),
            "not_permitted");
}

TEST_F(Checks, RecoveredDataNeverCommands) {
  auto late = cool();
  late.recovered = true;
  EXPECT_EQ(submitted(late, above), "recovered");
}

TEST_F(Checks, AuthorityOfTheUnit) {
  ASSERT_TRUE(controller->set_authority(plant::EquipmentPath{"line1/pasteurizer"}, Authority::operator_, person, "")
                  .has_value());
  EXPECT_EQ(submitted(cool(), above), "not_remote");
  EXPECT_EQ(submitted(start(), person), "accepted");
  ASSERT_TRUE(
      controller->set_authority(plant::EquipmentPath{"line1/filler"}, Authority::local, person, "").has_value());
  EXPECT_EQ(submitted(start(), person), "not_operator");
}

TEST_F(Checks, AnOperatorWhoTakesTheLineTakesItsUnitsAndMayGiveOneBack) {
  ASSERT_TRUE(controller->set_authority(plant::EquipmentPath{"line1"}, Authority::operator_, person, "").has_value());
  EXPECT_EQ(submitted(cool(), above), "not_remote");
  clock.advance(1s);
  ASSERT_TRUE(
      controller->set_authority(plant::EquipmentPath{"line1/pasteurizer"}, Authority::remote, person, "").has_value());
  values();
  EXPECT_EQ(submitted(cool(), above), "accepted");
  open();
  EXPECT_EQ(controller->authority(plant::EquipmentPath{"line1/filler"}), Authority::operator_) << "after a restart too";
}

TEST_F(Checks, AuthorityIsNothingForTheMes) {
  EXPECT_FALSE(controller->set_authority(plant::EquipmentPath{"line1"}, Authority::remote, above, "").has_value());
}

TEST_F(Checks, TheDeadline) {
  auto late = start();
  late.not_after = clock.utc() - 1ms;
  EXPECT_EQ(controller->submit(late, person).state, CommandState::expired);
}

TEST_F(Checks, ParametersByNameTypeAndRange) {
  auto set = command("line1/pasteurizer", "set_temperature");
  EXPECT_EQ(submitted(set, person), "bad_parameter");
  set.id = contracts::CommandId{ids.next()};
  set.parameters["value"] = std::string("hot");
  EXPECT_EQ(submitted(set, person), "bad_parameter");
  set.id = contracts::CommandId{ids.next()};
  set.parameters["value"] = 86.0;
  EXPECT_EQ(submitted(set, person), "out_of_range");
  set.id = contracts::CommandId{ids.next()};
  set.parameters["value"] = std::int64_t{75};
  set.parameters["colour"] = 1.0;
  EXPECT_EQ(submitted(set, person), "bad_parameter");
}

TEST_F(Checks, TheClockOffset) {
  device.offset.reset();
  EXPECT_EQ(submitted(cool(), above), "clock_offset");
  device.offset = 201ms;
  EXPECT_EQ(submitted(cool(), above), "clock_offset");
  device.offset = -201ms;
  EXPECT_EQ(submitted(cool(), above), "clock_offset");
  EXPECT_EQ(submitted(start(), person), "accepted") << "an operator is beside the machine";
  device.offset = -200ms;
  EXPECT_EQ(submitted(cool(), above), "accepted");
}

TEST_F(Checks, AJobsRecipeNeedsNoConditionButAuthorityRangeAndInterlocks) {
  const Caller job{"bridge", {}, true, true};
  auto set = command("line1/pasteurizer", "set_temperature");
  set.parameters["value"] = 80.0;  // beyond what may be asked from above without a job
  EXPECT_EQ(submitted(set, above), "out_of_range");
  set.id = contracts::CommandId{ids.next()};
  EXPECT_EQ(submitted(set, job), "accepted");
  set.id = contracts::CommandId{ids.next()};
  set.parameters["value"] = 86.0;
  EXPECT_EQ(submitted(set, job), "out_of_range");
  values(81, 76, 2, 0.5);
  EXPECT_EQ(submitted(start(), job), "interlock");
  ASSERT_TRUE(controller->set_authority(plant::EquipmentPath{"line1"}, Authority::operator_, person, "").has_value());
  EXPECT_EQ(submitted(start(), job), "not_remote");
}

TEST_F(Checks, AJobsCommandIsAJobsAfterARestartToo) {
  const Caller job{"bridge", {}, true, true};
  auto stop = command("line1/filler", "stop");  // not permitted from above but to a job
  EXPECT_EQ(submitted(stop, job), "accepted");
  open();
  controller->turn();
  EXPECT_EQ(controller->submit(stop, job).reason, "");
}

TEST_F(Checks, TheRangeForRemoteIsNarrower) { EXPECT_EQ(submitted(cool(71.9), above), "out_of_range"); }

TEST_F(Checks, TheStepFromWhatIsInForce) {
  set(1, 79.0);
  auto far = cool(72);
  far.replaces = 79.0;
  EXPECT_EQ(submitted(far, above), "step_too_large");
}

TEST_F(Checks, TheIntervalBetweenTwoAccepted) {
  EXPECT_EQ(submitted(cool(), above), "accepted");
  clock.advance(4s);
  values();
  EXPECT_EQ(submitted(cool(), above), "too_soon");
  open();
  EXPECT_EQ(submitted(cool(), above), "too_soon") << "after a restart too";
  clock.advance(1s);
  values();
  EXPECT_EQ(submitted(cool(), above), "accepted");
}

TEST_F(Checks, ASetPointFromAboveNamesWhatItReplacesAndWhy) {
  auto bare = cool();
  bare.replaces.reset();
  EXPECT_EQ(submitted(bare, above), "condition_missing");
  bare = cool();
  bare.condition.reset();
  EXPECT_EQ(submitted(bare, above), "condition_missing");
  bare = cool();
  bare.condition->limit = "low_low";
  EXPECT_EQ(submitted(bare, above), "condition_missing");
}

TEST_F(Checks, ACommandThatNeedsNoConditionNamesWhatItReplacesAllTheSame) {
  for (auto& unit : plant.equipment)
    for (auto& spec : unit.commands)
      if (spec.name == "set_temperature") spec.remote->needs_condition = false;
  auto bare = cool();
  bare.replaces.reset();
  bare.condition.reset();
  EXPECT_EQ(submitted(bare, above), "condition_missing");
  bare = cool();
  bare.condition.reset();
  EXPECT_EQ(submitted(bare, above), "accepted");
}

TEST_F(Checks, WhatItReplacesMustStillBeInForceAsShown) {
  set(1, 75.9);
  EXPECT_EQ(submitted(cool(), above), "replaced_value_differs");
  set(1, 76.04);
  EXPECT_EQ(submitted(cool(), above), "accepted") << "reads as 76.0";
}

TEST_F(Checks, TheConditionMustStillHold) {
  set(0, 79.9);
  EXPECT_EQ(submitted(cool(), above), "condition_gone");
  auto restore = cool(74);
  restore.condition->violated = false;
  EXPECT_EQ(submitted(restore, above), "accepted");
}

TEST_F(Checks, NothingIsToldByASourceThatIsNotGood) {
  set(0, 81.0, quality::kBadNoCommunication);
  EXPECT_EQ(submitted(cool(), above), "source_bad");
  values();
  set(1, 76.0, quality::kUncertain);
  EXPECT_EQ(submitted(cool(), above), "source_bad");
}

TEST_F(Checks, InterlocksForEverybodyAndWithTheirReason) {
  set(4, 0.5);
  EXPECT_EQ(controller->submit(start(), person).detail, "the filler has no pressure");
  EXPECT_EQ(submitted(start(), above), "interlock");
  EXPECT_EQ(controller->blocked_by(plant::EquipmentPath{"line1/filler"}, "start"), "the filler has no pressure");
  set(4, 3.0, quality::kBadNoCommunication);
  EXPECT_EQ(submitted(start(), person), "interlock") << "an interlock that cannot be told blocks";
  set(4, 3.0);
  EXPECT_FALSE(controller->blocked_by(plant::EquipmentPath{"line1/filler"}, "start").has_value());
}

TEST_F(Checks, TheSameIdAgainAnswersTheFirstAndDoesNothing) {
  const auto asked = start();
  ASSERT_EQ(submitted(asked, person), "accepted");
  auto again = asked;
  again.issued_at += 1s;
  EXPECT_EQ(controller->submit(again, person).state, CommandState::accepted);
  controller->turn();
  EXPECT_EQ(device.writes.size(), 1u);
  set(4, 0.0);
  auto refused = start();
  EXPECT_EQ(submitted(refused, person), "interlock");
  set(4, 3.0);
  EXPECT_EQ(submitted(refused, person), "interlock") << "what became of it does not change";
}

TEST_F(Checks, TheSameIdForAnotherCommandIsRefused) {
  const auto asked = start();
  ASSERT_EQ(submitted(asked, person), "accepted");
  auto other = asked;
  other.command = "stop";
  EXPECT_EQ(submitted(other, person), "duplicate_differs");
  EXPECT_EQ(controller->find(asked.id)->state, CommandState::accepted);
}

TEST_F(Checks, EveryDecisionLeavesAnAuditRow) {
  submitted(start(), person);
  submitted(command("line1/filler", "fly"), person);
  controller->set_authority(plant::EquipmentPath{"line1"}, Authority::local, person, "maintenance");
  const auto rows = audit->latest(10);
  ASSERT_TRUE(rows.has_value());
  ASSERT_EQ(rows->size(), 3u);
  EXPECT_EQ((*rows)[0].action, "authority.set");
  EXPECT_EQ((*rows)[0].detail, "maintenance");
  EXPECT_EQ((*rows)[1].outcome, "rejected(unknown_command)");
  EXPECT_EQ((*rows)[2].outcome, "accepted");
  EXPECT_EQ((*rows)[2].user, "anna");
}

}  // namespace
}  // namespace millwright::scada::control
