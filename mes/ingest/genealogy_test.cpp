// What lots are made of, as far as the counters tell, on both databases. In the bottling plant what leaves a pallet's
// window entered the pasteurizer 85 s before (25 s dwell, 60 s transit).

#include <gtest/gtest.h>

#include "mes/ingest/mes_under_test.h"
#include "tests/support/cpp/store_test.h"

namespace millwright::mes::ingest {
namespace {

using genealogy::Tracing;
using store::Dialect;
using Ids = std::vector<std::string>;

class Genealogy : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    restart();
  }
  void restart() {
    mes_.reset();
    mes_ = std::make_unique<MesUnderTest>(url_, clock_);
  }
  void read(const std::string& unit, const std::string& counter, std::int64_t reading, Duration at) {
    mes_->take("count" + std::to_string(++events_), count("line1/" + unit, counter, reading, start_ + at));
  }
  void mixing(std::int64_t number, Duration at) { read("mixer", "batch", number, at); }
  void entering(std::int64_t number, Duration at) { read("pasteurizer", "batch", number, at); }
  void pallets(std::int64_t number, Duration at) { read("palletizer", "pallet_count", number, at); }
  void expect_traced(const std::string& lot, Tracing how, const Ids& parents, const std::string& note = "") {
    const auto found = mes_->lot(lot);
    EXPECT_EQ(enum_name(found.tracing), enum_name(how)) << lot << ": " << found.tracing_note;
    EXPECT_EQ(mes_->parents(lot), parents) << lot;
    EXPECT_NE(found.tracing_note.find(note), std::string::npos) << found.tracing_note;
    EXPECT_EQ(found.tracing_note.empty(), how == Tracing::measured) << found.tracing_note;
  }
  double given(const std::string& lot, const std::string& parent) {
    for (const auto& link :
         mes_->read<std::vector<genealogy::Link>>([&](auto& sql) { return genealogy::inputs_of(sql, lot); }))
      if (link.parent == parent) return link.quantity;
    ADD_FAILURE() << lot << " is not made of " << parent;
    return -1;
  }
  // No answer to the workflow's command: it hands over to people and is at its end.
  void give_up_watching() {
    clock_.advance(60s);
    mes_->fire_timers();
  }
  void release(const std::string& lot) {
    EXPECT_TRUE(mes_->writer().write<genealogy::Affected>([&](Transaction& transaction) {
      auto affected = genealogy::dispose(transaction, lot, genealogy::Decision::release, "tasted", "quinn");
      workflow::on_disposed(transaction, lot, "quinn");
      return affected;
    }));
  }
  Ids open_dispose_tasks() {
    Ids titles;
    for (const auto& task : mes_->tasks())
      if (task.kind == "dispose" && task.state == "open") titles.push_back(task.title);
    return titles;
  }

  // One process reads late of a lot of a closed deviation; another, to which it says so, asks about it.
  void asked_about(const ModuleSet& reader, const ModuleSet& asker) {
    entering(6, -300s);
    mes_->take("raise", threshold("ep1", start_));
    mes_->take("clear", threshold("ep1", start_ + 10s, false));
    give_up_watching();
    release("line1-S1-0006");
    (void)mes_->said("events");
    MesUnderTest reading(url_, clock_, bottling(), reader);
    MesUnderTest asking(url_, clock_, bottling(), asker);
    reading.take("late", count("line1/pasteurizer", "batch", 7, start_ - 20s));
    EXPECT_EQ(open_dispose_tasks(), Ids{});
    for (const auto& event : mes_->said("events"))
      if (event.type == "millwright.quality.v1")
        asking.apply({{event.source + "|" + event.id, event.source, *from_json<contracts::QualityEvent>(event.data)}});
    EXPECT_EQ(open_dispose_tasks(), (Ids{"Decide on 1 held lot"}));
  }

  ManualClock clock_;
  const Timestamp start_ = clock_.utc();
  std::unique_ptr<MesUnderTest> mes_;
  int events_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Backends, Genealogy, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         store::dialect_name);

TEST_P(Genealogy, FirstPalletsOfARunningLineArePresumedOfTheSublotThatWasEnteringThen) {
  mixing(9, 0s);
  entering(7, 0s);
  pallets(41, 0s);
  pallets(42, 60s);
  pallets(43, 120s);
  pallets(44, 180s);
  expect_traced("line1-P1-0042", Tracing::presumed, {"line1-S1-0007"}, "was entering when it was first seen");
  expect_traced("line1-P1-0042", Tracing::presumed, {"line1-S1-0007"}, "it was being filled already");
  expect_traced("line1-P1-0043", Tracing::presumed, {"line1-S1-0007"}, "what entered before it, was not seen");
  expect_traced("line1-P1-0044", Tracing::measured, {"line1-S1-0007"});
}

TEST_P(Genealogy, FirstPalletIsLinkedAlsoWhenThePasteurizersReadingComesAfterIt) {
  pallets(41, 0s);
  pallets(42, 60s);
  expect_traced("line1-P1-0042", Tracing::unknown, {}, "was not seen");
  entering(7, 0s);
  expect_traced("line1-P1-0042", Tracing::presumed, {"line1-S1-0007"});
}

TEST_P(Genealogy, PalletCompletedLongBeforeAnythingWasSeenEnteringIsOfUnknownOrigin) {
  mixing(9, 0s);
  pallets(41, 0s);
  pallets(42, 60s);
  entering(9, 300s);
  expect_traced("line1-P1-0042", Tracing::unknown, {}, "what entered line1/pasteurizer from");
}

TEST_P(Genealogy, EarlierReadingThatArrivesLateTakesThePlaceOfThePresumption) {
  entering(7, 0s);
  pallets(41, 0s);
  pallets(42, 60s);
  pallets(43, 120s);
  entering(6, -200s);
  expect_traced("line1-P1-0042", Tracing::presumed, {"line1-S1-0006"}, "it was being filled already");
  expect_traced("line1-P1-0043", Tracing::measured, {"line1-S1-0006", "line1-S1-0007"});
  pallets(40, -60s);
  expect_traced("line1-P1-0042", Tracing::measured, {"line1-S1-0006"});
}

TEST_P(Genealogy, RestartOfTheMesLosesNothingOfWhatIsInFlight) {
  entering(6, -300s);
  entering(7, 0s);
  pallets(40, -60s);
  pallets(41, 0s);
  restart();
  pallets(42, 60s);
  restart();
  entering(8, 100s);
  pallets(43, 130s);
  expect_traced("line1-P1-0042", Tracing::measured, {"line1-S1-0006"});
  expect_traced("line1-P1-0043", Tracing::measured, {"line1-S1-0006", "line1-S1-0007"});
}

TEST_P(Genealogy, NumbersThatPassedUnseenMakeTheStretchBetweenPresumed) {
  entering(6, -300s);
  entering(7, 0s);
  pallets(40, 0s);
  pallets(41, 150s);
  entering(10, 200s);
  pallets(42, 210s);
  expect_traced("line1-P1-0042", Tracing::presumed, {"line1-S1-0007", "line1-S1-0010"}, "line1-S1-0010 was entering");
  entering(9, 190s);
  entering(8, 180s);
  expect_traced("line1-P1-0042", Tracing::measured, {"line1-S1-0007"});
}

TEST_P(Genealogy, PalletsCountedAtOnceSaySo) {
  entering(6, -600s);
  entering(7, -300s);
  pallets(40, 0s);
  pallets(41, 10s);
  pallets(43, 130s);
  expect_traced("line1-P1-0042", Tracing::presumed, {"line1-S1-0007"}, "2 pallets were counted at once");
  pallets(42, 70s);
  expect_traced("line1-P1-0042", Tracing::measured, {"line1-S1-0007"});
  expect_traced("line1-P1-0043", Tracing::measured, {"line1-S1-0007"});
}

TEST_P(Genealogy, PalletTookOfEachSublotWhatEnteredInItsTime) {
  entering(5, -700s);
  entering(6, -400s);
  entering(7, -100s);
  pallets(40, -25s);
  pallets(41, 35s);
  EXPECT_EQ(given("line1-P1-0041", "line1-S1-0007"), 0) << "it is still entering";
  entering(8, 50s);
  EXPECT_NEAR(given("line1-P1-0041", "line1-S1-0006"), 300.0 * 10 / 300, 1e-5);
  EXPECT_NEAR(given("line1-P1-0041", "line1-S1-0007"), 300.0 * 50 / 150, 1e-5);
}

TEST_P(Genealogy, NoSublotGivesMoreThanItIsAlsoWherePalletsAreCountedAtOnce) {
  for (int n = 0; n < 6; ++n) entering(6 + n, n * 97s - 400s);
  pallets(40, -400s);
  pallets(43, -200s);
  pallets(44, -150s);
  pallets(48, 150s);
  pallets(49, 300s);
  pallets(46, 20s);
  for (int n = 1; n < 5; ++n) {
    const auto id = fmt::format("line1-S1-{:04}", 6 + n);
    double sum = 0;
    for (const auto& link :
         mes_->read<std::vector<genealogy::Link>>([&](auto& sql) { return genealogy::outputs_of(sql, id); }))
      sum += link.quantity;
    EXPECT_LE(sum, mes_->lot(id).quantity) << id;
    EXPECT_GT(sum, 299.9) << id << ": all of it is on pallets";
  }
}

TEST_P(Genealogy, RestartedPlcBeginsNewBatchesAlsoWhenThePasteurizerTellsOfItFirst) {
  for (const auto& [number, at] : {std::pair{1, -400s}, {2, -300s}, {3, -200s}}) {
    mixing(number, at);
    entering(number, at + 50s);
  }
  pallets(40, -60s);
  pallets(41, 0s);
  entering(1, 40s);
  mixing(1, 40s);
  pallets(0, 40s);
  pallets(1, 90s);
  pallets(2, 180s);
  EXPECT_EQ(mes_->parents("line1-S2-0001"), Ids{"line1-B2-0001"});
  EXPECT_TRUE(mes_->lot("line1-B2-0001").from) << "the mixer's reading is of the same batch";
  EXPECT_EQ(mes_->lot("line1-S1-0001").to, start_ - 250s) << "the earlier run's is left alone";
  EXPECT_EQ(mes_->lot("line1-P2-0001").from, start_) << "it was being filled when the counter began anew";
  expect_traced("line1-P2-0001", Tracing::measured, {"line1-S1-0003"});
  expect_traced("line1-P2-0002", Tracing::measured, {"line1-S1-0003", "line1-S2-0001"});
}

TEST_P(Genealogy, LateReadingFromBeforeTheRestartBelongsToTheEarlierRun) {
  entering(50, 0s);
  entering(1, 60s);
  entering(51, 20s);
  EXPECT_EQ(mes_->parents("line1-S1-0051"), Ids{"line1-B1-0051"});
  EXPECT_EQ(mes_->lot("line1-S1-0051").to, start_ + 60s);
}

TEST_P(Genealogy, WhereWhatEntersIsNotReportedTheMixersBatchIsOnlyPresumed) {
  mixing(7, 0s);
  mixing(8, 100s);
  pallets(40, 50s);
  pallets(41, 100s);
  pallets(42, 160s);
  expect_traced("line1-P1-0042", Tracing::presumed, {"line1-B1-0007"}, "was in the mixer then");
  entering(8, 400s);
  expect_traced("line1-P1-0042", Tracing::unknown, {});
}

TEST_P(Genealogy, LateReadingHoldsWhatItShowsToHaveBeenInTheUnit) {
  entering(6, -300s);
  mes_->take("raise", threshold("ep1", start_));
  mes_->take("clear", threshold("ep1", start_ + 10s, false));
  entering(7, -20s);
  EXPECT_EQ(mes_->lot("line1-S1-0006").disposition, "held");
  EXPECT_EQ(mes_->lot("line1-S1-0007").disposition, "held");
}

TEST_P(Genealogy, LateReadingAboutAClosedDeviationOpensItAgainAndAsksQuality) {
  entering(6, -300s);
  mes_->take("raise", threshold("ep1", start_));
  mes_->take("clear", threshold("ep1", start_ + 10s, false));
  give_up_watching();
  release("line1-S1-0006");
  ASSERT_EQ(mes_->deviations().at(0).state, quality::DeviationState::closed);
  entering(7, -20s);
  EXPECT_EQ(mes_->lot("line1-S1-0007").disposition, "held");
  EXPECT_EQ(mes_->deviations().at(0).state, quality::DeviationState::corrected);
  EXPECT_EQ(open_dispose_tasks(), (Ids{"Decide on 1 held lot"}));
  release("line1-S1-0007");
  EXPECT_EQ(mes_->deviations().at(0).state, quality::DeviationState::closed);
  EXPECT_EQ(open_dispose_tasks(), Ids{});
}

TEST_P(Genealogy, OpenTaskNamesTheLotThatALateReadingAdds) {
  entering(6, -300s);
  mes_->take("raise", threshold("ep1", start_));
  mes_->take("clear", threshold("ep1", start_ + 10s, false));
  give_up_watching();
  EXPECT_EQ(open_dispose_tasks(), (Ids{"Decide on 1 held lot"}));
  entering(7, -20s);
  EXPECT_EQ(open_dispose_tasks(), (Ids{"Decide on 2 held lots"}));
}

TEST_P(Genealogy, OpenTaskNamesOnlyTheLotsThatAreLeftToDecideOn) {
  entering(6, -300s);
  entering(7, -20s);
  mes_->take("raise", threshold("ep1", start_));
  mes_->take("clear", threshold("ep1", start_ + 10s, false));
  give_up_watching();
  EXPECT_EQ(open_dispose_tasks(), (Ids{"Decide on 2 held lots"}));
  release("line1-S1-0006");
  EXPECT_EQ(open_dispose_tasks(), (Ids{"Decide on 1 held lot"}));
  release("line1-S1-0007");
  EXPECT_EQ(open_dispose_tasks(), Ids{});
}

TEST_P(Genealogy, BatchInTheNextEventIsAskedAboutForTheDeviationBeforeIt) {
  entering(6, -300s);
  mes_->take("raise", threshold("ep1", start_));
  mes_->take("clear", threshold("ep1", start_ + 10s, false));
  give_up_watching();
  release("line1-S1-0006");
  ASSERT_EQ(mes_->deviations().at(0).state, quality::DeviationState::closed);
  auto next = threshold("ep2", start_ + 90s);
  next.context = {{"batch", {std::int64_t{7}, contracts::quality::kGood, start_ - 5s}}};
  mes_->take("next", next);
  EXPECT_EQ(mes_->lot("line1-S1-0007").disposition, "held");
  Ids states;
  for (const auto& deviation : mes_->deviations()) states.emplace_back(enum_name(deviation.state));
  EXPECT_EQ(states, (Ids{"open", "corrected"})) << "the earlier one is open again until its second lot is decided on";
  EXPECT_EQ(open_dispose_tasks(), (Ids{"Decide on 1 held lot"}));
}

TEST_P(Genealogy, LateReadingOfTheMixerIsAskedAboutWhereWhatEntersIsNotReported) {
  mixing(6, -300s);
  mes_->take("raise", threshold("ep1", start_));
  mes_->take("clear", threshold("ep1", start_ + 10s, false));
  give_up_watching();
  release("line1-B1-0006");
  mixing(7, -20s);
  EXPECT_EQ(mes_->lot("line1-B1-0007").disposition, "held");
  EXPECT_EQ(open_dispose_tasks(), (Ids{"Decide on 1 held lot"}));
}

TEST_P(Genealogy, LateReadingHoldsASublotThatIsOnlyPresumedToHaveBeenInTheUnit) {
  mes_->take("raise", threshold("ep1", start_));
  mes_->take("clear", threshold("ep1", start_ + 10s, false));
  entering(7, 60s);
  const auto lot = mes_->lot("line1-S1-0007");
  ASSERT_TRUE(lot.presumed_from && *lot.presumed_from <= start_ + 10s) << "it was entering when first seen";
  EXPECT_EQ(lot.disposition, "held");
}

TEST_P(Genealogy, LateReadingIsAskedAboutWhereQualityRunsBesideTheWorkflow) {
  asked_about({Module::genealogy}, {Module::quality, Module::workflow});
}

TEST_P(Genealogy, LateReadingIsAskedAboutWhereTheWorkflowRunsAlone) {
  asked_about({Module::genealogy, Module::quality}, {Module::workflow});
}

TEST_P(Genealogy, DeviationWithoutAnyKnownLotSaysThatNoneIsHeld) {
  mes_->take("raise", threshold("ep1", start_));
  const auto deviation = mes_->deviations().at(0);
  const auto actions = mes_->read<std::vector<quality::DeviationAction>>(
      [&](auto& sql) { return quality::actions_of(sql, deviation, clock_.utc()); });
  EXPECT_TRUE(std::ranges::any_of(actions, [](const auto& action) { return action.what == "no lot held"; }));
}

}  // namespace
}  // namespace millwright::mes::ingest
