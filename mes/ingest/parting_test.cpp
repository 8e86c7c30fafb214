// Received lots that are parted and put together, on both databases.

#include "mes/materials/parting.h"

#include <gtest/gtest.h>

#include "mes/genealogy/trace_query.h"
#include "mes/ingest/mes_test.h"

namespace millwright::mes::ingest {
namespace {

using genealogy::Direction;
using genealogy::Lot;
using orders::OrderAction;

class Parting : public MesTest {
 protected:
  void SetUp() override {
    MesTest::SetUp();
    ASSERT_TRUE(
        receive({.id = "C1", .material = "CAP-28", .quantity = 1000, .supplier = "Lids", .supplier_lot = "L-7"}));
    ASSERT_TRUE(receive(
        {.id = "C2", .material = "CAP-28", .quantity = 500, .supplier = "Lids", .expires = clock_.utc() + 24h}));
    ASSERT_TRUE(receive({.id = "S1", .material = "SUGAR", .quantity = 2000}));
  }
  MesResult<Lot> split(const std::string& id, const materials::Split& wanted) {
    return write<Lot>([&](Transaction& t) { return materials::split(t, bottling(), id, wanted, "olga"); });
  }
  MesResult<Lot> merge(const materials::Merge& wanted) {
    return write<Lot>([&](Transaction& t) { return materials::merge(t, wanted, "olga"); });
  }
  double left(const std::string& id) {
    return mes_->read<double>([&](auto& sql) { return materials::left_of(sql, *genealogy::find(sql, id)); });
  }
  /// An order that takes caps of that lot; three pallets are made, 720 bottles.
  void make_pallets(const std::string& lot) {
    ASSERT_TRUE(create("A1", "ORANGE-500", 2400));
    ASSERT_TRUE(act("A1", OrderAction::release));
    ASSERT_TRUE(book(lot));
    ASSERT_TRUE(act("A1", OrderAction::start));
    for (int n = 0; n <= 3; ++n) take(count("line1/palletizer", "pallet_count", n, clock_.utc() + n * 60s));
  }
  std::set<std::string> traced(const std::string& lot, Direction direction) {
    std::set<std::string> out;
    const auto trace = mes_->read<std::optional<genealogy::Trace>>(
        [&](auto& sql) { return genealogy::trace_of(sql, lot, direction); });
    for (const auto& found : trace.value().lots) out.insert(found.id);
    return out;
  }
};

TEST_P(Parting, APartIsALotOfItsOwnAndTheRestIsLeft) {
  const auto part = split("C1", {.quantity = 300});
  ASSERT_TRUE(part) << part.error().message;
  EXPECT_EQ(part->id, "C1-1");
  EXPECT_EQ(part->quantity, 300);
  EXPECT_EQ(left("C1"), 700);
  const auto as =
      mes_->read<std::optional<materials::Received>>([](auto& sql) { return materials::received(sql, "C1-1"); });
  EXPECT_EQ(as->supplier_lot, "L-7");
  EXPECT_EQ(split("C1", {.quantity = 100})->id, "C1-2");
  EXPECT_TRUE(split("S1", {.quantity = 1, .unit = "TNE", .id = "S1-half"}));
  EXPECT_EQ(left("S1"), 1000) << "a ton";
  EXPECT_TRUE(split("S1", {.quantity = 1, .unit = "TNE", .id = "S1-half"})) << "the same again changes nothing";
  EXPECT_EQ(left("S1"), 1000);
}

TEST_P(Parting, WhatCannotBePartedIsRefusedInWords) {
  const auto why = [&](const std::string& id, const materials::Split& wanted) {
    const auto part = split(id, wanted);
    return part ? "it was parted" : part.error().message;
  };
  EXPECT_EQ(why("C9", {.quantity = 1}), "there is no lot 'C9'");
  EXPECT_EQ(why("C1", {.quantity = 0}), "quantity: must be above zero");
  EXPECT_EQ(why("C1", {.quantity = 1, .unit = "LTR"}), "unit: CAP-28: nothing says how LTR becomes H87");
  EXPECT_EQ(why("C1", {.quantity = 1000}), "of lot C1 1000 H87 are left: less than that can be parted from it");
  EXPECT_EQ(why("C1", {.quantity = 1, .id = "C2"}), "there is a lot 'C2' already");
  ASSERT_TRUE(split("C2", {.quantity = 1, .id = "C2-early"}));
  hold("C2");
  ASSERT_TRUE(write<genealogy::Affected>(
      [&](Transaction& t) { return genealogy::dispose(t, "C2", genealogy::Decision::reject, "bent", "quinn"); }));
  EXPECT_EQ(why("C2", {.quantity = 1}), "lot C2 is rejected");
  EXPECT_EQ(why("C2", {.quantity = 1, .id = "C2-early"}), "it was parted") << "asked again";
  EXPECT_EQ(left("C1"), 1000);
}

TEST_P(Parting, LotsBecomeOneThatIsGoodUntilTheFirstExpires) {
  const auto whole = merge({.lots = {"C1", "C2"}, .id = "CAPS"});
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(whole->quantity, 1500);
  EXPECT_EQ(left("C1"), 0);
  const auto as =
      mes_->read<std::optional<materials::Received>>([](auto& sql) { return materials::received(sql, "CAPS"); });
  EXPECT_EQ(as->supplier, "Lids");
  EXPECT_EQ(as->supplier_lot, "") << "of several";
  EXPECT_TRUE(as->expires);
  EXPECT_TRUE(merge({.lots = {"C2", "C1"}, .id = "CAPS"})) << "the same again changes nothing";
  const auto why = [&](const materials::Merge& wanted) { return merge(wanted).error().message; };
  EXPECT_EQ(why({.lots = {"CAPS", "C1"}}), "lot C1 is empty");
  EXPECT_EQ(why({.lots = {"CAPS", "S1"}}), "lots: CAPS is CAP-28, S1 is SUGAR");
  EXPECT_EQ(why({.lots = {"CAPS"}}), "lots: expected from 2 to 100 lots, each once");
}

TEST_P(Parting, APartTakesPartInAHoldAndInARelease) {
  hold("C1");
  ASSERT_TRUE(split("C1", {.quantity = 300}));
  EXPECT_EQ(mes_->lot("C1-1").disposition, "held");
  ASSERT_TRUE(write<genealogy::Affected>(
      [&](Transaction& t) { return genealogy::dispose(t, "C1", genealogy::Decision::release, "looked at", "quinn"); }));
  EXPECT_EQ(mes_->lot("C1-1").disposition, "released");
}

TEST_P(Parting, WhatIsMadeOfAPartLeadsToTheWholeAndItGivesNoMoreThanItIs) {
  ASSERT_TRUE(split("C1", {.quantity = 400}));
  make_pallets("C1-1");
  EXPECT_EQ(left("C1-1"), 0) << "of 720 caps it gave what it had";
  EXPECT_EQ(left("C1"), 600);
  EXPECT_TRUE(traced("line1-P1-0001", Direction::backward).contains("C1"));
  EXPECT_TRUE(traced("C1", Direction::forward).contains("line1-P1-0001"));
}

TEST_P(Parting, WhatWasPartedIsNotGivenAgainWhenConsumptionIsReckonedAnew) {
  ASSERT_TRUE(split("C1", {.quantity = 700}));
  make_pallets("C1");
  EXPECT_EQ(left("C1"), 0);
  double given = 0;
  for (const auto& link :
       mes_->read<std::vector<genealogy::Link>>([](auto& sql) { return genealogy::outputs_of(sql, "C1"); }))
    given += link.quantity;
  EXPECT_NEAR(given, 1000, 1e-6);
  EXPECT_FALSE(merge({.lots = {"C1-1", "C1"}}));
}

INSTANTIATE_TEST_SUITE_P(Backends, Parting, testing::Values(store::Dialect::sqlite, store::Dialect::postgresql),
                         store::dialect_name);

}  // namespace
}  // namespace millwright::mes::ingest
