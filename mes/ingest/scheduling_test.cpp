// The plan in force, on both databases.

#include <gtest/gtest.h>

#include "mes/ingest/mes_under_test.h"
#include "mes/orders/orders.h"
#include "mes/scheduling/disruptions.h"
#include "mes/scheduling/schedule.h"
#include "tests/support/cpp/store_test.h"

namespace millwright::mes::ingest {
namespace {

using orders::OrderState;

class Scheduling : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    mes_ = std::make_unique<MesUnderTest>(url_, clock_);
  }
  scheduling::Situation situation() {
    return mes_->read<scheduling::Situation>([&](auto& sql) { return scheduling::read_situation(sql, clock_.utc()); });
  }
  std::vector<scheduling::Planned> plan() {
    auto found = scheduling::plan(bottling(), situation(), clock_, 0s);
    EXPECT_TRUE(found) << found.error().message;
    return found ? *found : std::vector<scheduling::Planned>{};
  }
  void keep(const std::vector<scheduling::Planned>& plan) {
    const auto kept = mes_->writer().write<void>([&](Transaction& transaction) -> MesResult<void> {
      scheduling::keep(transaction, plan);
      return {};
    });
    ASSERT_TRUE(kept) << kept.error().message;
  }
  std::vector<scheduling::Planned> in_force() {
    return mes_->read<std::vector<scheduling::Planned>>([](auto& sql) { return scheduling::in_force(sql); });
  }
  OrderState state(const std::string& id) {
    return mes_->read<std::optional<orders::Order>>([&](auto& sql) { return orders::find(sql, id); }).value().state;
  }

  ManualClock clock_;
  std::unique_ptr<MesUnderTest> mes_;
};

TEST_P(Scheduling, AnOrderThatWaitedGetsItsPlaceBehindWhatRuns) {
  ASSERT_EQ(state("ERP-4713"), OrderState::Waiting);
  keep(plan());
  EXPECT_EQ(state("ERP-4713"), OrderState::Pending);
  EXPECT_EQ(state("ERP-4712"), OrderState::Ready) << "released already";
  const auto rows = in_force();
  ASSERT_EQ(rows.size(), 2u) << "what runs has the line and needs no place";
  for (const auto& row : rows) {
    EXPECT_GT(row.finish, row.start) << row.order_id;
    EXPECT_GE(row.start, clock_.utc()) << row.order_id;
  }
  EXPECT_GE(rows[1].start, rows[0].finish);
}

TEST_P(Scheduling, WhatChangedWhileItWasPlannedKeepsItsState) {
  const auto found = plan();
  const auto done = mes_->writer().write<orders::Order>([](Transaction& transaction) {
    return orders::act(transaction, "ERP-4713", orders::OrderAction::cancel, "the customer does not want it");
  });
  ASSERT_TRUE(done);
  keep(found);
  EXPECT_EQ(state("ERP-4713"), OrderState::Cancelled);
  EXPECT_EQ(in_force().size(), 1u);
}

TEST_P(Scheduling, AMachineThatIsDownIsRememberedUntilItIsBack) {
  keep(plan());
  scheduling::Event event;
  event.event = scheduling::EventKind::unit_down;
  event.equipment = contracts::EquipmentPath{"line1/filler"};
  event.to = clock_.utc() + 8h;
  event.why = "bearing";
  const auto kept = mes_->writer().write<void>(
      [&](Transaction& transaction) { return scheduling::remember(transaction, event, "paula"); });
  ASSERT_TRUE(kept) << kept.error().message;
  auto closed = situation().closed;
  ASSERT_EQ(closed.size(), 1u);
  EXPECT_EQ(closed[0].by, "paula");
  for (const auto& row : plan()) EXPECT_GE(row.start, *event.to) << row.order_id;
  clock_.advance(1h);
  const auto end = [&] {
    return mes_->writer().write<scheduling::Unavailable>(
        [&](Transaction& transaction) { return scheduling::end(transaction, closed[0].id); });
  };
  ASSERT_TRUE(end());
  EXPECT_TRUE(situation().closed.empty());
  EXPECT_FALSE(end()) << "it is back already";
}

TEST_P(Scheduling, AUnitThatStandsIsToldUntilItIsKnownToBeDown) {
  contracts::StateEvent state;
  state.equipment = contracts::EquipmentPath{"line1/filler"};
  state.state = "Aborted";
  state.quality = contracts::quality::kGood;
  state.time = clock_.utc();
  mes_->take("s1", state);
  clock_.advance(40s);
  state.time = clock_.utc();
  mes_->take("s2", state);
  const auto told = [&] {
    return mes_->read<std::vector<scheduling::Disruption>>([&](auto& sql) {
      const auto now = scheduling::read_situation(sql, clock_.utc());
      return scheduling::disruptions(bottling(), now, equipment::all(sql, bottling()));
    });
  };
  EXPECT_TRUE(told().empty()) << "not for a minute yet";
  clock_.advance(30s);
  ASSERT_EQ(told().size(), 1u) << "said again, it stands since it was said first";
  EXPECT_EQ(told()[0].equipment, state.equipment);
}

INSTANTIATE_TEST_SUITE_P(Backends, Scheduling, testing::Values(store::Dialect::sqlite, store::Dialect::postgresql),
                         store::dialect_name);

}  // namespace
}  // namespace millwright::mes::ingest
