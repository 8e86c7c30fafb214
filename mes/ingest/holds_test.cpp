// Holds, what inherits them and what quality decides, on both databases.

#include <gtest/gtest.h>

#include "mes/ingest/mes_under_test.h"
#include "tests/support/cpp/store_test.h"

namespace millwright::mes::ingest {
namespace {

using genealogy::Affected;
using genealogy::Decision;
using store::Dialect;
using Ids = std::vector<std::string>;

class Holds : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    mes_ = std::make_unique<MesUnderTest>(url_, clock_);
  }
  void read(const std::string& unit, const std::string& counter, std::int64_t reading, Duration at) {
    mes_->take("count" + std::to_string(++events_), count("line1/" + unit, counter, reading, start_ + at));
  }
  void entering(std::int64_t number, Duration at) { read("pasteurizer", "batch", number, at); }
  void pallets(std::int64_t number, Duration at) { read("palletizer", "pallet_count", number, at); }
  // Sublot 7 is held for a deviation, 8 enters after it; pallet 42 is of 7, pallet 43 of both.
  void deviation_on_7() {
    entering(6, -400s);
    entering(7, -200s);
    pallets(40, -100s);
    pallets(41, -60s);
    mes_->take("raise", threshold("ep1", start_));
    mes_->take("clear", threshold("ep1", start_ + 5s, false));
    entering(8, 20s);
    pallets(42, 1s);
    pass();
  }
  void pallet_43() { pallets(43, 110s); }
  // Decisions do not stand at the same moment as what they decide on.
  void pass() { clock_.advance(1s); }
  Affected hold(const std::string& lot, const std::string& reason) {
    pass();
    return write([&](Transaction& transaction) {
      return genealogy::hold(transaction, lot, {"person:" + reason, reason, std::nullopt, "quinn"});
    });
  }
  Affected decide(const std::string& lot, Decision decision) {
    pass();
    return write(
        [&](Transaction& transaction) { return genealogy::dispose(transaction, lot, decision, "tasted", "quinn"); });
  }
  // A database of its own, whatever SetUp made in the other.
  std::string fresh_url() const {
    return GetParam() == Dialect::sqlite ? "sqlite:" + (folder_.path() / "old.db").string() : url_ + "_old";
  }
  Affected write(const std::function<MesResult<Affected>(Transaction&)>& work) {
    auto done = mes_->writer().write<Affected>(work);
    EXPECT_TRUE(done) << done.error().message;
    pass();
    return done.value_or(Affected{});
  }
  std::string disposition(const std::string& lot) { return mes_->lot(lot).disposition; }

  ManualClock clock_;
  const Timestamp start_ = clock_.utc();
  std::unique_ptr<MesUnderTest> mes_;
  int events_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Backends, Holds, testing::Values(Dialect::sqlite, Dialect::postgresql), store::dialect_name);

TEST_P(Holds, ReleaseOfTheOriginReleasesWhatWasHeldOnlyBecauseOfIt) {
  deviation_on_7();
  pallet_43();
  EXPECT_EQ(disposition("line1-P1-0041"), "none") << "complete before the deviation";
  EXPECT_EQ(disposition("line1-P1-0043"), "held");
  EXPECT_EQ(disposition("line1-S1-0008"), "none");
  const auto released = decide("line1-S1-0007", Decision::release);
  EXPECT_EQ(released.with, (Ids{"line1-P1-0042", "line1-P1-0043"}));
  EXPECT_TRUE(released.still_held.empty());
  EXPECT_EQ(disposition("line1-P1-0042"), "released");
  EXPECT_EQ(disposition("line1-P1-0043"), "released");
}

TEST_P(Holds, DescendantHeldForAnotherReasonStaysHeldUntilThatIsDecidedToo) {
  deviation_on_7();
  pallet_43();
  hold("line1-P1-0042", "damaged wrap");
  hold("line1-S1-0008", "taste");
  const auto released = decide("line1-S1-0007", Decision::release);
  EXPECT_TRUE(released.with.empty());
  EXPECT_EQ(released.still_held, (Ids{"line1-P1-0042", "line1-P1-0043"}));
  EXPECT_EQ(mes_->lot("line1-P1-0042").hold_reason, "damaged wrap");
  EXPECT_EQ(mes_->lot("line1-P1-0043").hold_reason, "made of line1-S1-0008: taste");
  EXPECT_EQ(decide("line1-S1-0008", Decision::release).with, Ids{"line1-P1-0043"});
  EXPECT_EQ(disposition("line1-P1-0042"), "held");
  decide("line1-P1-0042", Decision::release);
  EXPECT_EQ(disposition("line1-P1-0042"), "released");
}

TEST_P(Holds, RejectionRejectsDescendantsHeldForWhateverReasonAndThoseStillToCome) {
  deviation_on_7();
  hold("line1-P1-0042", "damaged wrap");
  EXPECT_EQ(decide("line1-S1-0007", Decision::reject).with, Ids{"line1-P1-0042"});
  pallet_43();
  EXPECT_EQ(disposition("line1-P1-0042"), "rejected");
  EXPECT_EQ(disposition("line1-P1-0043"), "rejected");
  EXPECT_EQ(disposition("line1-P1-0041"), "none");
}

TEST_P(Holds, DecisionOnAPalletAloneStandsWhateverComesOfItsOrigin) {
  deviation_on_7();
  decide("line1-P1-0042", Decision::release);
  entering(5, -600s);
  EXPECT_EQ(disposition("line1-P1-0042"), "released");
  EXPECT_EQ(disposition("line1-S1-0007"), "held");
  decide("line1-S1-0007", Decision::reject);
  EXPECT_EQ(disposition("line1-P1-0042"), "released");
  hold("line1-P1-0042", "recall");
  EXPECT_EQ(disposition("line1-P1-0042"), "held");
}

TEST_P(Holds, HeldBatchHoldsItsSublotAndPalletsAndFreesThemAgain) {
  entering(6, -400s);
  entering(7, -200s);
  pallets(40, -100s);
  pallets(41, -60s);
  pallets(42, 1s);
  EXPECT_EQ(hold("line1-B1-0007", "concentrate").with, (Ids{"line1-S1-0007", "line1-P1-0041", "line1-P1-0042"}));
  pallets(43, 61s);
  EXPECT_EQ(disposition("line1-P1-0043"), "held");
  EXPECT_EQ(decide("line1-B1-0007", Decision::release).with,
            (Ids{"line1-S1-0007", "line1-P1-0041", "line1-P1-0042", "line1-P1-0043"}));
  EXPECT_EQ(disposition("line1-P1-0043"), "released");
}

TEST_P(Holds, SublotMadeOfABatchThatIsHeldOrRejectedIsSoFromItsFirstMoment) {
  read("mixer", "batch", 7, -100s);
  read("mixer", "batch", 8, -50s);
  hold("line1-B1-0007", "concentrate");
  hold("line1-B1-0008", "concentrate");
  decide("line1-B1-0008", Decision::reject);
  entering(7, 0s);
  entering(8, 60s);
  EXPECT_EQ(disposition("line1-S1-0007"), "held");
  EXPECT_EQ(disposition("line1-S1-0008"), "rejected");
}

TEST_P(Holds, HeldAgainAfterARelease) {
  deviation_on_7();
  decide("line1-S1-0007", Decision::release);
  EXPECT_EQ(hold("line1-S1-0007", "complaint").with, (Ids{"line1-P1-0041", "line1-P1-0042"}))
      << "a person's hold is on all that was made of it";
  EXPECT_EQ(disposition("line1-P1-0042"), "held");
  decide("line1-S1-0007", Decision::release);
  EXPECT_EQ(disposition("line1-P1-0042"), "released");
}

TEST_P(Holds, HeldOrRejectedLotIsNeverAvailable) {
  deviation_on_7();
  pallet_43();
  EXPECT_EQ(mes_->lot("line1-S1-0006").status, "available");
  for (const char* lot : {"line1-S1-0007", "line1-P1-0042", "line1-P1-0043"})
    EXPECT_EQ(mes_->lot(lot).status, "in_process") << lot << " has its end, and is held";
  decide("line1-P1-0043", Decision::reject);
  decide("line1-S1-0007", Decision::release);
  EXPECT_EQ(mes_->lot("line1-S1-0007").status, "available");
  EXPECT_EQ(mes_->lot("line1-P1-0042").status, "available");
  EXPECT_EQ(mes_->lot("line1-P1-0043").status, "in_process");
}

TEST_P(Holds, TaskToDecideOnLotsEndsByDecidingOnThemAlone) {
  deviation_on_7();
  const auto commands = mes_->commands();
  ASSERT_EQ(commands.size(), 1u);
  mes_->take("result", result_of(commands[0], contracts::CommandState::rejected, "not_remote", start_));
  const auto tasks = mes_->tasks();
  const auto task = std::ranges::find(tasks, "dispose", &workflow::Task::kind);
  ASSERT_NE(task, tasks.end());
  const auto done = mes_->writer().write<workflow::Task>([&](Transaction& transaction) {
    return workflow::complete_task(transaction, task->id, "quinn", "done", std::nullopt);
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, MesError::illegal);
  EXPECT_EQ(disposition("line1-S1-0007"), "held");
}

TEST_P(Holds, PalletThatTurnsOutNotToBeOfTheRejectedLotWaitsForItsOwnDecision) {
  entering(7, -50s);
  pallets(41, -60s);
  mes_->take("raise", threshold("ep1", start_));
  pallets(42, 1s);
  EXPECT_EQ(disposition("line1-P1-0042"), "held");
  entering(6, -300s);
  EXPECT_EQ(mes_->parents("line1-P1-0042"), Ids{"line1-S1-0006"});
  EXPECT_EQ(disposition("line1-P1-0042"), "held") << "no reading lifts a hold";
  EXPECT_EQ(decide("line1-S1-0007", Decision::reject).still_held, Ids{"line1-P1-0042"});
  decide("line1-P1-0042", Decision::release);
  EXPECT_EQ(disposition("line1-P1-0042"), "released");
}

TEST_P(Holds, EveryStepIsOnTheLotsRecordWithWhoDidItAndWhy) {
  deviation_on_7();
  hold("line1-P1-0042", "damaged wrap");
  decide("line1-S1-0007", Decision::release);
  decide("line1-P1-0042", Decision::reject);
  const auto actions = mes_->read<std::vector<genealogy::LotAction>>(
      [](auto& sql) { return genealogy::actions_of(sql, "line1-P1-0042"); });
  std::vector<std::pair<std::string, std::string>> steps;
  for (const auto& action : actions) steps.emplace_back(action.what, action.by);
  EXPECT_EQ(steps, (std::vector<std::pair<std::string, std::string>>{
                       {"held", "genealogy"}, {"held", "quinn"}, {"still held", "quinn"}, {"rejected", "quinn"}}));
  EXPECT_EQ(actions.at(2).detail, "made of line1-S1-0007: tasted; held for: damaged wrap");
}

TEST_P(Holds, SecondDeviationOnTheSameLotIsAHoldOfItsOwn) {
  deviation_on_7();
  entering(8, 20s);
  auto other = threshold("ep2", start_ + 10s);
  other.rule = "LOW_FLOW";
  mes_->take("raise-2", other);
  const auto holds =
      mes_->read<std::vector<genealogy::Hold>>([](auto& sql) { return genealogy::holds_of(sql, "line1-S1-0007"); });
  EXPECT_EQ(holds.size(), 2u);
}

TEST_P(Holds, HoldsOfARecordMadeBeforeCausesWereKeptCanStillBeDecided) {
  mes_.reset();
  const auto old = genealogy::migrations().front();
  std::unique_ptr<store::Database> before = store::Database::open(fresh_url()).value();
  ASSERT_TRUE(before->migrate("mes_genealogy", {old}));
  const auto add = [&](const std::string& id, const std::string& kind, const std::string& reason) {
    return before->transaction([&](store::Session& sql) -> store::StoreResult<void> {
      execute(sql,
              "insert into mes_lot values (:id, :kind, 'J', '', 1, 'L', 'available', 'held', :reason, 5, 1, 1, 9, "
              "'line1', 1, 7)",
              id, kind, reason);
      return {};
    });
  };
  ASSERT_TRUE(add("line1-S1-0007", "sublot", "hot"));
  ASSERT_TRUE(add("line1-P1-0042", "pallet", "made of line1-S1-0007: hot"));
  ASSERT_TRUE(before->transaction([](store::Session& sql) -> store::StoreResult<void> {
    sql << "insert into mes_lot_parent values ('line1-P1-0042', 'line1-S1-0007')";
    return {};
  }));
  before.reset();
  mes_ = std::make_unique<MesUnderTest>(fresh_url(), clock_);
  EXPECT_EQ(decide("line1-S1-0007", Decision::release).with, Ids{"line1-P1-0042"});
  EXPECT_EQ(enum_name(mes_->lot("line1-P1-0042").tracing), "measured");
}

}  // namespace
}  // namespace millwright::mes::ingest
