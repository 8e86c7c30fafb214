// What lib/bus/port/port.h promises, shown on every implementation. A test that needs a broker starts one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "lib/bus/bus.h"
#include "tests/support/cpp/private_server.h"

namespace millwright::bus {
namespace {

using testing::ElementsAre;

constexpr Duration kSoon = 20s;   // a bound for what should be there at once
constexpr Duration kNow = 300ms;  // how long is waited for what must not come

enum class Backend { embedded, rabbitmq };

class BusContract : public testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    // One broker for the whole program: names and keys of each test are its own.
    static std::atomic<int> tests{0};
    prefix_ = "t" + std::to_string(++tests);
    if (GetParam() == Backend::embedded) {
      url_ = "embedded:" + folder_.path().string();
    } else {
      static const auto server = test::PrivateServer::rabbitmq();
      url_ = server->url();
    }
    bus_ = open();
  }
  /// Another process's view of the same bus.
  std::unique_ptr<Bus> open() const {
    auto opened = open_bus(url_, "test");
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
  }
  [[nodiscard]] QueueSpec queue(const std::string& name, const std::string& pattern = "#") const {
    return {.name = prefix_ + "." + name, .channel = Channel::events, .patterns = {prefix_ + "." + pattern}};
  }
  static std::unique_ptr<Subscription> subscribe(Bus& bus, const QueueSpec& spec) {
    auto subscribed = bus.subscribe(spec, kSoon);
    if (!subscribed) throw std::runtime_error(subscribed.error().message);
    return std::move(*subscribed);
  }
  [[nodiscard]] Message message(const std::string& id, const std::string& key = "a.b") const {
    return {.id = id, .routing_key = prefix_ + "." + key, .type = "test.v1", .body = "{\"id\":\"" + id + "\"}"};
  }
  void publish(const std::vector<Message>& messages, Channel channel = Channel::events) {
    auto published = bus_->publisher()->publish(channel, messages, kSoon);
    ASSERT_TRUE(published) << published.error().message;
  }
  void publish_ids(const std::vector<std::string>& names) {
    std::vector<Message> messages;
    for (const auto& id : names) messages.push_back(message(id));
    publish(messages);
  }
  /// `count` deliveries, or as many as come soon.
  static std::vector<Delivery> take(Subscription& from, std::size_t count) {
    std::vector<Delivery> out;
    const auto deadline = std::chrono::steady_clock::now() + kSoon;
    while (out.size() < count && std::chrono::steady_clock::now() < deadline) {
      auto received = from.receive(count - out.size(), 200ms);
      EXPECT_TRUE(received) << received.error().message;
      if (!received) break;
      std::ranges::move(*received, std::back_inserter(out));
    }
    return out;
  }
  static std::vector<std::string> ids(const std::vector<Delivery>& deliveries) {
    std::vector<std::string> out;
    for (const auto& delivery : deliveries) out.push_back(delivery.message.id);
    return out;
  }
  static void ack(Subscription& to, const std::vector<Delivery>& deliveries) {
    std::vector<std::uint64_t> tags;
    for (const auto& delivery : deliveries) tags.push_back(delivery.tag);
    auto done = to.ack(tags);
    EXPECT_TRUE(done) << done.error().message;
  }
  static std::vector<std::string> take_ids(Subscription& from, std::size_t count) {
    auto deliveries = take(from, count);
    ack(from, deliveries);
    return ids(deliveries);
  }
  static bool nothing_comes(Subscription& from) { return from.receive(1, kNow).value().empty(); }
  /// The depth, once it is `wanted`; or what it stays at.
  std::uint64_t depth(const QueueSpec& spec, bool dead, std::uint64_t wanted) {
    const auto deadline = std::chrono::steady_clock::now() + kSoon;
    while (true) {
      auto depth = bus_->depth(spec.name, dead);
      EXPECT_TRUE(depth) << depth.error().message;
      if (!depth || *depth == wanted || std::chrono::steady_clock::now() > deadline) return depth.value_or(0);
      std::this_thread::sleep_for(20ms);
    }
  }

  test::TemporaryFolder folder_;
  std::string prefix_;
  std::string url_;
  std::unique_ptr<Bus> bus_;
};

INSTANTIATE_TEST_SUITE_P(Backends, BusContract, testing::Values(Backend::embedded, Backend::rabbitmq),
                         [](const auto& backend) {
                           return backend.param == Backend::embedded ? "Embedded" : "Rabbitmq";
                         });

TEST_P(BusContract, AMessageArrivesWhole) {
  auto reader = subscribe(*bus_, queue("q"));
  Message sent = message("id-1", "line1.state");
  sent.body = "{\"text\":\"± °C \\\"\"} \n" + std::string(300'000, 'x');
  publish(std::vector{sent});
  auto got = take(*reader, 1);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].message.id, sent.id);
  EXPECT_EQ(got[0].message.routing_key, sent.routing_key);
  EXPECT_EQ(got[0].message.type, sent.type);
  EXPECT_EQ(got[0].message.body, sent.body);
  EXPECT_FALSE(got[0].redelivered);
}

TEST_P(BusContract, OneQueueSharesItsMessagesAndSeveralQueuesEachGetAll) {
  auto first = subscribe(*bus_, queue("shared"));
  auto second = subscribe(*bus_, queue("shared"));
  auto other = subscribe(*bus_, queue("other"));
  std::vector<std::string> sent;
  for (int i = 0; i < 40; ++i) sent.push_back("m" + std::to_string(i));
  publish_ids(sent);
  EXPECT_EQ(take_ids(*other, sent.size()), sent);
  std::multiset<std::string> shared;
  const auto deadline = std::chrono::steady_clock::now() + kSoon;
  while (shared.size() < sent.size() && std::chrono::steady_clock::now() < deadline) {
    for (auto* reader : {first.get(), second.get()}) {
      auto got = reader->receive(7, 50ms).value();
      ack(*reader, got);
      for (auto& id : ids(got)) shared.insert(id);
    }
  }
  EXPECT_EQ(shared, std::multiset<std::string>(sent.begin(), sent.end()));
  EXPECT_TRUE(nothing_comes(*first));
  EXPECT_TRUE(nothing_comes(*second));
}

TEST_P(BusContract, AQueueTakesWhatItsPatternsAndChannelSay) {
  auto spec = queue("q", "*.state");
  spec.patterns.push_back(prefix_ + ".line2.#");
  auto reader = subscribe(*bus_, spec);
  publish({message("no", "line1.count"), message("one", "line1.state"), message("no", "line1.a.state"),
           message("two", "line2"), message("both", "line2.state")});
  publish({message("no", "line1.state")}, Channel::commands);
  publish(std::vector{message("last", "line9.state")});
  EXPECT_THAT(take_ids(*reader, 4), ElementsAre("one", "two", "both", "last"));
  EXPECT_TRUE(nothing_comes(*reader));
}

TEST_P(BusContract, ADeclaredQueueKeepsWhatComesBeforeItsFirstReaderAndWhileItIsAway) {
  ASSERT_TRUE(bus_->declare(queue("q"), kSoon));
  ASSERT_TRUE(bus_->declare(queue("q"), kSoon)) << "declaring twice changes nothing";
  publish_ids({"early"});
  bus_ = open();  // and it survives its processes
  {
    auto reader = subscribe(*bus_, queue("q"));
    EXPECT_THAT(take_ids(*reader, 1), ElementsAre("early"));
  }
  publish_ids({"while away"});
  auto reader = subscribe(*bus_, queue("q"));
  EXPECT_THAT(take_ids(*reader, 1), ElementsAre("while away"));
}

TEST_P(BusContract, AQueueGetsNothingFromBeforeItWasDeclared) {
  publish_ids({"before"});
  auto reader = subscribe(*bus_, queue("q"));
  publish_ids({"after"});
  EXPECT_THAT(take_ids(*reader, 1), ElementsAre("after"));
  EXPECT_TRUE(nothing_comes(*reader));
}

TEST_P(BusContract, OrderHoldsWithinOnePublisher) {
  auto reader = subscribe(*bus_, queue("q"));
  auto publisher = bus_->publisher();
  std::vector<std::string> sent;
  for (int batch = 0; batch < 20; ++batch) {
    std::vector<Message> messages;
    for (int i = 0; i < 50; ++i) messages.push_back(message(std::to_string(batch * 50 + i)));
    for (const auto& m : messages) sent.push_back(m.id);
    ASSERT_TRUE(publisher->publish(Channel::events, messages, kSoon));
  }
  std::vector<std::string> got;
  while (got.size() < sent.size()) {
    auto more = take_ids(*reader, std::min<std::size_t>(100, sent.size() - got.size()));
    if (more.empty()) break;
    std::ranges::move(more, std::back_inserter(got));
  }
  EXPECT_EQ(got, sent);
}

TEST_P(BusContract, WhatAReaderDidNotAcknowledgeComesAgainMarked) {
  auto reader = subscribe(*bus_, queue("q"));
  publish_ids({"1", "2", "3"});
  auto got = take(*reader, 3);
  ASSERT_EQ(got.size(), 3u);
  ack(*reader, {got[1]});
  reader.reset();
  auto next_bus = open();
  auto next = subscribe(*next_bus, queue("q"));
  auto again = take(*next, 2);
  std::set<std::string> came;
  for (const auto& delivery : again) {
    came.insert(delivery.message.id);
    EXPECT_TRUE(delivery.redelivered) << delivery.message.id;
  }
  EXPECT_EQ(came, (std::set<std::string>{"1", "3"}));
  EXPECT_TRUE(nothing_comes(*next));
}

TEST_P(BusContract, NoMoreThanThePrefetchIsOutAtATime) {
  auto spec = queue("q");
  spec.prefetch = 3;
  auto reader = subscribe(*bus_, spec);
  publish_ids({"1", "2", "3", "4", "5"});
  auto got = take(*reader, 3);
  ASSERT_EQ(got.size(), 3u);
  EXPECT_TRUE(nothing_comes(*reader));
  ack(*reader, {got[0]});
  EXPECT_EQ(ids(take(*reader, 1)), std::vector<std::string>{"4"});
}

TEST_P(BusContract, ARejectedMessageGoesToTheDeadLetters) {
  auto reader = subscribe(*bus_, queue("q"));
  publish_ids({"bad", "good"});
  auto got = take(*reader, 2);
  ASSERT_EQ(got.size(), 2u);
  ASSERT_TRUE(reader->reject(got[0].tag));
  ack(*reader, {got[1]});
  EXPECT_EQ(depth(queue("q"), true, 1), 1u);
  EXPECT_EQ(depth(queue("q"), false, 0), 0u);
  EXPECT_TRUE(nothing_comes(*reader));
}

TEST_P(BusContract, AReleasedMessageComesBackUntilItsDeliveryLimit) {
  auto spec = queue("q");
  spec.delivery_limit = 3;
  auto reader = subscribe(*bus_, spec);
  publish_ids({"poison"});
  for (int delivery = 1; delivery <= 3; ++delivery) {
    auto got = take(*reader, 1);
    ASSERT_EQ(got.size(), 1u) << "delivery " << delivery;
    EXPECT_EQ(got[0].redelivered, delivery > 1);
    ASSERT_TRUE(reader->release(got[0].tag));
  }
  EXPECT_EQ(depth(spec, true, 1), 1u);
  EXPECT_TRUE(nothing_comes(*reader));
}

TEST_P(BusContract, DepthCountsWhatWaits) {
  ASSERT_TRUE(bus_->declare(queue("q", "a.*"), kSoon));
  EXPECT_EQ(depth(queue("q"), false, 0), 0u);
  publish({message("1", "a.b"), message("2", "a.b"), message("elsewhere", "z")});
  EXPECT_EQ(depth(queue("q"), false, 2), 2u);
  auto unknown = bus_->depth(prefix_ + ".never-declared", false);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, BusError::refused);
}

TEST_P(BusContract, AQueueThatExistsWithAnotherDeliveryLimitIsRefused) {
  ASSERT_TRUE(bus_->declare(queue("q"), kSoon));
  auto other = queue("q");
  other.delivery_limit = 7;
  auto refused = bus_->declare(other, kSoon);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, BusError::refused) << refused.error().message;
}

TEST_P(BusContract, AMessageTooLargeIsRefusedAndTheBatchWithIt) {
  auto reader = subscribe(*bus_, queue("q"));
  auto large = message("large");
  large.body.assign(17 * 1024 * 1024, 'x');
  auto refused = bus_->publisher()->publish(Channel::events, std::vector{message("small"), large}, kSoon);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, BusError::refused);
  EXPECT_TRUE(nothing_comes(*reader));
}

TEST_P(BusContract, AMessageNobodyHasAQueueForIsNoFailure) { publish_ids({"into the void"}); }

TEST_P(BusContract, ManyPublishersAtOnceLoseNothingAndKeepTheirOwnOrder) {
  constexpr int kPublishers = 4;
  constexpr int kBatches = 25;
  auto reader = subscribe(*bus_, queue("q"));
  std::vector<std::jthread> threads;
  for (int p = 0; p < kPublishers; ++p) {
    threads.emplace_back([&, p] {
      auto publisher = bus_->publisher();
      for (int b = 0; b < kBatches; ++b) {
        const std::vector two{message(std::to_string(p) + ":" + std::to_string(2 * b)),
                              message(std::to_string(p) + ":" + std::to_string(2 * b + 1))};
        auto done = publisher->publish(Channel::events, two, kSoon);
        EXPECT_TRUE(done) << done.error().message;
      }
    });
  }
  std::map<std::string, int> next;
  int got = 0;
  while (got < kPublishers * kBatches * 2) {
    auto batch = take_ids(*reader, 1);
    ASSERT_FALSE(batch.empty());
    for (const auto& id : batch) {
      ++got;
      EXPECT_EQ(std::stoi(id.substr(2)), next[id.substr(0, 1)]++);
    }
  }
}

TEST(OpenBus, AFaultyUrlIsRefusedWithoutShowingItsPassword) {
  for (const char* url : {"mqtt://u:secret@host", "amqp://u:secret@host:port/", "amqp://u:secret@/",
                          "embedded:", "amqp://u:secret%@host/", "embedded:/proc/none/of/this"}) {
    auto opened = open_bus(url, "test");
    ASSERT_FALSE(opened) << url;
    EXPECT_EQ(opened.error().code, BusError::refused) << url;
    EXPECT_EQ(opened.error().message.find("secret"), std::string::npos) << opened.error().message;
  }
}

}  // namespace
}  // namespace millwright::bus
