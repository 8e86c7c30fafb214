// What was made of what was in a unit in a stretch of time, on both databases. In the bottling plant product stays 25 s
// in the pasteurizer and takes 60 s more onto a pallet.

#include "mes/genealogy/affected.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>

#include "mes/ingest/mes_under_test.h"
#include "tests/support/cpp/store_test.h"

namespace millwright::mes::ingest {
namespace {

using genealogy::Stretch;
using genealogy::Window;
using store::Dialect;
using Ids = std::set<std::string>;
using Levels = std::map<std::string, std::int64_t>;

class AffectedLots : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    mes_ = std::make_unique<MesUnderTest>(url_, clock_);
  }
  void read(const std::string& unit, const std::string& counter, std::int64_t reading, Duration at) {
    mes_->take("count" + std::to_string(++events_), count("line1/" + unit, counter, reading, start_ + at));
  }
  // Each batch is mixed for 300 s and enters the pasteurizer during the 300 s after; a pallet is full every 60 s.
  void run() {
    for (std::int64_t n = 0; n < 4; ++n) {
      read("mixer", "batch", n + 1, n * 300s);
      read("pasteurizer", "batch", n + 1, (n + 1) * 300s);
    }
    for (std::int64_t n = 0; n <= 20; ++n) read("palletizer", "pallet_count", n + 1, 385s + n * 60s);
  }
  MesResult<std::vector<genealogy::TracedLot>> ask(const std::string& equipment, const std::vector<Stretch>& when) {
    MesResult<std::vector<genealogy::TracedLot>> out = fail(MesError::storage, "not read");
    mes_->read<int>([&](auto& sql) {
      out = genealogy::made_of_what_was_in(sql, bottling(), contracts::EquipmentPath{equipment}, when);
      return 0;
    });
    return out;
  }
  Levels affected(const std::string& equipment, Duration from, Duration to, Duration dwell = 25s) {
    Levels out;
    const auto found = ask(equipment, {{{start_ + from, start_ + to}, dwell}});
    if (!found) ADD_FAILURE() << found.error().message;
    for (const auto& lot : found.value()) EXPECT_TRUE(out.emplace(lot.id, lot.level).second) << lot.id << " came twice";
    return out;
  }

  ManualClock clock_;
  const Timestamp start_ = *parse_rfc3339("2026-11-28T10:00:00Z");
  std::unique_ptr<MesUnderTest> mes_;
  int events_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Backends, AffectedLots, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         store::dialect_name);

TEST_P(AffectedLots, OfThePasteurizerAreTheSublotsInsideAndThePalletsThatTookOfThemThen) {
  run();
  // The pallet from 445 s to 505 s was inside from 360 s to 445 s; the one before it until 385 s, the one after from
  // 420.
  EXPECT_EQ(affected("line1/pasteurizer", 390s, 410s), (Levels{{"line1-S1-0001", 0}, {"line1-P1-0003", 1}}));
  EXPECT_EQ(affected("line1/pasteurizer", 390s, 420s),
            (Levels{{"line1-S1-0001", 0}, {"line1-P1-0003", 1}, {"line1-P1-0004", 1}}));
}

TEST_P(AffectedLots, WhatEnteredADwellBeforeIsInsideStill) {
  run();
  EXPECT_TRUE(affected("line1/pasteurizer", 624s, 626s).contains("line1-S1-0001"));
  EXPECT_FALSE(affected("line1/pasteurizer", 626s, 630s).contains("line1-S1-0001"));
  EXPECT_TRUE(affected("line1/pasteurizer", 626s, 630s, 40s).contains("line1-S1-0001")) << "it flowed slower";
}

TEST_P(AffectedLots, OfTheMixerGoThroughSublotsToPallets) {
  run();
  const auto found = affected("line1/mixer", 310s, 320s);
  EXPECT_EQ(found.at("line1-B1-0002"), 0);
  EXPECT_EQ(found.at("line1-S1-0002"), 1);
  EXPECT_EQ(found.at("line1-P1-0008"), 2);
  for (const auto& [id, level] : found)
    if (level == 2) {
      const auto parents = mes_->parents(id);
      EXPECT_NE(std::ranges::find(parents, "line1-S1-0002"), parents.end()) << id;
    }
  EXPECT_FALSE(found.contains("line1-B1-0001"));
  EXPECT_FALSE(found.contains("line1-P1-0003"));
}

TEST_P(AffectedLots, OfAUnitBehindThePasteurizerAreShiftedByWhatLiesBetween) {
  run();
  // Sublot 1 left the pasteurizer from 325 s to 625 s; the pallet from 445 s to 505 s was on its way from 385 s on.
  EXPECT_EQ(affected("line1/filler", 446s, 450s),
            (Levels{{"line1-S1-0001", 0}, {"line1-P1-0003", 1}, {"line1-P1-0004", 1}}));
  EXPECT_EQ(affected("line1/palletizer", 446s, 450s), (Levels{{"line1-S1-0001", 0}, {"line1-P1-0003", 1}}));
  EXPECT_EQ(affected("line1/filler", 100s, 110s), Levels{});
}

TEST_P(AffectedLots, OfTheLineAreThoseOfAllItsUnits) {
  run();
  Levels all = affected("line1", 446s, 450s);
  for (const auto* unit : {"mixer", "pasteurizer", "filler", "palletizer"})
    for (const auto& [id, level] : affected(std::string("line1/") + unit, 446s, 450s))
      EXPECT_TRUE(all.contains(id)) << unit << ": " << id;
  EXPECT_EQ(all.at("line1-P1-0003"), 2) << "counted from the batch";
}

TEST_P(AffectedLots, PalletOfUnknownOriginIsFoundByItsTime) {
  read("palletizer", "pallet_count", 1, 0s);
  read("palletizer", "pallet_count", 2, 60s);
  EXPECT_EQ(affected("line1/pasteurizer", -80s, -70s), (Levels{{"line1-P1-0002", 1}}));
}

TEST_P(AffectedLots, WhereWhatEntersIsNotReportedTheMixersBatchesAre) {
  read("mixer", "batch", 7, 0s);
  read("mixer", "batch", 8, 100s);
  EXPECT_EQ(affected("line1/pasteurizer", 10s, 20s), (Levels{{"line1-B1-0007", 0}}));
}

TEST_P(AffectedLots, OfADeviationsTimeAreAllLotsThatItHolds) {
  run();
  auto event = threshold("ep1", start_ + 618s);
  event.context = {{"dwell", {40.0, contracts::quality::kGood, start_ + 618s}}};
  mes_->take("raise", event);
  mes_->take("clear", threshold("ep1", start_ + 640s, false));
  const auto deviation = mes_->deviations().at(0);
  const auto held =
      mes_->read<std::vector<std::string>>([&](auto& sql) { return quality::lots_of(sql, deviation.id); });
  EXPECT_EQ(held, (std::vector<std::string>{"line1-S1-0001", "line1-S1-0002"}));
  const auto during = mes_->read<std::vector<quality::Deviation>>(
      [&](auto& sql) { return quality::during(sql, kPasteurizer, deviation.crossed_at, *deviation.cleared_at); });
  ASSERT_EQ(during.size(), 1u);
  const auto found = affected("line1/pasteurizer", 616s, 640s, Duration{during[0].dwell_ns});
  for (const auto& lot : held) EXPECT_TRUE(found.contains(lot)) << lot;
  const auto not_then = mes_->read<std::vector<quality::Deviation>>(
      [&](auto& sql) { return quality::during(sql, kPasteurizer, start_ + 641s, start_ + 700s); });
  EXPECT_TRUE(not_then.empty());
}

TEST_P(AffectedLots, UnitThatNoLotPassesIsNamed) {
  run();
  const std::vector<Stretch> when{{{start_, start_ + 1s}, 25s}};
  EXPECT_EQ(ask("line1/nothing", when).error().message, "no lot is known to pass equipment 'line1/nothing'");
  EXPECT_EQ(ask("line9/filler", when).error().code, MesError::not_found);
  EXPECT_EQ(ask("", when).error().code, MesError::not_found);
}

TEST_P(AffectedLots, TimesAtTheEndsOfTheCalendarAreNoTrouble) {
  run();
  const auto all =
      ask("line1", {{{*parse_rfc3339("1678-01-01T00:00:00Z"), *parse_rfc3339("2261-12-31T23:59:59Z")}, 1h}});
  ASSERT_TRUE(all);
  EXPECT_EQ(all->size(), 4u + 4u + 20u);
}

TEST_P(AffectedLots, AWindowCutInTwoFindsWhatItsPartsFind) {
  std::mt19937_64 random(7);
  const auto pick = [&](std::uint64_t below) { return static_cast<std::int64_t>(random() % below); };
  std::int64_t batch = 1, entering = 1, pallet = 1;
  for (Duration at = 0s; at < 4000s; at += 1s + pick(20) * 1s) {
    if (pick(8) == 0) read("mixer", "batch", ++batch, at);
    if (pick(6) == 0 && entering < batch) read("pasteurizer", "batch", ++entering, at);
    if (pick(3) == 0) read("palletizer", "pallet_count", pallet += 1 + pick(2), at);
  }
  std::size_t most = 0;
  for (int round = 0; round < 60; ++round) {
    const auto* unit = std::array{"line1", "line1/mixer", "line1/pasteurizer", "line1/filler",
                                  "line1/palletizer"}[static_cast<std::size_t>(pick(5))];
    const Duration from = pick(4100) * 1s - 50s, cut = from + 1s + pick(300) * 1s, to = cut + 1s + pick(300) * 1s;
    auto parts = affected(unit, from, cut);
    most = std::max(most, parts.size());
    parts.merge(affected(unit, cut, to));
    EXPECT_EQ(affected(unit, from, to), parts)
        << unit << " from " << from.count() << " by " << cut.count() << " to " << to.count();
  }
  EXPECT_GT(most, 5u) << "a history that shows nothing proves nothing";
}

}  // namespace
}  // namespace millwright::mes::ingest
