// Orders beside the line: tolerances, corrections, splits, and what stands against completing, on both databases.

#include "mes/orders/orders.h"

#include <gtest/gtest.h>

#include "mes/ingest/mes_under_test.h"
#include "tests/support/cpp/store_test.h"

namespace millwright::mes::ingest {
namespace {

using orders::OrderAction;
using orders::OrderState;
using store::Dialect;

class Orders : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    open_mes(bottling());
  }
  void open_mes(const MasterData& data) {
    data_ = data;
    data_.orders.clear();
    mes_.reset();
    mes_ = std::make_unique<MesUnderTest>(url_, clock_, data_);
  }
  template <class T>
  MesResult<T> write(const std::function<MesResult<T>(Transaction&)>& work) {
    return mes_->writer().write<T>(work);
  }
  orders::Order create(orders::NewOrder wanted) {
    wanted.material = "ORANGE-500";
    wanted.equipment = contracts::EquipmentPath{"line1"};
    auto made =
        write<orders::Order>([&](Transaction& transaction) { return orders::create(transaction, data_, wanted); });
    if (!made) throw std::runtime_error(made.error().message);
    return *made;
  }
  MesResult<orders::Order> act(const std::string& id, OrderAction action, const std::string& reason = "") {
    return write<orders::Order>([&](Transaction& transaction) {
      return orders::act(transaction, id, action, reason, genealogy::against_completing);
    });
  }
  MesResult<orders::Order> correct(const std::string& id, const orders::NewCorrection& wanted) {
    return write<orders::Order>(
        [&](Transaction& transaction) { return orders::correct(transaction, id, wanted, "olga"); });
  }
  MesResult<orders::SplitOrders> split(const std::string& id, const orders::Split& wanted) {
    return write<orders::SplitOrders>([&](Transaction& transaction) { return orders::split(transaction, id, wanted); });
  }
  orders::Order running(orders::NewOrder wanted) {
    const auto order = create(std::move(wanted));
    EXPECT_TRUE(act(order.id, OrderAction::release));
    auto started = act(order.id, OrderAction::start);
    EXPECT_TRUE(started);
    return *started;
  }
  void palletized(std::int64_t reading) {
    clock_.advance(1s);
    mes_->take("count" + std::to_string(++events_), count("line1/palletizer", "good_count", reading, clock_.utc()));
  }
  orders::Order order(const std::string& id) {
    return *mes_->read<std::optional<orders::Order>>([&](auto& sql) { return orders::find(sql, id); });
  }
  void hold_lot_of(const std::string& id) {
    clock_.advance(1s);
    mes_->take("lot", count("line1/pasteurizer", "batch", 7, clock_.utc()));
    ASSERT_EQ(mes_->lot("line1-S1-0007").order, id);
    ASSERT_TRUE(write<genealogy::Affected>([&](Transaction& transaction) {
      return genealogy::hold(transaction, "line1-S1-0007", {"person:quinn", "taste", std::nullopt, "quinn"});
    }));
  }
  void release_lot() {
    ASSERT_TRUE(write<genealogy::Affected>([&](Transaction& transaction) {
      return genealogy::dispose(transaction, "line1-S1-0007", genealogy::Decision::release, "tasted", "quinn");
    }));
  }
  static std::string why(const auto& result) { return result ? "it was accepted" : result.error().message; }

  ManualClock clock_;
  MasterData data_;
  std::unique_ptr<MesUnderTest> mes_;
  int events_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Backends, Orders, testing::Values(Dialect::sqlite, Dialect::postgresql), store::dialect_name);

TEST_P(Orders, ToleranceIsTheMaterialsUnlessTheOrderSaysOtherwise) {
  auto data = bottling();
  for (auto& material : data.materials) material.tolerance = {1, 2};
  open_mes(data);
  const auto plain = create({.quantity = 1000});
  EXPECT_EQ(fewest(plain.quantity, plain.tolerance()), 990);
  EXPECT_EQ(most(plain.quantity, plain.tolerance()), 1020);
  const auto own = create({.quantity = 1000, .under_percent = 0, .over_percent = 5});
  EXPECT_EQ(fewest(own.quantity, own.tolerance()), 1000);
  EXPECT_EQ(most(own.quantity, own.tolerance()), 1050);
  const auto wrong = write<orders::Order>([&](Transaction& transaction) {
    return orders::create(
        transaction, data_,
        {.material = "ORANGE-500", .quantity = 1, .equipment = contracts::EquipmentPath{"line1"}, .over_percent = 101});
  });
  EXPECT_NE(why(wrong).find("0 to 100"), std::string::npos) << why(wrong);
}

TEST_P(Orders, BelowItsToleranceAnOrderIsCompletedWithAReasonOnly) {
  const auto id = running({.quantity = 100, .under_percent = 2}).id;
  palletized(1000);
  palletized(1097);
  const auto refused = act(id, OrderAction::complete);
  EXPECT_NE(why(refused).find("97 good of 100, and 98 is the least"), std::string::npos) << why(refused);
  EXPECT_EQ(order(id).state, OrderState::Running);
  const auto completed = act(id, OrderAction::complete, "the tank is empty");
  ASSERT_TRUE(completed) << why(completed);
  EXPECT_EQ(order(id).reason, "the tank is empty");
  const auto next = running({.quantity = 100, .under_percent = 2}).id;
  palletized(1195);
  EXPECT_TRUE(act(next, OrderAction::complete)) << "98 of 100 are enough";
}

TEST_P(Orders, BeyondItsToleranceAnOrderSaysSoOnTheBus) {
  const auto id = running({.quantity = 100, .over_percent = 1}).id;
  const auto standings = [&] {
    std::vector<std::string> out;
    for (const auto& event : mes_->said("events"))
      if (event.type == "millwright.order.v1")
        out.push_back(from_json<contracts::OrderEvent>(event.data)->standing.value_or("?"));
    return out;
  };
  palletized(10);
  (void)standings();
  palletized(111);
  EXPECT_EQ(standings(), std::vector<std::string>{"within"});
  palletized(112);
  EXPECT_EQ(standings(), std::vector<std::string>{"above"});
  EXPECT_EQ(order(id).standing(), Standing::above);
  EXPECT_TRUE(act(id, OrderAction::complete)) << "what is made is made";
}

TEST_P(Orders, CorrectionStandsBesideTheCountAndNeverOverIt) {
  const auto id = running({.quantity = 100}).id;
  palletized(0);
  palletized(60);
  ASSERT_TRUE(correct(id, {.good = -4, .scrap = 4, .reason = "fell off the pallet"}));
  palletized(70);
  ASSERT_TRUE(correct(id, {.good = 1, .reason = "found again"}));
  const auto found = order(id);
  EXPECT_EQ(found.counted_good, 70);
  EXPECT_EQ(found.counted_scrap, 0);
  EXPECT_EQ(found.total_good(), 67);
  EXPECT_EQ(found.total_scrap(), 4);
  const auto rows =
      mes_->read<std::vector<orders::Correction>>([&](auto& sql) { return orders::corrections_of(sql, id); });
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].good, -4);
  EXPECT_EQ(rows[0].reason, "fell off the pallet");
  EXPECT_EQ(rows[0].by, "olga");
  EXPECT_LT(rows[0].time, rows[1].time);
}

TEST_P(Orders, SenselessCorrectionsAreRefusedAndChangeNothing) {
  const auto id = running({.quantity = 100}).id;
  palletized(0);
  palletized(10);
  for (const auto& [wanted, message] : std::initializer_list<std::pair<orders::NewCorrection, const char*>>{
           {{.good = -1}, "reason: must be given"},
           {{.reason = "nothing"}, "one of them must change something"},
           {{.good = -11, .reason = "too many"}, "has 10 good pieces"},
           {{.scrap = -1, .reason = "too many"}, "has 0 pieces of scrap"},
           {{.good = std::numeric_limits<std::int64_t>::min(), .reason = "slip"}, "pieces at most"}}) {
    const auto refused = correct(id, wanted);
    EXPECT_NE(why(refused).find(message), std::string::npos) << why(refused);
  }
  EXPECT_EQ(order(id).total_good(), 10);
  EXPECT_EQ(number("select count(*) from mes_order_correction"), 0);
}

TEST_P(Orders, SameCorrectionSentTwiceCountsOnce) {
  const auto id = running({.quantity = 100}).id;
  const orders::NewCorrection wanted{.id = "c1", .scrap = 3, .reason = "broken"};
  ASSERT_TRUE(correct(id, wanted));
  ASSERT_TRUE(correct(id, wanted));
  EXPECT_EQ(order(id).total_scrap(), 3);
  EXPECT_FALSE(correct(id, {.id = "c1", .scrap = 4, .reason = "broken"})) << "the id is another correction's";
}

TEST_P(Orders, ClosedOrderTakesNoCorrectionAndACompletedOneDoes) {
  const auto id = running({.quantity = 10}).id;
  palletized(0);
  palletized(10);
  ASSERT_TRUE(act(id, OrderAction::complete));
  EXPECT_TRUE(correct(id, {.good = -1, .scrap = 1, .reason = "found broken in the store"}));
  ASSERT_TRUE(act(id, OrderAction::close));
  EXPECT_NE(why(correct(id, {.scrap = 1, .reason = "one more"})).find("it is Closed"), std::string::npos);
  EXPECT_FALSE(correct(create({.quantity = 5}).id, {.good = 1, .reason = "before it began"}));
}

TEST_P(Orders, SplitKeepsTheSumAndWhatIsMade) {
  const auto due = clock_.utc() + 2h;
  const auto id = running({.id = "ERP-1", .quantity = 100, .due = due, .priority = 2, .over_percent = 3}).id;
  palletized(0);
  palletized(40);
  EXPECT_NE(why(split(id, {.quantity = 61})).find("60 at most"), std::string::npos);
  EXPECT_FALSE(split(id, {.quantity = 0}));
  EXPECT_FALSE(split(id, {.quantity = 10, .id = "ERP-1"})) << "the id is taken";
  EXPECT_EQ(order(id).quantity, 100) << "what is refused changes nothing";
  const auto parts = split(id, {.quantity = 60, .due = due + 24h});
  ASSERT_TRUE(parts) << why(parts);
  EXPECT_EQ(order(id).quantity, 40);
  const auto part = order("ERP-1-2");
  EXPECT_EQ(part.quantity, 60);
  EXPECT_EQ(part.state, OrderState::Waiting);
  EXPECT_EQ(part.split_of, "ERP-1");
  EXPECT_EQ(part.due, due + 24h);
  EXPECT_EQ(part.priority, 2);
  EXPECT_EQ(part.over_percent, 3);
  EXPECT_TRUE(act(id, OrderAction::complete)) << "the rest is made";
  EXPECT_FALSE(split(id, {.quantity = 1})) << "it is over";
  EXPECT_TRUE(split("ERP-1-2", {.quantity = 20, .id = "ERP-1-B"}));
  EXPECT_EQ(order("ERP-1-B").split_of, "ERP-1-2");
}

TEST_P(Orders, LotsAreOfTheIntermediatesThatTheOrdersBillNames) {
  const auto made = write<orders::Order>([&](Transaction& transaction) {
    return orders::create(
        transaction, data_,
        {.id = "C1", .material = "CURRANT-500", .quantity = 10, .equipment = contracts::EquipmentPath{"line1"}});
  });
  ASSERT_TRUE(made) << why(made);
  ASSERT_TRUE(act("C1", OrderAction::release) && act("C1", OrderAction::start));
  clock_.advance(1s);
  mes_->take("batch", count("line1/mixer", "batch", 7, clock_.utc()));
  mes_->take("sublot", count("line1/pasteurizer", "batch", 7, clock_.utc()));
  EXPECT_EQ(mes_->lot("line1-B1-0007").material, "CURRANT-MIXED");
  EXPECT_EQ(mes_->lot("line1-S1-0007").material, "CURRANT-PASTEURIZED");
}

TEST_P(Orders, OrderWithAHeldLotIsNotCompleted) {
  const auto id = running({.quantity = 10}).id;
  palletized(0);
  palletized(10);
  hold_lot_of(id);
  const auto refused = act(id, OrderAction::complete, "whatever the reason");
  EXPECT_NE(why(refused).find("lot line1-S1-0007 is held"), std::string::npos) << why(refused);
  EXPECT_EQ(order(id).state, OrderState::Running);
  release_lot();
  EXPECT_TRUE(act(id, OrderAction::complete));
}

TEST_P(Orders, LineThatCompletesAtQuantityWaitsForItsHeldLotsToo) {
  auto data = bottling();
  data.lines.front().complete_at_quantity = true;
  open_mes(data);
  const auto id = running({.quantity = 10, .under_percent = 50}).id;
  palletized(0);
  palletized(9);
  EXPECT_EQ(order(id).state, OrderState::Running) << "within the tolerance is not at the quantity";
  hold_lot_of(id);
  palletized(10);
  EXPECT_EQ(order(id).state, OrderState::Running);
  release_lot();
  palletized(11);
  EXPECT_EQ(order(id).state, OrderState::Completed);
  EXPECT_EQ(order(id).reason, "quantity reached");
}

TEST_P(Orders, OrderOfAnEarlierSchemaKeepsItsCounts) {
  // A database of version 1, as it was left behind.
  mes_.reset();
  for (const char* table : {"mes_order_correction", "mes_order"}) run(std::string("drop table ") + table);
  run(R"(create table mes_order (
            id text primary key, material text not null, description text not null, equipment text not null,
            state text not null, quantity bigint not null, good bigint not null, scrap bigint not null,
            unit text not null, due bigint not null, priority bigint not null, created bigint not null,
            started bigint not null, completed bigint not null, reason text not null))");
  run("insert into mes_order values ('ERP-9', 'ORANGE-500', 'Juice', 'line1', 'Ready', 10, 4, 2, 'bottles', 0, 3, 1, "
      "0, "
      "0, '')");
  run("delete from mw_migrations where module = 'mes_orders' and number = 2");
  mes_ = std::make_unique<MesUnderTest>(url_, clock_, data_);
  EXPECT_EQ(order("ERP-9").total_good(), 4);
  EXPECT_EQ(order("ERP-9").total_scrap(), 2);
  EXPECT_EQ(order("ERP-9").standing(), Standing::below);
}

}  // namespace
}  // namespace millwright::mes::ingest
