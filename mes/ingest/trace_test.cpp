// Traces, recall lists, bottles and serial units, on both databases.

#include <gtest/gtest.h>

#include <set>

#include "mes/genealogy/recall_table.h"
#include "mes/genealogy/units.h"
#include "mes/ingest/mes_under_test.h"
#include "tests/support/cpp/store_test.h"

namespace millwright::mes::ingest {
namespace {

using genealogy::Direction;
using store::Dialect;

class Traces : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    mes_ = std::make_unique<MesUnderTest>(url_, clock_);
  }
  template <class T>
  MesResult<T> write(const std::function<MesResult<T>(Transaction&)>& work) {
    return mes_->writer().write<T>(work);
  }
  void lot(const std::string& id, const std::string& kind, const std::vector<std::pair<std::string, double>>& made_of) {
    const auto done = write<void>([&](Transaction& transaction) -> MesResult<void> {
      genealogy::Lot row;
      row.id = id;
      row.kind = kind;
      row.material = kind == "pallet" ? "ORANGE-500" : "SUGAR";
      row.quantity = 240;
      row.unit = "pieces";
      row.order = kind == "pallet" ? std::optional<std::string>("A-" + id) : std::nullopt;
      row.disposition = "none";
      row.line = contracts::EquipmentPath{"line1"};
      row.from = start_ + 120s * placed_;
      row.to = start_ + 120s * (placed_ + 1);
      insert(transaction.sql, "mes_lot", row);
      for (const auto& [parent, quantity] : made_of) genealogy::put_link(transaction, {id, parent, quantity, "KGM"});
      return {};
    });
    ASSERT_TRUE(done) << done.error().message;
    if (kind == "pallet") ++placed_;
  }
  // Sugar into two batches, which blend into sublots; a sublot that both batches are in reaches the sugar two ways.
  void plant() {
    lot("sugar", "received", {});
    lot("water", "received", {});
    lot("b1", "batch", {{"sugar", 3}, {"water", 260}});
    lot("b2", "batch", {{"sugar", 3}});
    lot("s1", "sublot", {{"b1", 300}});
    lot("s2", "sublot", {{"b1", 10}, {"b2", 290}});
    lot("p1", "pallet", {{"s1", 120}});
    lot("p2", "pallet", {{"s1", 60}, {"s2", 60}, {"sugar", 1}});
    lot("p3", "pallet", {{"s2", 120}});
  }
  genealogy::Trace trace(const std::string& id, Direction direction, std::int64_t levels = 30) {
    return *mes_->read<std::optional<genealogy::Trace>>(
        [&](auto& sql) { return genealogy::trace_of(sql, id, direction, levels); });
  }
  static std::map<std::string, std::int64_t> levels(const genealogy::Trace& trace) {
    std::map<std::string, std::int64_t> out;
    for (const auto& one : trace.lots) EXPECT_TRUE(out.emplace(one.id, one.level).second) << one.id << " came twice";
    return out;
  }
  genealogy::Recall recall(const std::string& id, const genealogy::Bounds& bounds = {}) {
    return *mes_->read<std::optional<genealogy::Recall>>(
        [&](auto& sql) { return genealogy::recall_of(sql, id, bounds); });
  }
  static std::set<std::string> ids(const genealogy::Recall& recall) {
    std::set<std::string> out;
    for (const auto& one : recall.lots) out.insert(one.id);
    return out;
  }
  MesResult<std::int64_t> record(const std::string& id, const std::vector<std::string>& codes) {
    return write<std::int64_t>([&](Transaction& t) { return genealogy::record_units(t, id, codes); });
  }
  // nullopt and the sentence where it is not found.
  MesResult<genealogy::Bottle> bottle(const std::string& code) {
    MesResult<genealogy::Bottle> out = fail(MesError::storage, "not read");
    mes_->read<int>([&](auto& sql) {
      out = genealogy::find_bottle(sql, bottling(), code);
      return 0;
    });
    return out;
  }

  ManualClock clock_;
  const Timestamp start_ = *parse_rfc3339("2026-11-28T10:00:00Z");
  std::unique_ptr<MesUnderTest> mes_;
  int placed_ = 0;
};

TEST_P(Traces, EachLotAndLinkStandsOnceWithItsShortestWay) {
  plant();
  using Levels = std::map<std::string, std::int64_t>;
  EXPECT_EQ(levels(trace("p2", Direction::backward)),
            (Levels{{"p2", 0}, {"s1", 1}, {"s2", 1}, {"sugar", 1}, {"b1", 2}, {"b2", 2}, {"water", 3}}));
  EXPECT_EQ(trace("p2", Direction::backward).links.size(), 9u);
  EXPECT_EQ(levels(trace("water", Direction::forward)),
            (Levels{{"water", 0}, {"b1", 1}, {"s1", 2}, {"s2", 2}, {"p1", 3}, {"p2", 3}, {"p3", 3}}));
  EXPECT_EQ(levels(trace("water", Direction::forward, 1)), (Levels{{"water", 0}, {"b1", 1}}));
  EXPECT_EQ(levels(trace("p3", Direction::forward)), (Levels{{"p3", 0}}));
  const auto none =
      mes_->read<bool>([](auto& sql) { return genealogy::trace_of(sql, "none", Direction::forward).has_value(); });
  EXPECT_FALSE(none);
}

TEST_P(Traces, SeveralLotsAreTracedTogetherEachLotAndLinkOnceByTheShortestWayToAny) {
  plant();
  const auto together = *mes_->read<std::optional<genealogy::Trace>>(
      [](auto& sql) { return genealogy::trace_together(sql, {"p1", "p2", "p3"}, Direction::backward); });
  EXPECT_EQ(together.lot, "p1");
  using Levels = std::map<std::string, std::int64_t>;
  EXPECT_EQ(
      levels(together),
      (Levels{{"p1", 0}, {"p2", 0}, {"p3", 0}, {"s1", 1}, {"s2", 1}, {"sugar", 1}, {"b1", 2}, {"b2", 2}, {"water", 3}}))
      << "sugar is in p2 itself";
  std::set<std::pair<std::string, std::string>> links;
  for (const auto& link : together.links) EXPECT_TRUE(links.emplace(link.lot, link.parent).second) << link.lot;
  EXPECT_EQ(links.size(), 11u) << "all that there are";
}

TEST_P(Traces, ALoopInTheRecordEnds) {
  lot("a", "batch", {{"b", 1}});
  lot("b", "batch", {{"a", 1}});
  EXPECT_EQ(levels(trace("a", Direction::backward)).size(), 2u);
}

TEST_P(Traces, WhatIsTooMuchIsCutAndSaysSo) {
  lot("sugar", "received", {});
  const auto done = write<void>([&](Transaction& transaction) -> MesResult<void> {
    for (std::size_t i = 0; i <= genealogy::kTracedMost; ++i)
      genealogy::put_link(transaction, {fmt::format("lot{}", i), "sugar", 1, "KGM"});
    return {};
  });
  ASSERT_TRUE(done);
  const auto cut = trace("sugar", Direction::forward);
  EXPECT_TRUE(cut.truncated);
  EXPECT_EQ(cut.links.size(), genealogy::kTracedMost);
}

TEST_P(Traces, TheRecallListNamesWhatNothingWasMadeOf) {
  plant();
  lot("b3", "batch", {{"water", 1}});
  ASSERT_TRUE(record("p1", {"u1", "u2"}));
  const auto found = recall("water");
  EXPECT_EQ(ids(found), (std::set<std::string>{"b3", "p1", "p2", "p3"}))
      << "what is not on a pallet yet must be stopped too";
  EXPECT_EQ(found.orders, (std::vector<std::string>{"A-p1", "A-p2", "A-p3"}));
  EXPECT_EQ(found.units, 2);
  ASSERT_EQ(found.by_material.size(), 2u);
  EXPECT_EQ(found.by_material[0].quantity, 720);
}

TEST_P(Traces, ARecallThatIsCutSaysSoAndNamesNoLotWhoseLinksWereCut) {
  plant();
  lot("b3", "batch", {{"water", 1}});
  for (const auto& pallet : {"p1", "p2", "p3"}) ASSERT_TRUE(record(pallet, {pallet + std::string("-unit")}));
  constexpr std::size_t kLinks = 8;  // on from the water
  std::vector<std::set<std::string>> named;
  for (std::size_t links = 0; links <= kLinks; ++links) {
    const auto found = recall("water", {.links = links});
    named.push_back(ids(found));
    EXPECT_EQ(found.truncated, links < kLinks) << links;
    EXPECT_EQ(found.units, std::ranges::count(found.lots, "pallet", &genealogy::TracedLot::kind)) << links;
    EXPECT_EQ(genealogy::table_of(found).find("NOT ALL") != std::string::npos, found.truncated) << links;
  }
  using Ids = std::set<std::string>;
  EXPECT_EQ(named[0], Ids{}) << "the water itself is none";
  EXPECT_EQ(named[1], Ids{}) << "b1 leads on, b3 was not come upon";
  EXPECT_EQ(named[2], Ids{"b3"});
  EXPECT_EQ(named[4], Ids{"b3"}) << "s1 and s2 lead on";
  EXPECT_EQ(named[5], (Ids{"b3", "p1"})) << "something was made of s1 and s2";
  EXPECT_EQ(named[7], (Ids{"b3", "p1", "p2"}));
  EXPECT_EQ(named[8], (Ids{"b3", "p1", "p2", "p3"}));
}

TEST_P(Traces, ARecallThatEndsAtItsLastLevelIsWhole) {
  plant();
  EXPECT_TRUE(recall("water", {.levels = 2}).truncated);
  EXPECT_EQ(recall("water", {.levels = 2}).lots.size(), 0u) << "both sublots lead on";
  EXPECT_FALSE(recall("water", {.levels = 3}).truncated) << "the pallets lead nowhere";
  EXPECT_EQ(recall("water", {.levels = 3}).lots.size(), 3u);
}

TEST_P(Traces, ATraceThatIsLongerThanAllLevelsSaysSo) {
  lot("n0", "batch", {});
  for (int i = 1; i <= genealogy::kLevelsMost; ++i)
    lot(fmt::format("n{}", i), "batch", {{fmt::format("n{}", i - 1), 1}});
  EXPECT_FALSE(trace("n0", Direction::forward, genealogy::kLevelsMost).truncated);
  lot("beyond", "batch", {{fmt::format("n{}", genealogy::kLevelsMost), 1}});
  EXPECT_TRUE(trace("n0", Direction::forward, genealogy::kLevelsMost).truncated);
  EXPECT_TRUE(recall("n0").truncated);
  EXPECT_FALSE(trace("n0", Direction::forward, 1).truncated) << "more was not asked for";
}

TEST_P(Traces, ABottleIsOnThePalletThatWasFilledWhenItCameThere) {
  plant();
  const auto middle = bottle("LINE1-20261128T100040Z-000017");
  ASSERT_TRUE(middle) << middle.error().message;
  EXPECT_EQ(middle->pallets, (std::vector<std::string>{"p1"}));
  EXPECT_EQ(middle->sequence, 17);
  EXPECT_NE(middle->note.find("20 s after"), std::string::npos) << middle->note;
  const auto border = bottle("LINE1-20261128T100140Z-000170");
  ASSERT_TRUE(border);
  EXPECT_EQ(border->pallets, (std::vector<std::string>{"p1", "p2"})) << "either";
  EXPECT_EQ(bottle("LINE1-20261128T180000Z-1").error().code, MesError::not_found);
  EXPECT_EQ(bottle("LINE9-20261128T100040Z-1").error().message, "there is no line 'LINE9'");
  EXPECT_EQ(bottle("SITE-LINE1-20261128T100040Z-1").error().message, "there is no line 'SITE-LINE1'");
  for (const char* wrong : {"", "-", "--", "LINE1", "LINE1-20261128T100040Z-", "LINE1-20261328T100040Z-1",
                            "LINE1-20261128T100040-1", "LINE1-20261128T100040Z-1x", "LINE1-20261128T100040Z--1"}) {
    EXPECT_EQ(bottle(wrong).error().code, MesError::not_found) << wrong;
    EXPECT_NE(bottle(wrong).error().message.find("it is no bottle code"), std::string::npos) << wrong;
  }
}

TEST_P(Traces, AUnitThatWasRecordedIsFoundExactlyAndIsInOneLot) {
  plant();
  const std::string code = "LINE1-20261128T100140Z-000170";
  EXPECT_EQ(record("p2", {code, "LINE1-20261128T100141Z-000171"}).value(), 2);
  EXPECT_EQ(record("p2", {code}).value(), 0) << "the same again changes nothing";
  const auto found = bottle(code);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->pallets, (std::vector<std::string>{"p2"}));
  EXPECT_EQ(found->tracing, genealogy::Tracing::measured);
  const auto twice = record("p1", {"new", code});
  EXPECT_EQ(twice.error().message, "units[1]: unit " + code + " is in lot p2 already");
  EXPECT_EQ(mes_->read<std::int64_t>([](auto& sql) { return genealogy::units_in(sql, "p1"); }), 0) << "none of them";
  EXPECT_EQ(record("none", {"x"}).error().code, MesError::not_found);
}

TEST_P(Traces, APlantsOwnSerialNumberIsFoundExactlyAsItWasRecorded) {
  plant();
  const std::string sgtin = "urn:epc:id:sgtin:0614141.112345.A/1%?";
  const std::string of_no_line = "LINE9-20261128T100140Z-000170";
  ASSERT_EQ(record("p2", {sgtin, of_no_line, "-", std::string(200, '7')}).value(), 4);
  const auto found = bottle(sgtin);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->pallets, (std::vector<std::string>{"p2"}));
  EXPECT_EQ(found->tracing, genealogy::Tracing::measured);
  EXPECT_EQ(found->line.str(), "line1") << "that of its lot";
  EXPECT_FALSE(found->printed || found->sequence) << "nothing tells";
  for (const auto& other : {of_no_line, std::string("-"), std::string(200, '7')}) {
    ASSERT_TRUE(bottle(other)) << bottle(other).error().message;
    EXPECT_EQ(bottle(other)->pallets, (std::vector<std::string>{"p2"})) << other;
  }
  EXPECT_EQ(bottle(sgtin + "1").error().code, MesError::not_found);
  EXPECT_EQ(bottle("URN:EPC:ID:SGTIN:0614141.112345.A/1%?").error().code, MesError::not_found) << "exactly";
}

TEST_P(Traces, ARecordedUnitIsWhereItIsRecordedWhateverItsCodeTells) {
  plant();
  const std::string code = "LINE1-20261128T100040Z-000017";
  ASSERT_EQ(bottle(code)->pallets, (std::vector<std::string>{"p1"})) << "by its time";
  ASSERT_TRUE(record("p3", {code}));
  EXPECT_EQ(bottle(code)->pallets, (std::vector<std::string>{"p3"}));
  EXPECT_EQ(bottle(code)->sequence, 17) << "the code tells it still";
}

TEST_P(Traces, WhatCouldNotBeAskedForIsNotRecordedAndItsPlaceIsNamed) {
  plant();
  const auto fault = [&](const std::string& code) { return record("p1", {"u1", "u2", code, ""}).error().message; };
  EXPECT_EQ(fault(""), "units[2]: the code is empty");
  EXPECT_EQ(fault(std::string(201, '7')), "units[2]: the code is longer than 200 bytes");
  EXPECT_EQ(fault("0109506000134352\x1d"
                  "21ABC"),
            "units[2]: the code holds a control character");
  EXPECT_EQ(fault("u3 "), "units[2]: the code begins or ends with a space");
  EXPECT_EQ(fault("u3"), "units[3]: the code is empty");
  EXPECT_EQ(mes_->read<std::int64_t>([](auto& sql) { return genealogy::units_in(sql, "p1"); }), 0) << "none of them";
}

INSTANTIATE_TEST_SUITE_P(Backends, Traces, testing::Values(Dialect::sqlite, Dialect::postgresql), store::dialect_name);

}  // namespace
}  // namespace millwright::mes::ingest
