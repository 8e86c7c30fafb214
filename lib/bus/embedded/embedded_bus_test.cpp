// What the embedded bus does beyond the port's promises: leases, tidying, several processes' patterns.

#include "lib/bus/embedded/embedded_bus.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <thread>

#include "lib/bus/embedded/log_file.h"
#include "tests/support/cpp/private_server.h"

namespace millwright::bus {
namespace {

class EmbeddedBusTest : public testing::Test {
 protected:
  std::unique_ptr<Bus> open(EmbeddedOptions options = {}) {
    return open_embedded_bus(folder_.path(), "test", options).value();
  }
  static void publish(Bus& bus, int count, const std::string& key = "a.b") {
    std::vector<Message> batch;
    for (int i = 0; i < count; ++i) batch.push_back({"id-" + std::to_string(i), key, "t", "{}"});
    auto done = bus.publisher()->publish(Channel::events, batch, 10s);
    ASSERT_TRUE(done) << done.error().message;
  }
  std::uint64_t rows() { return embedded::LogFile(folder_.path()).size(); }
  bool rows_become(std::uint64_t wanted) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (rows() != wanted && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(10ms);
    return rows() == wanted;
  }
  static QueueSpec queue(const std::string& name, std::vector<std::string> patterns = {"#"}) {
    return {.name = name, .patterns = std::move(patterns)};
  }

  test::TemporaryFolder folder_;
};

TEST_F(EmbeddedBusTest, ADeliveryWhoseLeaseIsOverGoesToAnotherReaderAndItsOldAckFails) {
  auto bus = open({.lease = 200ms});
  auto slow = bus->subscribe(queue("q"), 10s).value();
  auto other = bus->subscribe(queue("q"), 10s).value();
  publish(*bus, 1);
  auto first = slow->receive(1, 10s).value();
  ASSERT_EQ(first.size(), 1u);
  auto second = other->receive(1, 10s).value();
  ASSERT_EQ(second.size(), 1u);
  EXPECT_TRUE(second[0].redelivered);
  EXPECT_FALSE(slow->ack(std::vector{first[0].tag}));
  EXPECT_TRUE(other->ack(std::vector{second[0].tag}));
}

TEST_F(EmbeddedBusTest, TheLogForgetsWhatEveryQueueIsDoneWithAndNothingElse) {
  auto bus = open({.tidy_every = 20ms});
  auto quick = bus->subscribe(queue("quick"), 10s).value();
  ASSERT_TRUE(bus->declare(queue("away"), 10s));
  publish(*bus, 1200);
  for (int taken = 0; taken < 1200;) {
    auto got = quick->receive(256, 10s).value();
    std::vector<std::uint64_t> tags;
    for (const auto& delivery : got) tags.push_back(delivery.tag);
    ASSERT_TRUE(quick->ack(tags));
    taken += static_cast<int>(got.size());
  }
  std::this_thread::sleep_for(200ms);  // several sweeps, none of which may delete anything
  EXPECT_EQ(rows(), 1200u);
  auto away = bus->subscribe(queue("away"), 10s).value();
  auto first = away->receive(100, 10s).value();
  ASSERT_EQ(first.size(), 100u);
  ASSERT_TRUE(away->ack(std::vector{first[0].tag, first[1].tag}));
  EXPECT_TRUE(rows_become(1198)) << rows() << ": what is handed out and not acknowledged must stay";
}

TEST_F(EmbeddedBusTest, SequenceGoesOnAfterTheLogWasEmptied) {
  {
    auto bus = open({.tidy_every = 10ms});
    publish(*bus, 5);
    EXPECT_TRUE(rows_become(0)) << "nobody has a queue";
  }
  auto bus = open();
  auto reader = bus->subscribe(queue("q"), 10s).value();
  publish(*bus, 1);
  auto got = reader->receive(10, 10s).value();
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].tag, 6u);
}

TEST_F(EmbeddedBusTest, APatternAddedLaterCountsFromThenOnAlsoForReadersOfOtherProcesses) {
  auto bus = open();
  auto other_process = open();
  auto reader = bus->subscribe(queue("q", {"a.*"}), 10s).value();
  publish(*bus, 1, "z.before");
  ASSERT_TRUE(other_process->declare(queue("q", {"z.*"}), 10s));
  publish(*bus, 1, "z.after");
  publish(*bus, 1, "a.still");
  std::vector<std::string> keys;
  while (keys.size() < 2) {
    auto got = reader->receive(10, 10s).value();
    ASSERT_FALSE(got.empty());
    for (const auto& delivery : got) keys.push_back(delivery.message.routing_key);
  }
  EXPECT_EQ(keys, (std::vector<std::string>{"z.after", "a.still"}));
}

TEST_F(EmbeddedBusTest, ALogThatStaysLockedIsATimeoutAndTheMessageIsNotThere) {
  auto bus = open();
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open((folder_.path() / "log.db").c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "begin immediate", nullptr, nullptr, nullptr), SQLITE_OK);
  auto late = bus->publisher()->publish(Channel::events, std::vector{Message{"1", "a", "t", "{}"}}, 100ms);
  sqlite3_close(other);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, BusError::timeout);
  EXPECT_EQ(rows(), 0u);
}

TEST_F(EmbeddedBusTest, ADamagedLogIsRefusedWithItsName) {
  std::ofstream(folder_.path() / "log.db") << std::string(8192, 'x');
  auto opened = open_embedded_bus(folder_.path(), "test");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, BusError::refused);
  EXPECT_NE(opened.error().message.find("log.db"), std::string::npos) << opened.error().message;
}

}  // namespace
}  // namespace millwright::bus
