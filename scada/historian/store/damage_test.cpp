// What the store does with what is damaged, long, late, far apart, or cannot be written.

#include <fstream>

#include "scada/historian/store/rocks.h"
#include "scada/historian/store/store_fixture.h"

namespace millwright::scada::historian {
namespace {

class Damage : public StoreTest {
 protected:
  /// `chunks` full chunks, 10 ms from sample to sample.
  TagId fill(int chunks) {
    const auto tag = store_->tag("line1/a").value();
    std::vector<Row> rows;
    for (int n = 0; n < chunks * 32; ++n) rows.push_back({tag, sample(n * 10, n / 10.0)});
    append(rows);
    EXPECT_TRUE(store_->compact());
    return tag;
  }
  /// Turns a bit within the chunk of that number, as a program would that writes wrongly.
  void damage_chunk(int number) {
    store_.reset();
    {
      auto rocks = Rocks::open(options_.folder, nullptr);
      const auto chunks = (*rocks)->iterate(Rocks::chunks);
      chunks->SeekToFirst();
      for (int i = 0; i < number; ++i) chunks->Next();
      auto value = chunks->value().ToString();
      value[value.size() / 2] = static_cast<char>(value[value.size() / 2] ^ 0x10);
      ASSERT_TRUE((*rocks)->db().Put({}, (*rocks)->family(Rocks::chunks), chunks->key(), value).ok());
    }
    open();
  }
  std::vector<contracts::Sample> all(TagId tag, Direction direction = Direction::forward) {
    return all_of(*store_, tag, kStart - 1h, kStart + 24h, direction);
  }
  static bool holds(const std::vector<contracts::Sample>& samples, const contracts::Sample& wanted) {
    return std::ranges::find(samples, wanted) != samples.end();
  }
};

TEST_F(Damage, NothingBehindADamagedChunkIsHiddenByWhatComesLate) {
  open();
  const auto tag = fill(5);
  damage_chunk(2);
  // Late ones before, in and behind the damaged chunk's time, and after it an end that is joined.
  std::vector<Row> late;
  for (int n = 0; n < 5 * 32; n += 4) late.push_back({tag, sample(n * 10 + 5, -1.0)});
  append(late);
  ASSERT_TRUE(store_->compact());
  for (const auto direction : {Direction::forward, Direction::backward}) {
    const auto found = all(tag, direction);
    for (const auto& row : late) ASSERT_TRUE(holds(found, row.sample)) << to_rfc3339(row.sample.source_time);
    for (int n = 0; n < 5 * 32; ++n)
      ASSERT_EQ(holds(found, sample(n * 10, n / 10.0)), n < 64 || n >= 96) << "sample " << n;
  }
  for (int n = 96; n < 160; ++n)
    ASSERT_EQ(store_->last_before(tag, sample(n * 10 + 1, 0.0).source_time).value(), sample(n * 10, n / 10.0));
}

TEST_F(Damage, ABitThatFlipsInAFileCostsABlockAndNotTheHistory) {
  open();
  const auto tag = fill(4000);
  store_.reset();
  std::filesystem::path largest;
  for (const auto& file : std::filesystem::directory_iterator(options_.folder))
    if (file.path().extension() == ".sst" && (largest.empty() || file.file_size() > file_size(largest)))
      largest = file.path();
  {
    std::fstream file(largest, std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(file_size(largest) / 2);
    file.seekg(middle);
    const auto byte = static_cast<char>(file.get() ^ 0x04);
    file.seekp(middle);
    file.put(byte);
  }
  open();
  for (const auto direction : {Direction::forward, Direction::backward}) {
    const auto before = store_->damaged_chunks();
    const auto found = all(tag, direction).size();
    EXPECT_GT(found, 4000u * 32 * 9 / 10);
    EXPECT_LT(found, 4000u * 32);
    EXPECT_EQ(store_->damaged_chunks(), before + 1);
  }
  EXPECT_EQ(store_->verify().faults.size(), 1u);
}

TEST_F(Damage, LongTextsNeverMakeAChunkThatCannotBeRead) {
  options_.chunk_samples = 4096;
  open();
  const auto tag = store_->tag("line1/text").value();
  // More than a chunk may hold in all, in many small seals that want to be joined.
  for (int n = 0; n < 80; ++n) {
    append({{tag, sample(n, std::string(1 << 20, static_cast<char>('a' + n % 26)))}});
    if (n % 4 == 0) {
      ASSERT_TRUE(store_->compact());
    }
  }
  append({{tag, sample(10, std::string("late"))}});
  ASSERT_TRUE(store_->compact());
  EXPECT_TRUE(store_->verify().faults.empty());
  expect_same(tag, kStart, kStart + 1h);
  const auto refused = store_->append(std::vector<Row>{{tag, sample(100, std::string((1 << 20) + 1, 'x'))}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "a text of 1048577 bytes of line1/text: the history takes 1048576 at most");
}

TEST_F(Damage, LateSamplesFarApartLeaveTheChunksBetweenAlone) {
  open();
  const auto tag = fill(1000);
  const auto keys = [&] {
    store_.reset();
    std::vector<std::string> out;
    {
      auto rocks = Rocks::open(options_.folder, nullptr);
      const auto chunks = (*rocks)->iterate(Rocks::chunks);
      for (chunks->SeekToFirst(); chunks->Valid(); chunks->Next())
        out.push_back(chunks->key().ToString() + chunks->value().ToString());
    }
    open();
    return out;
  };
  const auto before = keys();
  append({{tag, sample(15, 1.5)}, {tag, sample(999 * 320 + 15, 2.5)}});
  ASSERT_TRUE(store_->compact());
  expect_same(tag, kStart, kStart + 1h);
  const auto after = keys();
  std::vector<std::string> same;
  std::ranges::set_intersection(before, after, std::back_inserter(same));
  EXPECT_EQ(same.size(), 998u);
}

TEST_F(Damage, RemovingWhatIsOldLeavesWhatIsOpenInMemory) {
  open();
  const auto tag = fill(10);
  append({{tag, sample(5000, 1.0)}, {tag, sample(5010, 2.0)}});
  const auto chunks = store_->verify().chunks;
  ASSERT_EQ(store_->remove(tag, kStart, sample(1600, 0.0).source_time).value(), 160u);
  EXPECT_EQ(store_->verify().chunks, chunks - 5);
  EXPECT_EQ(all(tag).size(), 162u);
  open();
  EXPECT_EQ(all(tag).size(), 162u);
}

TEST_F(Damage, OpensALogThatFillsMoreTagsThanAnyQueueHolds) {
  options_.chunk_samples = 2;
  options_.log_bytes_max = 1u << 30;
  open();
  std::vector<Row> rows;
  constexpr int kTags = 70'000;
  for (int tag = 0; tag < kTags; ++tag)
    rows.push_back({store_->tag("t" + std::to_string(tag)).value(), sample(0, 1.0)});
  ASSERT_TRUE(store_->append(rows));
  for (auto& row : rows) row.sample.source_time += 1ms;
  ASSERT_TRUE(store_->append(rows));
  open();
  EXPECT_EQ(all_of(*store_, kTags, kStart, kStart + 1h).size(), 2u);
}

TEST_F(Damage, NewestSampleIsKnownWithoutReadingAndStaysRight) {
  open();
  const auto tag = fill(3);
  const auto newest = [&] { return store_->last_before(tag, kStart + 24h).value().value(); };
  EXPECT_EQ(newest(), sample(950, 9.5));
  append({{tag, sample(950, 7.0)}});  // late: it replaces
  EXPECT_EQ(newest(), sample(950, 7.0));
  ASSERT_TRUE(store_->compact());
  EXPECT_EQ(newest(), sample(950, 7.0));
  open();
  EXPECT_EQ(newest(), sample(950, 7.0));
  EXPECT_EQ(newest(), sample(950, 7.0));
  append({{tag, sample(950, 6.0)}});
  EXPECT_EQ(newest(), sample(950, 6.0));
  ASSERT_EQ(store_->remove(tag, kStart + 900ms, kStart + 1h).value(), 6u);
  EXPECT_EQ(newest(), sample(890, 8.9));
}

}  // namespace
}  // namespace millwright::scada::historian
