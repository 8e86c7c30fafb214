#pragma once
// A store in a folder of its own, and the same samples in plain memory to hold it against.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "scada/historian/series/memory_source.h"
#include "scada/historian/store/store.h"

namespace millwright::scada::historian {

inline std::vector<contracts::Sample> all_of(const Source& source, TagId tag, Timestamp from, Timestamp to,
                                             Direction direction = Direction::forward) {
  std::vector<contracts::Sample> out;
  auto cursor = source.read(tag, from, to, direction);
  EXPECT_TRUE(cursor) << cursor.error().message;
  if (!cursor) return out;
  for (;;) {
    const auto block = (*cursor)->next();
    EXPECT_TRUE(block) << block.error().message;
    if (!block || (*block)->empty()) return out;
    for (std::size_t i = 0; i < (*block)->size(); ++i) out.push_back((*block)->sample(i));
  }
}

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    std::string pattern = testing::TempDir() + "history_XXXXXX";
    folder_ = mkdtemp(pattern.data());
    options_.folder = folder_ / "store";
    options_.chunk_samples = 32;
    options_.reserve_bytes = 0;
    options_.sync = false;
  }
  ~StoreTest() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  void open() {
    store_.reset();
    auto opened = Store::open(options_);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }
  /// Into the store and into the memory.
  void append(const std::vector<Row>& rows) {
    const auto appended = store_->append(rows);
    ASSERT_TRUE(appended) << appended.error().message;
    for (const auto& row : rows) memory_.put(row.tag, row.sample);
  }
  static contracts::Sample sample(std::int64_t ms, contracts::Value value,
                                  contracts::Quality quality = contracts::quality::kGood) {
    return {std::move(value), quality, kStart + std::chrono::milliseconds{ms}};
  }
  void expect_same(TagId tag, Timestamp from, Timestamp to) {
    for (const auto direction : {Direction::forward, Direction::backward})
      ASSERT_TRUE(all_of(*store_, tag, from, to, direction) == all_of(memory_, tag, from, to, direction))
          << "tag " << tag << " from " << to_rfc3339(from) << " to " << to_rfc3339(to);
    ASSERT_EQ(store_->last_before(tag, to).value(), memory_.last_before(tag, to).value());
    ASSERT_EQ(store_->first_from(tag, from).value(), memory_.first_from(tag, from).value());
  }

  static constexpr Timestamp kStart{std::chrono::seconds{1'795'000'000}};
  std::filesystem::path folder_;
  StoreOptions options_;
  std::unique_ptr<Store> store_;
  MemorySource memory_;
};

}  // namespace millwright::scada::historian
