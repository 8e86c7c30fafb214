#include "lib/accounts/audit.h"

#include <thread>

#include "tests/support/cpp/store_test.h"

namespace millwright::accounts {
namespace {

using store::Dialect;
using store::Session;
using store::StoreError;
using store::StoreResult;

class Audit : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    auto opened = AuditTrail::open(*database_);
    ASSERT_TRUE(opened) << opened.error().message;
    trail_ = std::move(*opened);
  }

  static AuditRow row(const std::string& detail) {
    return {0, from_unix_ns(1'700'000'000'123'456'789), "ann", "command.start", "line1/filler", "accepted", detail};
  }
  void append(int rows) {
    for (int i = 1; i <= rows; ++i) ASSERT_TRUE(trail_->append(row(std::to_string(i))));
  }
  std::int64_t first_broken() { return trail_->first_broken().value_or(-1); }

  std::unique_ptr<AuditTrail> trail_;
};

INSTANTIATE_TEST_SUITE_P(Backends, Audit, testing::Values(Dialect::sqlite, Dialect::postgresql), store::dialect_name);

TEST_P(Audit, RowsAreNumberedAndReadNewestFirst) {
  append(3);
  const auto rows = trail_->latest(2);
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ(rows->at(0).number, 3);
  EXPECT_EQ(rows->at(0).detail, "3");
  EXPECT_EQ(rows->at(1).number, 2);
  EXPECT_EQ(rows->at(1).time, row("").time);
  EXPECT_EQ(first_broken(), 0);
}

TEST_P(Audit, AnEmptyTrailIsWhole) { EXPECT_EQ(first_broken(), 0); }

TEST_P(Audit, AChangeOfAnyFieldIsFound) {
  append(5);
  for (const auto* change : {"who = 'eve'", "action = 'x'", "target = 'x'", "outcome = 'x'", "detail = 'x'",
                             "time_ns = time_ns + 1", "hash = 'x'"}) {
    run("create table kept as select * from audit_rows");
    run(std::string("update audit_rows set ") + change + " where number = 3");
    EXPECT_EQ(first_broken(), 3) << change;
    run("delete from audit_rows");
    run("insert into audit_rows select * from kept");
    run("drop table kept");
    ASSERT_EQ(first_broken(), 0);
  }
}

TEST_P(Audit, TextMovedFromOneFieldToItsNeighbourIsFound) {
  ASSERT_TRUE(trail_->append({0, {}, "a", "bc", "", "", ""}));
  run("update audit_rows set who = 'ab', action = 'c'");
  EXPECT_EQ(first_broken(), 1);
}

TEST_P(Audit, ARemovedRowIsFoundAlsoAtTheEnds) {
  append(5);
  run("delete from audit_rows where number = 5");
  EXPECT_EQ(first_broken(), 5);
  run("delete from audit_rows where number = 3");
  EXPECT_EQ(first_broken(), 3);
  run("delete from audit_rows where number = 1");
  EXPECT_EQ(first_broken(), 1);
  run("delete from audit_rows");
  EXPECT_EQ(first_broken(), 1);
}

TEST_P(Audit, AnAddedRowIsFound) {
  append(2);
  run("insert into audit_rows select 3, time_ns, who, action, target, outcome, detail, hash from audit_rows where "
      "number = 2");
  EXPECT_EQ(first_broken(), 3);
}

TEST_P(Audit, ARowGoesWithTheTransactionThatWroteIt) {
  append(1);
  auto refused = database_->transaction([&](Session& sql) -> StoreResult<void> {
    if (auto written = trail_->append(sql, row("undone")); !written) return written;
    return fail(StoreError::aborted, "no");
  });
  EXPECT_FALSE(refused);
  append(1);
  EXPECT_EQ(trail_->latest(10)->size(), 2U);
  EXPECT_EQ(first_broken(), 0);
}

TEST_P(Audit, AppendsOfManyThreadsMakeOneChain) {
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([this] {
        for (int i = 0; i < 25; ++i) EXPECT_TRUE(trail_->append(row("x")));
      });
    }
  }
  EXPECT_EQ(trail_->latest(1)->front().number, 100);
  EXPECT_EQ(first_broken(), 0);
}

TEST_P(Audit, ATrailLongerThanOnePageIsReadWhole) {
  ASSERT_TRUE(database_->transaction([&](Session& sql) -> StoreResult<void> {
    for (int i = 0; i < 2500; ++i) {
      if (auto written = trail_->append(sql, row("x")); !written) return written;
    }
    return {};
  }));
  EXPECT_EQ(first_broken(), 0);
  run("update audit_rows set detail = 'y' where number = 2400");
  EXPECT_EQ(first_broken(), 2400);
}

TEST_P(Audit, WhatIsHashedIsWhatIsStored) {
  ASSERT_TRUE(trail_->append(row(std::string("nul\0inside", 10))));
  ASSERT_TRUE(trail_->append(row("quote ' and umlaut ä")));
  EXPECT_EQ(first_broken(), 0);
}

}  // namespace
}  // namespace millwright::accounts
