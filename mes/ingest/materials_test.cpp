// Lots that are bought in, booked in for an order and consumed by what is made, on both databases.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "mes/ingest/mes_test.h"
#include "mes/materials/balance.h"
#include "mes/materials/supply.h"

namespace millwright::mes::ingest {
namespace {

using orders::OrderAction;
using store::Dialect;

class Materials : public MesTest {
 protected:
  void SetUp() override {
    MesTest::SetUp();
    ready("A1");
    clock_.advance(1h);
  }
  void ready(const std::string& id) {
    ASSERT_TRUE(create(id, "ORANGE-500", 2400));
    ASSERT_TRUE(act(id, OrderAction::release));
  }
  void have(const std::string& id, const std::string& material, double quantity) {
    const auto lot = receive({.id = id, .material = material, .quantity = quantity});
    ASSERT_TRUE(lot) << lot.error().message;
  }
  std::string refusal(const std::string& lot, const std::string& order = "A1") {
    const auto booked = book(lot, order);
    return booked ? "it was booked in" : booked.error().message;
  }
  contracts::CountEvent reading(const std::string& unit, const std::string& counter, std::int64_t number, Duration at) {
    return count("line1/" + unit, counter, number, start_ + at);
  }
  void take(const std::vector<contracts::CountEvent>& events) {
    for (const auto& event : events) MesTest::take(event);
  }
  double used(const std::string& lot) {
    return mes_->read<double>([&](auto& sql) { return materials::used_of(sql, lot); });
  }
  std::map<std::string, double> inputs(const std::string& lot) {
    std::map<std::string, double> out;
    for (const auto& link :
         mes_->read<std::vector<genealogy::Link>>([&](auto& sql) { return genealogy::inputs_of(sql, lot); }))
      out[link.parent] = link.quantity;
    return out;
  }
  materials::OrderMaterial material(const std::string& id) {
    const auto all = mes_->read<std::vector<materials::OrderMaterial>>(
        [&](auto& sql) { return *materials::materials_of(sql, bottling(), *orders::find(sql, "A1"), clock_.utc()); });
    return *std::ranges::find(all, id, &materials::OrderMaterial::material);
  }
  void forget_what_was_made() {
    for (const char* table : {"mes_lot_parent", "mes_lot_reading", "mes_lot_entering", "mes_taker"})
      run(fmt::format("delete from {}", table));
    run("delete from mes_lot where kind <> 'received'");
  }
  void start_now() {
    ASSERT_TRUE(act("A1", OrderAction::start));
    start_ = clock_.utc();
  }

  Timestamp start_{};
};

TEST_P(Materials, WhatIsReceivedIsCheckedAndTheSameAgainChangesNothing) {
  const auto message = [&](const materials::NewLot& lot) { return receive(lot).error().message; };
  EXPECT_EQ(message({.material = "GOLD", .quantity = 1}), "material: there is no material 'GOLD'");
  EXPECT_EQ(message({.material = "ORANGE-500", .quantity = 1}),
            "material: ORANGE-500 is made here, it is not received");
  EXPECT_EQ(message({.material = "SUGAR", .quantity = 0}), "quantity: must be above zero");
  EXPECT_EQ(message({.material = "SUGAR", .quantity = 1, .unit = "LTR"}),
            "unit: SUGAR: nothing says how LTR becomes KGM");
  const materials::NewLot sugar{.id = "S1", .material = "SUGAR", .quantity = 2, .unit = "TNE"};
  ASSERT_TRUE(receive(sugar));
  EXPECT_TRUE(receive(sugar));
  EXPECT_EQ(receive({.id = "S1", .material = "SUGAR", .quantity = 3}).error().code, MesError::illegal);
  EXPECT_EQ(mes_->lot("S1").quantity, 2000);
  EXPECT_EQ(mes_->lot("S1").unit, "KGM");
}

TEST_P(Materials, ALotThatMustNotBeUsedIsRefusedWithItsReason) {
  have("APPLE", "CONCENTRATE-APPLE", 10);
  EXPECT_EQ(refusal("APPLE"),
            "lot APPLE is CONCENTRATE-APPLE, which is not in the bill of ORANGE-500; in it are: BOTTLE-500, CAP-28, "
            "CONCENTRATE, LABEL-ORANGE, SUGAR, WATER");
  have("HELD", "SUGAR", 10);
  hold("HELD");
  EXPECT_EQ(refusal("HELD"), "lot HELD is held: lumps");
  ASSERT_TRUE(write<genealogy::Affected>(
      [&](Transaction& t) { return genealogy::dispose(t, "HELD", genealogy::Decision::reject, "bad", "quinn"); }));
  EXPECT_EQ(refusal("HELD"), "lot HELD is rejected");
  ASSERT_TRUE(receive({.id = "OLD", .material = "SUGAR", .quantity = 1, .expires = clock_.utc() + 10s}));
  clock_.advance(10s);
  EXPECT_NE(refusal("OLD").find("lot OLD expired at "), std::string::npos);
  EXPECT_EQ(refusal("NONE"), "lot: there is no lot 'NONE'");
  have("S1", "SUGAR", 10);
  EXPECT_EQ(refusal("S1", "A9"), "there is no order 'A9'");
  ASSERT_TRUE(book("S1"));
  EXPECT_TRUE(book("S1")) << "the same again changes nothing";
  ready("A2");
  EXPECT_EQ(refusal("S1", "A2"), "lot S1 is booked in for order A1");
  ASSERT_TRUE(act("A2", OrderAction::abort));
  have("S2", "SUGAR", 10);
  EXPECT_EQ(refusal("S2", "A2"), "order A2 is Aborted: nothing is booked in for it");
}

TEST_P(Materials, AnIdMadeUpHereIsNeverOneThatAPersonChose) {
  const auto first = receive({.material = "SUGAR", .quantity = 1});
  ASSERT_TRUE(first);
  auto next = first->id;
  next.back() = '3';
  have(next, "SUGAR", 1);
  const auto third = receive({.material = "SUGAR", .quantity = 1});
  ASSERT_TRUE(third) << third.error().message;
  EXPECT_NE(third->id, next);
}

TEST_P(Materials, ALotIsPutWhereTheLineHasAPlace) {
  have("S1", "SUGAR", 10);
  const auto put = [&](const std::string& place) {
    return write<materials::Booking>(
        [&](Transaction& t) { return materials::book_in(t, bottling(), "A1", {"S1", place}, "olga"); });
  };
  for (const char* place : {"line1/anything", "line2", "line", ""}) {
    const auto refused = put(place);
    ASSERT_FALSE(refused) << place;
    EXPECT_EQ(refused.error().code, MesError::invalid);
    EXPECT_NE(refused.error().message.find("is not of line1; there are: line1, line1/"), std::string::npos)
        << refused.error().message;
  }
  EXPECT_TRUE(put("line1/mixer"));
}

TEST_P(Materials, ABatchTakesWhatItsBillSaysAndGoesOnWithTheNextLot) {
  have("C1", "CONCENTRATE", 40);  // a batch of 300 L needs 51.1 kg
  have("C2", "CONCENTRATE", 400);
  have("S1", "SUGAR", 100);
  for (const char* lot : {"C1", "C2", "S1"}) ASSERT_TRUE(book(lot));
  start_now();
  take({reading("mixer", "batch", 4, 0s), reading("mixer", "batch", 5, 10s)});
  const auto first = inputs("line1-B1-0004");
  EXPECT_NEAR(first.at("C1"), 40, 1e-9) << "to its end";
  EXPECT_NEAR(first.at("C2"), 300 * 0.17 / 0.998 - 40, 1e-9) << "a blend";
  EXPECT_NEAR(first.at("S1"), 300 * 0.01 / 0.998, 1e-9);
  EXPECT_FALSE(inputs("line1-B1-0005").contains("C1")) << "it is empty";
  EXPECT_EQ(refusal("C1"), "lot C1 is empty");
  EXPECT_EQ(mes_->lot("line1-B1-0004").tracing_note, "of no lot that was booked in: 260.02 of 260.02 LTR WATER");
  const auto sugar = material("SUGAR");
  EXPECT_NEAR(sugar.used, 2 * 300 * 0.01 / 0.998, 1e-9);
  EXPECT_TRUE(sugar.enough);
  EXPECT_FALSE(material("WATER").enough);
}

TEST_P(Materials, PackagingGoesIntoPallets) {
  have("B1", "BOTTLE-500", 300);
  have("B2", "BOTTLE-500", 3000);
  for (const char* lot : {"B1", "B2"}) ASSERT_TRUE(book(lot));
  start_now();
  take({reading("palletizer", "pallet_count", 10, 1s), reading("palletizer", "pallet_count", 11, 120s),
        reading("palletizer", "pallet_count", 12, 240s)});
  const double each = 240 / 0.995 / 0.998;
  EXPECT_NEAR(inputs("line1-P1-0011").at("B1"), each, 1e-9);
  EXPECT_NEAR(inputs("line1-P1-0012").at("B1"), 300 - each, 1e-9);
  EXPECT_NEAR(inputs("line1-P1-0012").at("B2"), 2 * each - 300, 1e-9);
}

TEST_P(Materials, WhatIsHeldOrTakenOffGivesNothingFromThenOn) {
  have("S1", "SUGAR", 100);
  have("S2", "SUGAR", 100);
  for (const char* lot : {"S1", "S2"}) ASSERT_TRUE(book(lot));
  start_now();
  take({reading("mixer", "batch", 4, 0s)});
  clock_.advance(60s);
  hold("S1");
  take({reading("mixer", "batch", 5, 100s)});
  EXPECT_TRUE(inputs("line1-B1-0004").contains("S1")) << "what it gave before is in it";
  EXPECT_FALSE(inputs("line1-B1-0005").contains("S1"));
  EXPECT_TRUE(inputs("line1-B1-0005").contains("S2"));
  EXPECT_EQ(mes_->lot("line1-B1-0004").disposition, "held") << "it is made of what is held";
  EXPECT_EQ(mes_->lot("line1-B1-0005").disposition, "none");
  clock_.advance(100s);
  ASSERT_TRUE(
      write<materials::Booking>([&](Transaction& t) { return materials::take_off(t, bottling(), "A1", "S2"); }));
  take({reading("mixer", "batch", 6, 400s)});
  EXPECT_FALSE(inputs("line1-B1-0006").contains("S2"));
}

// The rule: the same readings give the same consumption, in whatever order they come, and no lot gives more than it is.
TEST_P(Materials, ReadingsInAnyOrderGiveTheSameConsumption) {
  have("C1", "CONCENTRATE", 130);
  have("C2", "CONCENTRATE", 100);
  have("B1", "BOTTLE-500", 500);
  have("B2", "BOTTLE-500", 300);
  for (const char* lot : {"C1", "C2", "B1", "B2"}) ASSERT_TRUE(book(lot));
  start_now();
  std::vector<contracts::CountEvent> events;
  for (int i = 0; i < 6; ++i) events.push_back(reading("mixer", "batch", 4 + i, 150s * i));
  for (int i = 0; i < 6; ++i) events.push_back(reading("palletizer", "pallet_count", 1 + i, 120s * i + 7s));
  std::vector<std::map<std::string, double>> expected;
  const auto all_inputs = [&] {
    std::vector<std::map<std::string, double>> out;
    for (int i = 4; i < 10; ++i) out.push_back(inputs(fmt::format("line1-B1-{:04}", i)));
    for (int i = 2; i < 7; ++i) {
      out.push_back(inputs(fmt::format("line1-P1-{:04}", i)));
      std::erase_if(out.back(), [](const auto& one) { return one.first.starts_with("line1"); });
    }
    return out;
  };
  std::mt19937 random(5);
  for (int run = 0; run < 4; ++run) {
    forget_what_was_made();
    take(events);
    const auto found = all_inputs();
    if (expected.empty()) expected = found;
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_EQ(found[i].size(), expected[i].size()) << "run " << run << ", lot " << i;
      for (const auto& [lot, quantity] : expected[i]) EXPECT_NEAR(found[i].at(lot), quantity, 1e-9) << lot;
    }
    for (const auto& [lot, quantity] :
         std::map<std::string, double>{{"C1", 130}, {"C2", 100}, {"B1", 500}, {"B2", 300}})
      EXPECT_LE(used(lot), quantity + 1e-9) << lot;
    EXPECT_NEAR(used("C1"), 130, 1e-9);
    std::ranges::shuffle(events, random);
  }
}

// … over orders too: what the first one takes late is what the second one is not left with.
TEST_P(Materials, TwoOrdersOfOneLotGetTheSameWhenReadingsComeLate) {
  have("C1", "CONCENTRATE", 130);  // two batches and a half
  ready("A2");
  ASSERT_TRUE(book("C1"));
  start_now();
  clock_.advance(400s);
  ASSERT_TRUE(
      write<materials::Booking>([&](Transaction& t) { return materials::take_off(t, bottling(), "A1", "C1"); }));
  ASSERT_TRUE(act("A1", OrderAction::complete));
  const auto second = clock_.utc() - start_ + 1s;
  ASSERT_TRUE(book("C1", "A2"));
  ASSERT_TRUE(act("A2", OrderAction::start));
  const std::vector<contracts::CountEvent> events{reading("mixer", "batch", 4, 0s), reading("mixer", "batch", 5, 150s),
                                                  reading("mixer", "batch", 6, second + 10s),
                                                  reading("mixer", "batch", 7, second + 160s)};
  const double each = 300 * 0.17 / 0.998;
  for (const auto& order : std::vector<std::vector<int>>{{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 3, 0, 1}, {0, 2, 1, 3}}) {
    forget_what_was_made();
    for (const int i : order) take({events[i]});
    EXPECT_NEAR(inputs("line1-B1-0004")["C1"], each, 1e-9);
    EXPECT_NEAR(inputs("line1-B1-0005")["C1"], each, 1e-9);
    EXPECT_NEAR(inputs("line1-B1-0006")["C1"], 130 - 2 * each, 1e-9);
    EXPECT_FALSE(inputs("line1-B1-0007").contains("C1"));
  }
}

TEST_P(Materials, ALotHeldTwiceForTheSameGivesNothingInEitherTime) {
  have("S1", "SUGAR", 100);
  have("S2", "SUGAR", 100);
  for (const char* lot : {"S1", "S2"}) ASSERT_TRUE(book(lot));
  start_now();
  for (int time = 0; time < 2; ++time) {
    clock_.advance(100s);
    hold("S1");
    clock_.advance(100s);
    ASSERT_TRUE(write<genealogy::Affected>(
        [&](Transaction& t) { return genealogy::dispose(t, "S1", genealogy::Decision::release, "good", "quinn"); }));
  }
  const std::vector<std::pair<Duration, bool>> gives{
      {50s, true}, {150s, false}, {250s, true}, {350s, false}, {450s, true}};
  for (std::size_t i = gives.size(); i-- > 0;) take({reading("mixer", "batch", 4 + i, gives[i].first)});
  for (std::size_t i = 0; i < gives.size(); ++i)
    EXPECT_EQ(inputs(fmt::format("line1-B1-{:04}", 4 + i)).contains("S1"), gives[i].second) << i;
}

TEST_P(Materials, ABatchThatWasMadeBeforeItsOrderGivesBackWhatItTook) {
  have("S1", "SUGAR", 100);
  ASSERT_TRUE(book("S1"));
  start_now();
  take({reading("mixer", "batch", 4, 10s)});
  EXPECT_TRUE(inputs("line1-B1-0004").contains("S1"));
  take({reading("mixer", "batch", 4, -600s), reading("mixer", "batch", 5, -300s)});
  EXPECT_FALSE(inputs("line1-B1-0004").contains("S1")) << "it was mixed before";
}

// A hold of what was bought in reaches the pallets that it is in.
TEST_P(Materials, AHeldSugarLotHoldsItsPallets) {
  have("S1", "SUGAR", 100);
  ASSERT_TRUE(book("S1"));
  start_now();
  take({reading("mixer", "batch", 4, 0s), reading("mixer", "batch", 5, 150s)});
  for (const auto& [number, at] : std::vector<std::pair<std::int64_t, Duration>>{{4, 60s}, {5, 210s}, {6, 360s}})
    mes_->take("count" + std::to_string(++events_),
               count("line1/pasteurizer", bottling().lines[0].lots.entering.counter, number, start_ + at));
  take({reading("palletizer", "pallet_count", 7, 300s), reading("palletizer", "pallet_count", 8, 420s)});
  const auto pallet = mes_->lot("line1-P1-0008");
  EXPECT_EQ(pallet.disposition, "none");
  hold("S1");
  EXPECT_EQ(mes_->lot("line1-B1-0004").disposition, "held");
  EXPECT_EQ(mes_->lot("line1-P1-0008").disposition, "held") << mes_->lot("line1-P1-0008").tracing_note;
}

TEST_P(Materials, WhatWentIntoAnOrderIsInWhatItMadeOrStillThere) {
  have("B1", "BOTTLE-500", 1000);
  have("S1", "SUGAR", 100);
  for (const char* lot : {"B1", "S1"}) ASSERT_TRUE(book(lot));
  start_now();
  take({reading("mixer", "batch", 4, 0s), reading("mixer", "batch", 5, 150s)});
  take({reading("palletizer", "pallet_count", 10, 1s), reading("palletizer", "pallet_count", 11, 120s),
        reading("palletizer", "pallet_count", 12, 240s)});
  ASSERT_TRUE(write<orders::Order>([&](Transaction& t) {
    return orders::correct(t, "A1", {.good = 500, .scrap = 10, .reason = "counted by hand"}, "olga");
  }));
  const auto balance = mes_->read<materials::Balance>(
      [&](auto& sql) { return *materials::balance_of(sql, bottling(), *orders::find(sql, "A1"), clock_.utc()); });
  EXPECT_EQ(std::tuple(balance.good, balance.scrap, balance.pallets, balance.on_pallets, balance.not_on_pallets),
            std::tuple(500, 10, 2, 480, 20));
  const auto row = [&](const std::string& material) {
    return *std::ranges::find(balance.materials, material, &materials::MaterialBalance::material);
  };
  const auto bottles = row("BOTTLE-500");
  EXPECT_NEAR(bottles.in, 480 / 0.995 / 0.998, 1e-9);
  EXPECT_NEAR(bottles.out, 500, 1e-9);
  EXPECT_NEAR(bottles.scrapped, 10, 1e-9);
  EXPECT_NEAR(bottles.lost, 510 / 0.998 - 510, 1e-9);
  EXPECT_NEAR(bottles.left, 1000 - bottles.in, 1e-9);
  EXPECT_NEAR(bottles.pending, 20 / 0.995 / 0.998, 1e-9) << "of the pallet that is not full";
  const auto sugar = row("SUGAR");
  EXPECT_NEAR(sugar.in, 2 * 300 * 0.01 / 0.998, 1e-9);
  EXPECT_NEAR(sugar.out, 500 * 0.5 * 0.01, 1e-9);
  EXPECT_GT(sugar.difference, 0) << "in the mixer and the tanks";
  EXPECT_EQ(sugar.pending, 0);
  EXPECT_EQ(row("WATER").pending, 0) << "batches take it, no pallet";
  EXPECT_NEAR(row("WATER").difference, -row("WATER").out - row("WATER").scrapped - row("WATER").lost, 1e-9)
      << "no lot was booked in";
  const auto consumed =
      mes_->read<std::vector<materials::Consumed>>([&](auto& sql) { return materials::consumed_for(sql, "A1"); });
  ASSERT_EQ(consumed.size(), 2u);
  EXPECT_EQ(std::tuple(consumed[0].lot, consumed[0].material, consumed[0].unit), std::tuple("B1", "BOTTLE-500", "H87"));
  EXPECT_NEAR(consumed[0].quantity, bottles.in, 1e-9);
}

TEST_P(Materials, StockAndSupplyTellWhatMayBeUsedAndWhatIsAnnounced) {
  have("S1", "SUGAR", 10);
  have("S2", "SUGAR", 20);
  hold("S2");
  ASSERT_TRUE(receive({.id = "S3", .material = "SUGAR", .quantity = 40, .expires = clock_.utc() + 5s}));
  clock_.advance(10s);
  const auto at = clock_.utc() + 24h;
  ASSERT_TRUE(write<materials::Arrival>(
      [&](Transaction& t) { return materials::announce(t, bottling(), {{}, "SUGAR", 1, "TNE", at}, "paula"); }));
  const auto stock = mes_->read<std::vector<materials::Stock>>(
      [&](auto& sql) { return materials::stock(sql, bottling(), clock_.utc()); });
  const auto sugar = *std::ranges::find(stock, "SUGAR", &materials::Stock::material);
  EXPECT_EQ(std::tuple(sugar.left, sugar.held, sugar.expired, sugar.lots), std::tuple(10, 20, 40, 3));
  const auto supply =
      mes_->read<std::vector<materials::Supply>>([&](auto& sql) { return materials::supply(sql, clock_.utc()); });
  ASSERT_EQ(supply.size(), 1u);
  ASSERT_EQ(supply[0].at.size(), 2u);
  EXPECT_EQ(supply[0].at[0].quantity, 10);
  EXPECT_EQ(supply[0].at[1].quantity, 1000);
  EXPECT_EQ(supply[0].at[1].at, at);
}

INSTANTIATE_TEST_SUITE_P(Backends, Materials, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         store::dialect_name);

}  // namespace
}  // namespace millwright::mes::ingest
