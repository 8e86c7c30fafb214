#include "lib/store/inbox.h"

#include "tests/support/cpp/store_test.h"

namespace millwright::store {
namespace {

class InboxTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    auto opened = Inbox::open(*database_, "test");
    ASSERT_TRUE(opened) << opened.error().message;
    inbox_.emplace(std::move(*opened));
  }
  std::vector<bool> take(const std::vector<std::string>& ids, Timestamp now, bool commit = true) {
    std::vector<bool> fresh;
    auto done = database_->transaction([&](Session& sql) -> StoreResult<void> {
      auto taken = inbox_->take(sql, ids, now);
      if (!taken) return std::unexpected(std::move(taken.error()));
      fresh = *taken;
      if (!commit) return fail(StoreError::aborted, "rolled back");
      return {};
    });
    EXPECT_EQ(done.has_value(), commit) << (done ? "" : done.error().message);
    return fresh;
  }
  std::optional<Inbox> inbox_;
  const Timestamp noon_{1'700'000'000s};
};
INSTANTIATE_TEST_SUITE_P(Backends, InboxTest, testing::Values(Dialect::sqlite, Dialect::postgresql), dialect_name);

using Fresh = std::vector<bool>;

TEST_P(InboxTest, AnIdIsNewOnceAlsoWithinOneBatch) {
  EXPECT_EQ(take({"b", "a", "b"}, noon_), (Fresh{true, true, false}));
  EXPECT_EQ(take({"c", "a"}, noon_), (Fresh{true, false}));
  EXPECT_EQ(take({}, noon_), Fresh{});
}

TEST_P(InboxTest, ARolledBackTransactionHasSeenNothing) {
  EXPECT_EQ(take({"a"}, noon_, false), Fresh{true});
  EXPECT_EQ(take({"a"}, noon_), Fresh{true});
}

TEST_P(InboxTest, PruneForgetsOnlyWhatIsOlder) {
  take({"old"}, noon_);
  take({"young"}, noon_ + 1h);
  ASSERT_TRUE(inbox_->prune(*database_, noon_ + 30min));
  EXPECT_EQ(take({"old", "young"}, noon_ + 2h), (Fresh{true, false}));
}

TEST_P(InboxTest, IdsMayHoldAnyCharacterButNul) {
  const std::vector<std::string> ids{"it's", "\"q\"", "ä°", "[1]", "null"};
  EXPECT_EQ(take(ids, noon_), Fresh(5, true));
  EXPECT_EQ(take(ids, noon_), Fresh(5, false));
  auto done = database_->transaction([&](Session& sql) -> StoreResult<void> {
    auto taken = inbox_->take(sql, {std::string("a\0b", 3)}, noon_);
    if (!taken) return std::unexpected(std::move(taken.error()));
    return {};
  });
  EXPECT_FALSE(done);
}

}  // namespace
}  // namespace millwright::store
