#include <thread>

#include "tests/support/cpp/store_test.h"

namespace millwright::store {
namespace {

using DatabaseTest = StoreTest;
INSTANTIATE_TEST_SUITE_P(Backends, DatabaseTest, testing::Values(Dialect::sqlite, Dialect::postgresql), dialect_name);

TEST_P(DatabaseTest, WhatASuccessfulTransactionWroteIsThereAndAFailedOneLeavesNothing) {
  run("create table t(n bigint)");
  run("insert into t values (1)");
  auto refused = database_->transaction([](Session& sql) -> StoreResult<void> {
    sql << "insert into t values (2)";
    return fail(StoreError::aborted, "not this one");
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, StoreError::aborted);
  auto thrown = database_->transaction([](Session& sql) -> StoreResult<void> {
    sql << "insert into t values (3)";
    throw std::runtime_error("thrown inside");
  });
  ASSERT_FALSE(thrown);
  EXPECT_EQ(thrown.error().message, "thrown inside");
  EXPECT_EQ(number("select sum(n) from t"), 1);
}

TEST_P(DatabaseTest, ABrokenRuleIsAConstraintAndBadSqlIsAFailure) {
  run("create table t(n bigint primary key)");
  run("insert into t values (1)");
  auto twice = database_->transaction([](Session& sql) -> StoreResult<void> {
    sql << "insert into t values (1)";
    return {};
  });
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, StoreError::constraint);
  auto nonsense = database_->transaction([](Session& sql) -> StoreResult<void> {
    sql << "selekt 1";
    return {};
  });
  ASSERT_FALSE(nonsense);
  EXPECT_EQ(nonsense.error().code, StoreError::failed);
  EXPECT_EQ(number("select count(*) from t"), 1) << "the session is of use after a failure";
}

TEST_P(DatabaseTest, ReadThenWriteOnManyThreadsLosesNoUpdate) {
  run("create table counter(n bigint)");
  run("insert into counter values (0)");
  constexpr int kThreads = 4;
  constexpr int kRounds = 50;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < kRounds; ++i) {
          auto done = database_->transaction([&](Session& sql) -> StoreResult<void> {
            long long n = 0;
            sql << (GetParam() == Dialect::sqlite ? "select n from counter" : "select n from counter for update"),
                soci::into(n);
            ++n;
            sql << "update counter set n = :n", soci::use(n, "n");
            return {};
          });
          EXPECT_TRUE(done) << done.error().message;
        }
      });
    }
  }
  EXPECT_EQ(number("select n from counter"), kThreads * kRounds);
}

TEST_P(DatabaseTest, ASerializationFailureOrBusyIsTriedAgain) {
  int tries = 0;
  auto done = database_->transaction([&](Session& sql) -> StoreResult<void> {
    if (++tries < 3 && GetParam() == Dialect::postgresql) {
      sql << "do $$ begin raise exception 'again' using errcode = '40001'; end $$";
    }
    return {};
  });
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_EQ(tries, GetParam() == Dialect::postgresql ? 3 : 1);
}

TEST_P(DatabaseTest, MigrationsAreAppliedOnceInOrderByWhoeverComesFirst) {
  const std::vector<Migration> steps{
      {1, "things",
       "create table thing(id {id}, name text not null, data {blob}, doc {json}, size {real}); -- a; b\n"
       "insert into thing(name, size) values ('semi;colon', 0.5)"},
      {2, "more", "insert into thing(name, size) values ('two', 1.5)"}};
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      auto done = open()->migrate("things", steps);
      EXPECT_TRUE(done) << done.error().message;
    });
  }
  threads.clear();
  EXPECT_EQ(number("select count(*) from thing"), 2);
  EXPECT_EQ(number("select max(id) from thing"), 2);
  EXPECT_EQ(number("select count(*) from thing where name = 'semi;colon'"), 1);
}

TEST_P(DatabaseTest, AMigrationThatFailsLeavesNothingAndIsNamed) {
  auto done = database_->migrate("m", {{1, "half", "create table half(n bigint); insert into nowhere values (1)"}});
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message.find("migration 1 of m (half)"), std::string::npos) << done.error().message;
  run("create table half(n bigint)");
}

TEST_P(DatabaseTest, ADatabaseOfANewerProgramIsRefused) {
  ASSERT_TRUE(database_->migrate("m", {{1, "a", "create table a(n bigint)"}, {2, "b", "create table b(n bigint)"}}));
  auto older = database_->migrate("m", {{1, "a", "create table a(n bigint)"}});
  ASSERT_FALSE(older);
  EXPECT_NE(older.error().message.find("newer program"), std::string::npos);
  auto renamed = database_->migrate("m", {{1, "a", ""}, {2, "other", ""}});
  EXPECT_FALSE(renamed);
}

TEST_P(DatabaseTest, TextKeepsQuotesColonsAndUnicode) {
  run("create table t(x text)");
  const std::string text = "it's \"12:30\" – ±1 °C \\ :name ?";
  auto done = database_->transaction([&](Session& sql) -> StoreResult<void> {
    sql << "insert into t values (:x)", soci::use(text, "x");
    return {};
  });
  ASSERT_TRUE(done) << done.error().message;
  auto back = database_->query<std::string>([](Session& sql) -> StoreResult<std::string> {
    std::string x;
    sql << "select x from t", soci::into(x);
    return x;
  });
  EXPECT_EQ(back.value(), text);
}

/// What only a server can do to its clients.
using PostgresqlTest = StoreTest;
INSTANTIATE_TEST_SUITE_P(Backends, PostgresqlTest, testing::Values(Dialect::postgresql), dialect_name);

TEST_P(PostgresqlTest, AConnectionThatBreaksBeforeTheCommitIsReplacedAndTheWorkDoneAgain) {
  run("create table t(n bigint)");
  auto other = open();
  int tries = 0;
  auto done = database_->transaction([&](Session& sql) -> StoreResult<void> {
    sql << "insert into t values (1)";
    int pid = 0;
    sql << "select pg_backend_pid()", soci::into(pid);
    if (++tries == 1) {
      auto killed = other->transaction([&](Session& killer) -> StoreResult<void> {
        killer << "select pg_terminate_backend(:pid)", soci::use(pid, "pid");
        return {};
      });
      EXPECT_TRUE(killed);
    }
    sql << "insert into t values (2)";
    return {};
  });
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_GE(tries, 2);
  EXPECT_EQ(number("select count(*) from t"), 2);
}

TEST_P(PostgresqlTest, ACommitWithoutAnAnswerIsNotRepeatedButReported) {
  run("create table t(n bigint)");
  // A deferred trigger that ends its own connection runs within the commit.
  run("create function hang_up() returns trigger language plpgsql as "
      "$$ begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(5); return null; end $$");
  run("create constraint trigger late after insert on t deferrable initially deferred for each row execute function "
      "hang_up()");
  int tries = 0;
  auto done = database_->transaction([&](Session& sql) -> StoreResult<void> {
    ++tries;
    sql << "insert into t values (1)";
    return {};
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, StoreError::unavailable);
  EXPECT_NE(done.error().message.find("may have happened"), std::string::npos) << done.error().message;
  EXPECT_EQ(tries, 1);
}

TEST(DatabaseUrl, AFoldersAbsenceIsMendedAndAFileInItsPlaceIsNamed) {
  const test::TemporaryFolder folder;
  EXPECT_TRUE(Database::open("sqlite:" + (folder.path() / "a b" / "c" / "x.db").string()));
  auto opened = Database::open("sqlite:" + (folder.path() / "a b" / "c" / "x.db" / "y.db").string());
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("x.db"), std::string::npos) << opened.error().message;
}

TEST(DatabaseUrl, AFaultyOneIsRefusedWithoutShowingItsPassword) {
  for (const char* url : {"mysql://root:secret@host/x", "sqlite:", "postgresql://u:secret@127.0.0.1:1/x?schema=a;b"}) {
    auto opened = Database::open(url, 0s);
    ASSERT_FALSE(opened) << url;
    EXPECT_EQ(opened.error().message.find("secret"), std::string::npos) << opened.error().message;
  }
}

TEST(DatabaseUrl, AServerThatIsNotThereIsUnavailable) {
  auto opened = Database::open("postgresql://u:secret@127.0.0.1:1/x", 0s);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, StoreError::unavailable);
  EXPECT_EQ(opened.error().message.find("secret"), std::string::npos) << opened.error().message;
}

}  // namespace
}  // namespace millwright::store
