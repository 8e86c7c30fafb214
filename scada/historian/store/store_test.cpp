#include "scada/historian/store/store.h"

#include <algorithm>
#include <fstream>
#include <thread>

#include "scada/historian/store/store_fixture.h"

namespace millwright::scada::historian {
namespace {

namespace quality = contracts::quality;

TEST_F(StoreTest, KeepsTheNumberOfATagOverRestarts) {
  open();
  const auto one = store_->tag("line1/filler/speed").value();
  const auto two = store_->tag("line1/filler/pressure").value();
  EXPECT_NE(one, two);
  EXPECT_EQ(store_->tag("line1/filler/speed").value(), one);
  append({{two, sample(0, 2.0)}});
  open();
  EXPECT_EQ(store_->find("line1/filler/speed"), one);
  EXPECT_EQ(store_->find("line1/filler/pressure"), two);
  EXPECT_EQ(store_->find("line1/none"), std::nullopt);
  EXPECT_FALSE(store_->append(std::vector<Row>{{99, sample(0, 1.0)}}));
  EXPECT_EQ(store_->read(99, kStart, kStart, Direction::forward).error().code, ReadError::unknown_tag);
}

TEST_F(StoreTest, GivesBackSamplesOfEveryTypeFromMemoryLogAndChunks) {
  open();
  const std::vector<contracts::Value> values{true, std::int64_t{-5}, 7.25, std::string("batch 7")};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto tag = store_->tag("tag" + std::to_string(i)).value();
    for (int n = 0; n < 100; ++n)
      append({{tag, sample(n * 100, values[i], n % 7 == 3 ? quality::kBadNoCommunication : quality::kGood)}});
  }
  for (int restart = 0; restart < 3; ++restart) {
    for (TagId tag = 1; tag <= values.size(); ++tag) expect_same(tag, kStart, kStart + 1h);
    if (restart == 1) {
      ASSERT_TRUE(store_->compact());
    }
    open();
  }
  EXPECT_TRUE(store_->verify().faults.empty());
}

/// Whatever is appended in whatever order, whatever is asked for: the store says what plain memory says.
TEST_F(StoreTest, SaysWhatPlainMemorySaysWhateverHappens) {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    std::mt19937_64 random(seed);
    const auto chance = [&](unsigned of) { return random() % of == 0; };
    store_.reset();
    std::filesystem::remove_all(options_.folder);
    memory_ = {};
    options_.log_bytes_max = chance(2) ? 4'000 : 1u << 20;
    open();
    for (TagId tag = 1; tag <= 4; ++tag) ASSERT_EQ(store_->tag("tag" + std::to_string(tag)).value(), tag);
    std::int64_t now = 0;
    for (int step = 0; step < 400; ++step) {
      std::vector<Row> rows;
      for (auto count = 1 + random() % 12; count > 0; --count) {
        const TagId tag = 1 + random() % 4;
        now += static_cast<std::int64_t>(random() % 50);
        const auto time = chance(8) ? static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(now + 1)) : now;
        const auto value = chance(60) ? contracts::Value{static_cast<std::int64_t>(random() % 100)}
                                      : contracts::Value{static_cast<double>(random() % 1000) / 100};
        rows.push_back({tag, sample(time, value, chance(30) ? quality::kBadSensorFailure : quality::kGood)});
      }
      append(rows);
      if (chance(60)) open();
      if (chance(80)) {
        ASSERT_TRUE(store_->compact());
      }
      if (chance(10)) {
        const auto from = kStart + std::chrono::milliseconds{random() % static_cast<std::uint64_t>(now + 1)};
        expect_same(1 + random() % 4, from, from + std::chrono::milliseconds{random() % 20'000});
      }
    }
    for (TagId tag = 1; tag <= 4; ++tag) expect_same(tag, kStart - 1h, kStart + 24h);
    ASSERT_TRUE(store_->compact());
    for (TagId tag = 1; tag <= 4; ++tag) expect_same(tag, kStart - 1h, kStart + 24h);
    const auto verified = store_->verify();
    EXPECT_EQ(verified.faults, std::vector<std::string>{}) << "seed " << seed;
  }
}

TEST_F(StoreTest, RemovesWhatItIsToldToAndNothingElse) {
  open();
  const auto tag = store_->tag("a").value();
  for (int n = 0; n < 200; ++n) append({{tag, sample(n * 10, n / 10.0)}});
  append({{tag, sample(505, 99.0)}});  // a late one
  EXPECT_EQ(store_->remove(tag, kStart + 500ms, kStart + 600ms).value(), 11u);
  EXPECT_TRUE(all_of(*store_, tag, kStart + 500ms, kStart + 600ms).empty());
  EXPECT_EQ(all_of(*store_, tag, kStart, kStart + 1h).size(), 190u);
  open();
  EXPECT_EQ(all_of(*store_, tag, kStart, kStart + 1h).size(), 190u);
  EXPECT_EQ(store_->remove(tag, kStart + 500ms, kStart + 600ms).value(), 0u);
}

TEST_F(StoreTest, ManyThreadsMayAppendAndReadAtOnce) {
  open();
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) ASSERT_TRUE(store_->tag("tag" + std::to_string(t)));
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      const auto tag = static_cast<TagId>(t + 1);
      for (int n = 0; n < 500; ++n) {
        EXPECT_TRUE(store_->append(std::vector<Row>{{tag, sample(n * 10, n / 10.0)}}));
        if (n % 50 == 0) {
          EXPECT_EQ(all_of(*store_, tag, kStart, kStart + 1h).size(), static_cast<std::size_t>(n) + 1);
        }
      }
    });
  threads.clear();
  for (TagId tag = 1; tag <= 4; ++tag) EXPECT_EQ(all_of(*store_, tag, kStart, kStart + 1h).size(), 500u);
}

TEST_F(StoreTest, CopiesItselfWhileItIsUsed) {
  open();
  const auto tag = store_->tag("a").value();
  for (int n = 0; n < 100; ++n) append({{tag, sample(n * 10, n / 10.0)}});
  ASSERT_TRUE(store_->backup(folder_ / "copy"));
  ASSERT_TRUE(store_->append(std::vector<Row>{{tag, sample(5000, 5.0)}}));
  EXPECT_FALSE(store_->backup(folder_ / "copy")) << "a folder that is there already is left alone";
  options_.folder = folder_ / "copy";
  open();
  expect_same(tag, kStart, kStart + 1h);
}

TEST_F(StoreTest, RefusesWhatALaterVersionWrote) {
  open();
  store_.reset();
  auto rocks = Rocks::open(options_.folder, nullptr);
  ASSERT_TRUE(rocks);
  ASSERT_TRUE((*rocks)->db().Put({}, "version", "3").ok());
  rocks->reset();
  const auto opened = Store::open(options_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, StoreError::version);
  EXPECT_EQ(opened.error().message, "the history is of version 3; this program reads versions 1 and 2");
}

TEST_F(StoreTest, WhatAnOlderVersionWroteIsReadAndBelongsToThisOneFromThenOn) {
  open();
  const auto tag = store_->tag("line1/a").value();
  append({{tag, sample(0, std::int64_t{7})}});
  store_.reset();
  auto rocks = Rocks::open(options_.folder, nullptr);
  ASSERT_TRUE((*rocks)->db().Put({}, "version", "1").ok());
  rocks->reset();
  EXPECT_TRUE(verify_history(options_.folder)) << "without a change";
  open();
  EXPECT_EQ(all_of(*store_, tag, kStart, kStart + 1h).size(), 1u);
  store_.reset();
  rocks = Rocks::open(options_.folder, nullptr);
  std::string version;
  ASSERT_TRUE((*rocks)->db().Get({}, "version", &version).ok());
  EXPECT_EQ(version, "2");
}

TEST_F(StoreTest, ADamagedChunkIsToldCountedAndLeftOut) {
  open();
  const auto tag = store_->tag("line1/a").value();
  for (int n = 0; n < 96; ++n) append({{tag, sample(n * 10, n / 10.0)}});
  ASSERT_TRUE(store_->compact());
  store_.reset();
  {
    auto rocks = Rocks::open(options_.folder, nullptr);
    const auto chunks = (*rocks)->iterate(Rocks::chunks);
    chunks->SeekToFirst();
    chunks->Next();
    auto value = chunks->value().ToString();
    value[value.size() / 2] = static_cast<char>(value[value.size() / 2] ^ 0x10);
    ASSERT_TRUE((*rocks)->db().Put({}, (*rocks)->family(Rocks::chunks), chunks->key(), value).ok());
  }
  open();
  EXPECT_EQ(all_of(*store_, tag, kStart, kStart + 1h).size(), 64u);
  EXPECT_EQ(store_->damaged_chunks(), 1u);
  const auto verified = store_->verify();
  EXPECT_EQ(verified.faults, (std::vector<std::string>{"line1/a (tag 1), chunk from 2026-11-18T11:06:40.160Z on: the "
                                                       "checksum of the chunk does not fit"}));
}

TEST_F(StoreTest, AFullDiskRefusesBatchesWholeAndGoesOnAfterwards) {
  options_.reserve_bytes = std::numeric_limits<std::int64_t>::max();
  open();
  const auto tag = store_->tag("a").value();
  const auto refused = store_->append(std::vector<Row>{{tag, sample(0, 1.0)}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, StoreError::full);
  EXPECT_TRUE(all_of(*store_, tag, kStart, kStart + 1h).empty());
  options_.reserve_bytes = 0;
  open();
  append({{tag, sample(10, 1.0)}});
  expect_same(tag, kStart, kStart + 1h);
}

}  // namespace
}  // namespace millwright::scada::historian
