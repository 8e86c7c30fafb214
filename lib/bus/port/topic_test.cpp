#include <gtest/gtest.h>

#include <random>

#include "lib/bus/port/port.h"

namespace millwright::bus {
namespace {

std::vector<std::string> split(const std::string& text) {
  if (text.empty()) return {};
  std::vector<std::string> words(1);
  for (char c : text) {
    if (c == '.') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

/// The definition, word for word: exponential, and obviously right.
bool model(const std::vector<std::string>& pattern, std::size_t p, const std::vector<std::string>& key, std::size_t k) {
  if (p == pattern.size()) return k == key.size();
  if (pattern[p] == "#") {
    for (std::size_t end = k; end <= key.size(); ++end) {
      if (model(pattern, p + 1, key, end)) return true;
    }
    return false;
  }
  if (k == key.size()) return false;
  return (pattern[p] == "*" || pattern[p] == key[k]) && model(pattern, p + 1, key, k + 1);
}

std::string random_topic(std::mt19937& random, const std::vector<std::string>& alphabet) {
  std::string topic = alphabet[random() % alphabet.size()];
  for (auto more = random() % 6; more > 0; --more) topic += "." + alphabet[random() % alphabet.size()];
  return topic;
}

TEST(Topic, StarIsOneWordAndHashIsAnyNumber) {
  EXPECT_TRUE(topic_matches("line1.*.state", "line1.filler.state"));
  EXPECT_FALSE(topic_matches("line1.*.state", "line1.state"));
  EXPECT_FALSE(topic_matches("line1.*.state", "line1.a.b.state"));
  EXPECT_TRUE(topic_matches("line1.#", "line1"));
  EXPECT_TRUE(topic_matches("line1.#", "line1.a.b.c"));
  EXPECT_TRUE(topic_matches("#", "anything.at.all"));
  EXPECT_FALSE(topic_matches("line1.#", "line10.a"));
}

TEST(Topic, AgreesWithTheDefinitionOnRandomTopics) {
  std::mt19937 random(20240607);
  int matched = 0;
  for (int i = 0; i < 50'000; ++i) {
    auto pattern = random_topic(random, {"a", "b", "*", "#", "#", ""});
    auto key = random_topic(random, {"a", "b", "ab", ""});
    const bool expected = model(split(pattern), 0, split(key), 0);
    matched += expected ? 1 : 0;
    ASSERT_EQ(topic_matches(pattern, key), expected) << pattern << " on " << key;
  }
  EXPECT_GT(matched, 5'000);
}

TEST(Limits, AMessageOutsideThemIsRefusedWithItsId) {
  Message message{"id-1", "a.b", "t", ""};
  EXPECT_TRUE(check_messages({&message, 1}));
  message.routing_key.assign(256, 'x');
  auto refused = check_messages({&message, 1});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, BusError::refused);
  EXPECT_NE(refused.error().message.find("id-1"), std::string::npos);
}

TEST(Limits, AQueueNameCannotLeaveItsFolder) {
  QueueSpec queue{.name = "mes.quality", .patterns = {"#"}};
  EXPECT_TRUE(check_queue(queue));
  for (const char* name : {"", "../x", ".hidden", "a/b", "a b"}) {
    queue.name = name;
    EXPECT_FALSE(check_queue(queue)) << name;
  }
}

}  // namespace
}  // namespace millwright::bus
