// Of which order a lot is, whenever the run of the order becomes known, on both databases.

#include <gtest/gtest.h>

#include "mes/dispatch/dispatching.h"
#include "mes/ingest/mes_test.h"

namespace millwright::mes::ingest {
namespace {

class LotOrders : public MesTest {
 protected:
  void SetUp() override {
    MesTest::SetUp();
    for (const auto* id : {"A1", "A2"}) {
      ASSERT_TRUE(create(id, "APPLE-500", 5000));
      ASSERT_TRUE(send(id));
    }
    read("mixer", "batch", 6, -600s);
    read("pasteurizer", "batch", 6, -500s);
    read("palletizer", "pallet_count", 40, -400s);
  }
  MesResult<orders::Order> send(const std::string& id) {
    return write<orders::Order>([&](Transaction& transaction) {
      return dispatch::act(transaction, bottling(), id, orders::OrderAction::dispatch, "", "paula",
                           genealogy::against_completing);
    });
  }
  void read(const std::string& unit, const std::string& counter, std::int64_t reading, Duration at) {
    take(count("line1/" + unit, counter, reading, start_ + at));
  }
  /// The line's word of a job, `at` when it is said.
  void job(const std::string& id, const std::string& state, Duration at, Duration began,
           std::optional<Duration> ended = {}) {
    contracts::JobEvent event;
    event.equipment = contracts::EquipmentPath{"line1"};
    event.job = id;
    event.state = state;
    event.substate = state == "Ended" ? "Completed" : "";
    event.good = state == "Ended" ? 5000 : 0;
    event.time = start_ + at;
    event.started_at = start_ + began;
    if (ended) event.ended_at = start_ + *ended;
    mes_->take("job" + std::to_string(++events_), event);
  }
  void expect_of(const std::string& lot, const std::string& order, const std::string& material) {
    const auto found = mes_->lot(lot);
    EXPECT_EQ(found.order.value_or(""), order) << lot;
    EXPECT_EQ(found.material, material) << lot;
  }

  const Timestamp start_ = clock_.utc();
};

TEST_P(LotOrders, WhatWasMadeBeforeTheJobsBeginningWasHeardIsOfItsOrder) {
  read("mixer", "batch", 7, 20s);
  read("pasteurizer", "batch", 7, 30s);
  read("palletizer", "pallet_count", 41, 40s);
  read("palletizer", "pallet_count", 42, 50s);
  expect_of("line1-B1-0007", "", "JUICE-MIXED");
  expect_of("line1-P1-0042", "", "unplanned");
  mes_->said("events");
  job("A1", "Running", 60s, 45s);
  expect_of("line1-B1-0007", "A1", "APPLE-MIXED");
  expect_of("line1-S1-0007", "A1", "APPLE-PASTEURIZED");
  expect_of("line1-P1-0041", "", "unplanned");
  expect_of("line1-P1-0042", "A1", "APPLE-500");
  EXPECT_EQ(mes_->lot("line1-P1-0042").unit, "bottles");
  std::set<std::string> told;
  for (const auto& event : mes_->said("events"))
    if (event.type == "millwright.lot.v1") told.insert(from_json<contracts::LotEvent>(event.data)->lot);
  EXPECT_EQ(told, (std::set<std::string>{"line1-B1-0007", "line1-S1-0007", "line1-P1-0042"}));
}

TEST_P(LotOrders, WhatWasMadeAfterAJobsEndIsOfTheNextOneWhenThatIsHeard) {
  job("A1", "Running", 10s, 10s);
  read("palletizer", "pallet_count", 41, 20s);
  read("palletizer", "pallet_count", 42, 60s);
  expect_of("line1-P1-0042", "A1", "APPLE-500");
  job("A1", "Ended", 70s, 10s, 40s);
  expect_of("line1-P1-0041", "A1", "APPLE-500");
  expect_of("line1-P1-0042", "", "unplanned");
  job("A2", "Running", 80s, 45s);
  expect_of("line1-P1-0041", "A1", "APPLE-500");
  expect_of("line1-P1-0042", "A2", "APPLE-500");
}

TEST_P(LotOrders, WhatIsGivenToAnOrderLateTakesOfWhatWasBookedInForIt) {
  ASSERT_TRUE(receive({.id = "CAPS", .material = "CAP-28", .quantity = 9000}));
  ASSERT_TRUE(book("CAPS"));
  read("palletizer", "pallet_count", 41, 40s);
  const auto takes_caps = [&] {
    const auto parents = mes_->parents("line1-P1-0041");
    return std::ranges::find(parents, "CAPS") != parents.end();
  };
  EXPECT_FALSE(takes_caps());
  job("A1", "Running", 60s, 0s);
  EXPECT_TRUE(takes_caps());
}

// Another process runs the orders: its word is in the database when the next reading comes.
TEST_P(LotOrders, TheNextReadingFindsWhatAnotherProcessWroteOfARun) {
  read("palletizer", "pallet_count", 41, 40s);
  (void)mes_->writer().write<void>([&](Transaction& transaction) -> MesResult<void> {
    orders::follow(transaction, "A1",
                   {.state = orders::OrderState::Running, .at = start_ + 60s, .started = start_ + 30s}, {});
    return {};
  });
  expect_of("line1-P1-0041", "", "unplanned");
  read("palletizer", "pallet_count", 42, 70s);
  expect_of("line1-P1-0041", "A1", "APPLE-500");
}

INSTANTIATE_TEST_SUITE_P(Backends, LotOrders, testing::Values(store::Dialect::sqlite, store::Dialect::postgresql),
                         store::dialect_name);

}  // namespace
}  // namespace millwright::mes::ingest
