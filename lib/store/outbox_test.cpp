#include "lib/store/outbox.h"

#include <map>
#include <random>
#include <thread>

#include "lib/store/inbox.h"
#include "tests/support/cpp/store_test.h"

namespace millwright::store {
namespace {

OutboxMessage message(int n) {
  return {"events", "id-" + std::to_string(n), "line1.filler.count", "t", R"({"n":")" + std::to_string(n) + "\"}"};
}

class OutboxTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    outbox_ = open_outbox(*database_);
  }
  static std::unique_ptr<Outbox> open_outbox(Database& database) {
    auto opened = Outbox::open(database, "test");
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
  }
  void add(const std::vector<OutboxMessage>& messages) {
    auto done = database_->transaction([&](Session& sql) { return outbox_->add(sql, messages); });
    ASSERT_TRUE(done) << done.error().message;
    outbox_->wake();
  }
  std::unique_ptr<Outbox> outbox_;
};
INSTANTIATE_TEST_SUITE_P(Backends, OutboxTest, testing::Values(Dialect::sqlite, Dialect::postgresql), dialect_name);

TEST_P(OutboxTest, RelaysInTheOrderAddedAndRemovesWhatIsConfirmed) {
  std::vector<OutboxMessage> sent;
  for (int i = 0; i < 25; ++i) sent.push_back(message(i));
  sent[3].body = R"({"text":"it's 12:30 \\ \" ± °C"})";
  add(sent);
  std::vector<OutboxMessage> published;
  for (std::size_t removed = 1; removed > 0;) {
    auto relayed = outbox_->relay(10, 0s, [&](auto batch) {
      published.insert(published.end(), batch.begin(), batch.end());
      return true;
    });
    ASSERT_TRUE(relayed) << relayed.error().message;
    removed = *relayed;
  }
  EXPECT_EQ(published, sent);
  EXPECT_EQ(outbox_->depth().value(), 0u);
}

TEST_P(OutboxTest, WhatTheBusDidNotConfirmStays) {
  add({message(1)});
  EXPECT_EQ(outbox_->relay(10, 0s, [](auto) { return false; }).value(), 0u);
  EXPECT_EQ(outbox_->depth().value(), 1u);
  EXPECT_EQ(outbox_->relay(10, 0s, [](auto) { return true; }).value(), 1u);
}

TEST_P(OutboxTest, ARolledBackDecisionPublishesNothing) {
  auto done = database_->transaction([&](Session& sql) -> StoreResult<void> {
    if (auto added = outbox_->add(sql, {message(1)}); !added) return added;
    return fail(StoreError::aborted, "changed its mind");
  });
  EXPECT_FALSE(done);
  EXPECT_EQ(outbox_->depth().value(), 0u);
}

TEST_P(OutboxTest, WakeEndsTheWaitOfTheRelay) {
  std::jthread decides([&] { add({message(1)}); });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(outbox_->relay(10, 60s, [](auto) { return true; }).value(), 1u);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 30s);
}

TEST_P(OutboxTest, AnotherProcessRelaysOnlyOnceTheLeaseIsGivenUp) {
  auto other_database = open();
  auto other = open_outbox(*other_database);
  add({message(1)});
  EXPECT_EQ(outbox_->relay(10, 0s, [](auto) { return false; }).value(), 0u);
  bool called = false;
  EXPECT_EQ(other->relay(10, 0s, [&](auto) { return called = true; }).value(), 0u);
  EXPECT_FALSE(called);
  outbox_.reset();
  EXPECT_EQ(other->relay(10, 0s, [](auto) { return true; }).value(), 1u);
}

TEST_P(OutboxTest, TheLeaseOfAProcessThatWasKilledIsTakenAtOnce) {
  add({message(1)});
  ASSERT_EQ(outbox_->relay(10, 0s, [](auto) { return false; }).value(), 0u);
  // The holder's row as a process leaves it that is gone: the same machine, a start that no process has.
  const auto pid = "/" + std::to_string(::getpid()) + "/";
  run("update outbox_test_lease set until_ms = until_ms + 3600000, holder = replace(holder, '" + pid + "', '" + pid +
      "9')");
  auto other = open_outbox(*database_);
  EXPECT_EQ(other->relay(10, 0s, [](auto) { return true; }).value(), 1u);
}

/// A sender that is killed between publishing and removing, a bus that delivers twice, a reader that fails before its
/// commit: whatever the order of it, each message has its effect once, in order.
TEST_P(OutboxTest, OutboxAndInboxTogetherHaveEachEffectExactlyOnce) {
  run("create table effect(id text not null)");
  auto inbox = Inbox::open(*database_, "reader").value();
  std::mt19937 random(7);
  const auto one_in = [&](unsigned n) { return random() % n == 0; };
  std::vector<OutboxMessage> on_the_bus;
  constexpr int kMessages = 120;
  int added = 0;
  for (int rounds = 0; added < kMessages || outbox_->depth().value() > 0 || !on_the_bus.empty(); ++rounds) {
    ASSERT_LT(rounds, 20 * kMessages) << "no end in sight";
    if (added < kMessages && one_in(2)) {
      auto decided = database_->transaction([&](Session& sql) -> StoreResult<void> {
        if (auto done = outbox_->add(sql, {message(added), message(added + 1)}); !done) return done;
        if (one_in(3)) return fail(StoreError::aborted, "the decision failed");
        return {};
      });
      if (decided) added += 2;
    }
    auto relayed = outbox_->relay(1 + random() % 5, 0s, [&](std::span<const OutboxMessage> batch) {
      const auto reached = one_in(3) ? random() % (batch.size() + 1) : batch.size();
      on_the_bus.insert(on_the_bus.end(), batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(reached));
      return reached == batch.size() && !one_in(4);  // the confirmation may be lost
    });
    ASSERT_TRUE(relayed) << relayed.error().message;
    if (on_the_bus.empty() || one_in(3)) continue;
    const auto count = 1 + random() % on_the_bus.size();
    const std::vector<OutboxMessage> delivered(on_the_bus.begin(), on_the_bus.begin() + static_cast<long>(count));
    auto applied = database_->transaction([&](Session& sql) -> StoreResult<void> {
      std::vector<std::string> ids;
      for (const auto& m : delivered) ids.push_back(m.id);
      auto fresh = inbox.take(sql, ids, Timestamp{1s});
      if (!fresh) return std::unexpected(std::move(fresh.error()));
      for (std::size_t i = 0; i < ids.size(); ++i) {
        if ((*fresh)[i]) sql << "insert into effect(id) values (:id)", soci::use(ids[i], "id");
      }
      if (one_in(3)) return fail(StoreError::aborted, "died before the commit");
      return {};
    });
    if (applied && !one_in(3)) on_the_bus.erase(on_the_bus.begin(), on_the_bus.begin() + static_cast<long>(count));
  }
  EXPECT_EQ(number("select count(*) from effect"), kMessages);
  EXPECT_EQ(number("select count(distinct id) from effect"), kMessages);
}

}  // namespace
}  // namespace millwright::store
