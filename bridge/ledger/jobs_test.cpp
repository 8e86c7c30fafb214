// What the ledger remembers of jobs: each state is told once, and a job that is not at its end is asked after.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "bridge/ledger/ledger.h"

namespace millwright::bridge::ledger {
namespace {

struct LedgerJobs : testing::Test {
  LedgerJobs() {
    std::string pattern = testing::TempDir() + "millwright-ledger-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    open();
  }
  ~LedgerJobs() override {
    ledger.reset();
    std::filesystem::remove_all(folder);
  }
  void open() {
    ledger.reset();
    ledger = std::move(*Ledger::open(folder));
  }
  [[nodiscard]] static contracts::JobEvent event(const std::string& state, std::int64_t good = 0) {
    contracts::JobEvent out;
    out.equipment = contracts::EquipmentPath{"line1"};
    out.job = "J1";
    out.state = state;
    out.good = good;
    return out;
  }
  void tell(contracts::JobEvent event) {
    event.time = kNow + std::chrono::seconds{++told};
    ASSERT_TRUE(ledger->tell_job(event, std::to_string(told), event.time).has_value());
  }
  [[nodiscard]] static contracts::Command asked(const std::string& name, int number) {
    contracts::Command command;
    command.id = contracts::CommandId{"0198a000-0000-7000-8000-00000000000" + std::to_string(number)};
    command.equipment = contracts::EquipmentPath{"line1"};
    command.command = name;
    command.job.emplace();
    command.job->id = "J1";
    command.job->quantity = 500;
    return command;
  }
  void complete(const contracts::Command& command) {
    contracts::CommandResult result;
    result.id = command.id;
    result.equipment = command.equipment;
    result.command = command.command;
    result.state = contracts::CommandState::completed;
    ASSERT_TRUE(ledger->finish(result, kNow, "r" + command.id.str().substr(35)).has_value());
  }
  /// Ids of the messages that wait to be published.
  std::vector<std::string> waiting() {
    std::vector<std::string> ids;
    const auto relayed = ledger->outbox().relay(100, 0ms, [&](std::span<const store::OutboxMessage> messages) {
      for (const auto& message : messages) ids.push_back(message.id);
      return true;
    });
    EXPECT_TRUE(relayed.has_value());
    return ids;
  }

  static constexpr Timestamp kNow{1'700'000'000s};
  std::filesystem::path folder;
  std::unique_ptr<Ledger> ledger;
  int told = 0;
};

TEST_F(LedgerJobs, AStateIsToldOnce) {
  tell(event("Running", 1));
  tell(event("Running", 1));
  tell(event("Running", 2));
  EXPECT_EQ(waiting(), (std::vector<std::string>{"1", "3"}));
}

TEST_F(LedgerJobs, AJobThatIsNotAtItsEndIsAskedAfterByTheNextProcess) {
  tell(event("Running", 41));
  open();
  const auto jobs = ledger->open_jobs().value();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].job, "J1");
  EXPECT_EQ(jobs[0].good, 41);
  tell(event("Ended", 100));
  EXPECT_TRUE(ledger->open_jobs().value().empty());
}

TEST_F(LedgerJobs, AJobThatWasSentDownIsAskedAfterBeforeAnythingIsHeardOfIt) {
  const auto command = asked("store_and_start_job", 1);
  ASSERT_TRUE(ledger->take({{command, kNow, {}}}).has_value());
  EXPECT_TRUE(ledger->open_jobs().value().empty()) << "the line does not have it yet";
  complete(command);
  ASSERT_EQ(ledger->open_jobs().value().size(), 1u);
  EXPECT_EQ(ledger->open_jobs().value()[0].quantity, 500);
}

TEST_F(LedgerJobs, AJobThatWasCancelledOrClearedIsToldToBeAbsent) {
  tell(event("Running", 41));
  static_cast<void>(waiting());
  const auto command = asked("clear_job", 2);
  ASSERT_TRUE(ledger->take({{command, kNow, {}}}).has_value());
  complete(command);
  EXPECT_EQ(waiting(), (std::vector<std::string>{"r2.job", "r2"}));
  EXPECT_TRUE(ledger->open_jobs().value().empty());
}

}  // namespace
}  // namespace millwright::bridge::ledger
