#pragma once
// The same test on SQLite and on PostgreSQL, each with a database of its own:
// INSTANTIATE_TEST_SUITE_P over both dialects, with `dialect_name` for the names.

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>

#include "lib/store/database.h"
#include "tests/support/cpp/private_server.h"

namespace millwright::store {

class StoreTest : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (GetParam() == Dialect::sqlite) {
      url_ = "sqlite:" + (folder_.path() / "test.db").string();
    } else {
      // One server for the whole program, one schema for each test.
      static const auto server = test::PrivateServer::postgres();
      static std::atomic<int> schemas{0};
      url_ = server->url() + "?schema=test_" + std::to_string(++schemas);
    }
    database_ = open();
  }
  /// Another process's view of the same database.
  std::unique_ptr<Database> open() {
    auto opened = Database::open(url_);
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
  }
  void run(const std::string& statement) {
    auto done = database_->transaction([&](Session& sql) -> StoreResult<void> {
      sql << statement;
      return {};
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  long long number(const std::string& query) {
    auto value = database_->query<long long>([&](Session& sql) -> StoreResult<long long> {
      long long out = -1;
      sql << query, soci::into(out);
      return out;
    });
    EXPECT_TRUE(value) << value.error().message;
    return value.value_or(-1);
  }

  test::TemporaryFolder folder_;
  std::string url_;
  std::unique_ptr<Database> database_;
};

inline std::string dialect_name(const testing::TestParamInfo<Dialect>& info) {
  return info.param == Dialect::sqlite ? "Sqlite" : "Postgresql";
}

}  // namespace millwright::store
