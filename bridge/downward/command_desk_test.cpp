#include "bridge/downward/command_desk.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "lib/contracts/cloud_event.h"

namespace millwright::bridge::downward {
namespace {

using contracts::Command;
using contracts::CommandResult;
using contracts::CommandState;

/// SCADA as far as the desk knows it: carries an id out once, may be away, may swallow an answer.
class FakeTarget final : public CommandTarget {
 public:
  bool ready() override { return up; }
  std::optional<Duration> clock_offset() override { return offset; }
  Result<CommandResult, TargetError> ask(const Command& command) override {
    if (lose_request) return fail(TargetError::unanswered, "no answer");
    ++asked[command.id.str()];
    const auto [entry, added] = known.try_emplace(command.id.str(), answer_to(command));
    if (lose_answer) return fail(TargetError::unanswered, "no answer");
    return entry->second;
  }
  Result<std::optional<CommandResult>, TargetError> find(const Command& command) override {
    const auto found = known.find(command.id.str());
    if (found == known.end()) return std::nullopt;
    return found->second;
  }
  CommandResult answer_to(const Command& command) const {
    return {command.id, command.equipment, command.command, state, "", "", "", {}};
  }

  bool up = true;
  bool lose_request = false;
  bool lose_answer = false;
  std::optional<Duration> offset = 1ms;
  CommandState state = CommandState::accepted;
  std::map<std::string, CommandResult> known;
  std::map<std::string, int> asked;
};

class CommandDeskTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = testing::TempDir() + "millwright-desk-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    auto& unit = plant_.equipment.emplace_back();
    unit.path = contracts::EquipmentPath{"line1/pasteurizer"};
    plant::CommandSpec spec;
    spec.name = "set_temperature";
    spec.equipment = unit.path;
    unit.commands.push_back(spec);
    plant_.equipment_index.emplace(unit.path, 0);
    restart();
  }
  void TearDown() override {
    desk_.reset();
    ledger_.reset();
    std::filesystem::remove_all(folder_);
  }
  /// The bridge dies and comes back on the same files.
  void restart() {
    desk_.reset();
    ledger_.reset();
    auto opened = ledger::Ledger::open(folder_);
    ASSERT_TRUE(opened) << opened.error().message;
    ledger_ = std::move(*opened);
    desk_ = std::make_unique<CommandDesk>(plant_, *ledger_, target_, clock_, ids_);
  }
  Command command() {
    Command c;
    c.id = contracts::CommandId{ids_.next()};
    c.equipment = contracts::EquipmentPath{"line1/pasteurizer"};
    c.command = "set_temperature";
    c.issued_at = clock_.utc();
    c.not_after = clock_.utc() + 5s;
    c.correlation = "d1";
    return c;
  }
  void take(const Command& c) { ASSERT_TRUE(ledger_->take({{c, clock_.utc(), {}}})); }
  std::size_t pursue() {
    const auto open = desk_->pursue();
    EXPECT_TRUE(open) << open.error().message;
    return open.value_or(0);
  }
  std::vector<CommandResult> told() {
    std::vector<CommandResult> results;
    static_cast<void>(ledger_->outbox().relay(100, 0s, [&](std::span<const store::OutboxMessage> messages) {
      for (const auto& message : messages)
        results.push_back(*from_json<CommandResult>(contracts::parse_cloud_event(message.body)->data));
      return true;
    }));
    return results;
  }

  std::filesystem::path folder_;
  ManualClock clock_;
  IdSource ids_{clock_, 1};
  plant::Plant plant_;
  FakeTarget target_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::unique_ptr<CommandDesk> desk_;
};

TEST_F(CommandDeskTest, AnAcceptedCommandIsClosedByItsResultEventOnce) {
  const auto c = command();
  take(c);
  pursue();
  auto result = target_.answer_to(c);
  result.state = CommandState::completed;
  ASSERT_TRUE(ledger_->finish(result, clock_.utc(), ids_.next()));
  ASSERT_TRUE(ledger_->finish(result, clock_.utc(), ids_.next()));
  EXPECT_EQ(pursue(), 0u);
  const auto results = told();
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].correlation, "d1");
  EXPECT_EQ(target_.asked[c.id.str()], 1);
}

TEST_F(CommandDeskTest, AJobCommandIsAskedOfALineThatTakesJobs) {
  auto c = command();
  c.equipment = contracts::EquipmentPath{"line1"};
  c.command = "pause_job";
  take(c);
  pursue();
  auto results = told();
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].reason, "bad_parameter");
  EXPECT_EQ(results[0].detail, "line1 takes no job orders.");
  plant_.jobs.emplace_back().equipment = c.equipment;
  target_.state = CommandState::completed;
  c.id = contracts::CommandId{ids_.next()};
  c.job.emplace().id = "J1";
  take(c);
  EXPECT_EQ(pursue(), 1u);
  results = told();
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].state, CommandState::completed);
  EXPECT_EQ(target_.asked[c.id.str()], 1);
}

TEST_F(CommandDeskTest, ARejectionIsToldAtOnce) {
  target_.state = CommandState::rejected;
  take(command());
  pursue();
  const auto results = told();
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].state, CommandState::rejected);
}

TEST_F(CommandDeskTest, WhatScadaNeverHeardOfExpiresAfterItsDeadlineAndIsNotAsked) {
  target_.up = false;
  const auto c = command();
  take(c);
  pursue();
  clock_.advance(6s);
  target_.up = true;
  pursue();
  const auto results = told();
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].state, CommandState::expired);
  EXPECT_EQ(target_.asked[c.id.str()], 0);
}

TEST_F(CommandDeskTest, AfterALostAnswerScadaIsAskedWhatItKnowsAndNotAgain) {
  target_.lose_answer = true;
  target_.state = CommandState::completed;
  const auto c = command();
  take(c);
  pursue();
  EXPECT_TRUE(told().empty());
  target_.lose_answer = false;
  pursue();
  const auto results = told();
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].state, CommandState::completed);
  EXPECT_EQ(target_.asked[c.id.str()], 1);
}

TEST_F(CommandDeskTest, AfterARestartScadaIsAskedWhatItKnowsFirst) {
  const auto c = command();
  take(c);
  pursue();
  restart();
  target_.known.at(c.id.str()).state = CommandState::completed;
  pursue();
  EXPECT_EQ(target_.asked[c.id.str()], 1);
  ASSERT_EQ(told().size(), 1u);
}

TEST_F(CommandDeskTest, ALostRequestIsRepeatedOnlyWithinTheDeadline) {
  target_.lose_request = true;
  const auto c = command();
  take(c);
  pursue();
  target_.lose_request = false;
  pursue();
  EXPECT_EQ(target_.asked[c.id.str()], 1);

  target_.lose_request = true;
  const auto late = command();
  take(late);
  pursue();
  clock_.advance(6s);
  target_.lose_request = false;
  pursue();
  pursue();
  EXPECT_EQ(target_.asked[late.id.str()], 0);
  ASSERT_FALSE(told().empty());
}

TEST_F(CommandDeskTest, UnknownOrLargeClockOffsetRefuses) {
  for (const auto offset :
       {std::optional<Duration>{}, std::optional<Duration>{201ms}, std::optional<Duration>{-201ms}}) {
    target_.offset = offset;
    take(command());
    pursue();
    const auto results = told();
    ASSERT_EQ(results.size(), 1u);
    EXPECT_EQ(results[0].reason, "clock_offset");
  }
  EXPECT_TRUE(target_.asked.empty());
}

TEST_F(CommandDeskTest, RecoveredDataNeverCommands) {
  auto c = command();
  c.recovered = true;
  take(c);
  pursue();
  ASSERT_EQ(told().at(0).reason, "recovered");
  EXPECT_TRUE(target_.asked.empty());
}

TEST_F(CommandDeskTest, UnreadableMessagesAreSortedOut) {
  const auto good = contracts::make_event("1", "/mes", command().equipment, clock_.utc(), command());
  auto wrong_id = command();
  wrong_id.id = contracts::CommandId{"7"};
  const auto bad = contracts::make_event("2", "/mes", wrong_id.equipment, clock_.utc(), wrong_id);
  const auto sorted = desk_->sort({{1, {"1", "", "", contracts::to_text(good)}, false},
                                   {2, {"2", "", "", "garbage"}, false},
                                   {3, {"3", "", "", contracts::to_text(bad)}, false}});
  EXPECT_EQ(sorted.tags, (std::vector<std::uint64_t>{1}));
  EXPECT_EQ(sorted.unreadable, (std::vector<std::uint64_t>{2, 3}));
}

}  // namespace
}  // namespace millwright::bridge::downward
