#include "lib/accounts/audit.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

namespace millwright::accounts {
namespace {

using store::Session;
using store::StoreError;
using store::StoreResult;

class Audit : public testing::Test {
 protected:
  Audit() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    root_ = std::filesystem::temp_directory_path() / fmt::format("mw_audit_{}_{}", test->name(), ::getpid());
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_);
    database_ = std::move(*store::Database::open("sqlite:" + (root_ / "audit.db").string()));
    trail_ = std::move(*AuditTrail::open(*database_));
  }
  ~Audit() override {
    trail_.reset();
    database_.reset();
    std::filesystem::remove_all(root_);
  }

  static AuditRow row(const std::string& detail) {
    return {0, from_unix_ns(1'700'000'000'123'456'789), "ann", "command.start", "line1/filler", "accepted", detail};
  }
  void append(int rows) {
    for (int i = 1; i <= rows; ++i) ASSERT_TRUE(trail_->append(row(std::to_string(i))));
  }
  void tamper(const std::string& statement) {
    ASSERT_TRUE(database_->transaction([&](Session& sql) -> StoreResult<void> {
      sql << statement;
      return {};
    }));
  }
  std::int64_t first_broken() { return trail_->first_broken().value_or(-1); }

  std::filesystem::path root_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<AuditTrail> trail_;
};

TEST_F(Audit, RowsAreNumberedAndReadNewestFirst) {
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

TEST_F(Audit, AnEmptyTrailIsWhole) { EXPECT_EQ(first_broken(), 0); }

TEST_F(Audit, AChangeOfAnyFieldIsFound) {
  append(5);
  for (const auto* change : {"who = 'eve'", "action = 'x'", "target = 'x'", "outcome = 'x'", "detail = 'x'",
                             "time_ns = time_ns + 1", "hash = 'x'"}) {
    tamper("create table kept as select * from audit_rows");
    tamper(std::string("update audit_rows set ") + change + " where number = 3");
    EXPECT_EQ(first_broken(), 3) << change;
    tamper("delete from audit_rows");
    tamper("insert into audit_rows select * from kept");
    tamper("drop table kept");
    ASSERT_EQ(first_broken(), 0);
  }
}

TEST_F(Audit, TextMovedFromOneFieldToItsNeighbourIsFound) {
  ASSERT_TRUE(trail_->append({0, {}, "a", "bc", "", "", ""}));
  tamper("update audit_rows set who = 'ab', action = 'c'");
  EXPECT_EQ(first_broken(), 1);
}

TEST_F(Audit, ARemovedRowIsFoundAlsoAtTheEnds) {
  append(5);
  tamper("delete from audit_rows where number = 5");
  EXPECT_EQ(first_broken(), 5);
  tamper("delete from audit_rows where number = 3");
  EXPECT_EQ(first_broken(), 3);
  tamper("delete from audit_rows where number = 1");
  EXPECT_EQ(first_broken(), 1);
  tamper("delete from audit_rows");
  EXPECT_EQ(first_broken(), 1);
}

TEST_F(Audit, AnAddedRowIsFound) {
  append(2);
  tamper(
      "insert into audit_rows select 3, time_ns, who, action, target, outcome, detail, hash from audit_rows where "
      "number = 2");
  EXPECT_EQ(first_broken(), 3);
}

TEST_F(Audit, ARowGoesWithTheTransactionThatWroteIt) {
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

TEST_F(Audit, AppendsOfManyThreadsMakeOneChain) {
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

TEST_F(Audit, ATrailLongerThanOnePageIsReadWhole) {
  ASSERT_TRUE(database_->transaction([&](Session& sql) -> StoreResult<void> {
    for (int i = 0; i < 2500; ++i) {
      if (auto written = trail_->append(sql, row("x")); !written) return written;
    }
    return {};
  }));
  EXPECT_EQ(first_broken(), 0);
  tamper("update audit_rows set detail = 'y' where number = 2400");
  EXPECT_EQ(first_broken(), 2400);
}

TEST_F(Audit, WhatIsHashedIsWhatIsStored) {
  ASSERT_TRUE(trail_->append(row(std::string("nul\0inside", 10))));
  ASSERT_TRUE(trail_->append(row("quote ' and umlaut ä")));
  EXPECT_EQ(first_broken(), 0);
}

}  // namespace
}  // namespace millwright::accounts
