#include "scada/historian/query/processed.h"

#include <gtest/gtest.h>

#include "scada/historian/query/at_time.h"
#include "scada/historian/series/memory_source.h"

namespace millwright::scada::historian {
namespace {

namespace q = contracts::quality;

Timestamp at(double seconds) { return from_unix_ns(static_cast<std::int64_t>(seconds * 1e9)); }

contracts::Sample sample(double seconds, contracts::Value value, contracts::Quality quality = q::kGood) {
  return {std::move(value), quality, at(seconds)};
}

QueryError error_of(const Source& source, const ProcessedRequest& request) {
  const auto rows = read_processed(source, request);
  EXPECT_FALSE(rows);
  return rows ? QueryError{} : rows.error().code;
}

/// Counts what it hands out.
class Counting final : public Source {
 public:
  explicit Counting(const MemorySource& inner) : inner_(inner) {}
  mutable std::size_t reads = 0, samples = 0;

  Result<std::unique_ptr<Cursor>, ReadError> read(TagId tag, Timestamp from, Timestamp to,
                                                  Direction direction) const override {
    ++reads;
    struct Through final : Cursor {
      Result<const Block*, ReadError> next() override {
        auto block = inner->next();
        *samples += (*block)->size();
        return block;
      }
      std::unique_ptr<Cursor> inner;
      std::size_t* samples = nullptr;
    };
    auto cursor = std::make_unique<Through>();
    cursor->inner = inner_.read(tag, from, to, direction).value();
    cursor->samples = &samples;
    return cursor;
  }
  Result<std::optional<contracts::Sample>, ReadError> last_before(TagId tag, Timestamp before) const override {
    return inner_.last_before(tag, before);
  }
  Result<std::optional<contracts::Sample>, ReadError> first_from(TagId tag, Timestamp from) const override {
    return inner_.first_from(tag, from);
  }

 private:
  const MemorySource& inner_;
};

class Broken final : public Source {
 public:
  explicit Broken(ReadError error) : error_(error) {}
  Result<std::unique_ptr<Cursor>, ReadError> read(TagId, Timestamp, Timestamp, Direction) const override {
    return fail(error_, "no");
  }
  Result<std::optional<contracts::Sample>, ReadError> last_before(TagId, Timestamp) const override {
    return fail(error_, "no");
  }
  Result<std::optional<contracts::Sample>, ReadError> first_from(TagId, Timestamp) const override {
    return fail(error_, "no");
  }

 private:
  ReadError error_;
};

TEST(ReadProcessed, GoesOnWhereAnEarlierReaderLeftOff) {
  MemorySource source;
  for (int i = 0; i < 47; ++i) source.put(1, sample(i * 1.7, contracts::Value{i * 1.0}));
  for (const auto& [start, end] : {std::pair{at(1), at(77)}, std::pair{at(77), at(1)}}) {
    ProcessedRequest request{1, start, end, 10s, {Aggregate::time_average2, Aggregate::interpolative}, {}};
    const auto all = read_processed(source, request).value();
    ASSERT_EQ(all.size(), 8u);  // the last one is the rest of the range: Partial
    for (std::uint64_t first = 0; first <= all.size(); ++first) {
      request.first_interval = first;
      auto reader = ProcessedReader::open(source, request).value();
      for (auto i = first; i < all.size(); ++i) EXPECT_EQ(*reader.next().value(), all[i]) << "from " << first;
      EXPECT_TRUE(reader.next().value()->empty());
    }
  }
}

TEST(ReadProcessed, RefusesWhatMakesNoInterval) {
  const MemorySource source;
  EXPECT_EQ(error_of(source, {1, at(5), at(5), 1s, {Aggregate::count}, {}}), QueryError::invalid_argument);
  EXPECT_EQ(error_of(source, {1, at(5), at(6), -1s, {Aggregate::count}, {}}), QueryError::invalid_argument);
}

TEST(ReadProcessed, RefusesPercentagesThatLeaveNoChoice) {
  const MemorySource source;
  ProcessedRequest request{1, at(0), at(6), 1s, {Aggregate::count}, {}};
  request.configuration.percent_data_good = 101;
  EXPECT_EQ(error_of(source, request), QueryError::invalid_configuration);
  request.configuration.percent_data_good = 40;
  request.configuration.percent_data_bad = 59;
  EXPECT_EQ(error_of(source, request), QueryError::invalid_configuration);
  request.configuration.percent_data_bad = 60;
  EXPECT_TRUE(read_processed(source, request));
  request.configuration.time_unit = 0s;
  EXPECT_EQ(error_of(source, request), QueryError::invalid_configuration);
}

TEST(ReadProcessed, SaysWhatTheSourceSaid) {
  const ProcessedRequest request{1, at(0), at(6), 1s, {Aggregate::count}, {}};
  EXPECT_EQ(error_of(Broken(ReadError::unknown_tag), request), QueryError::unknown_tag);
  EXPECT_EQ(error_of(Broken(ReadError::storage), request), QueryError::storage);
}

TEST(ReadProcessed, CountsAndTimesTextButHasNoMeanOfIt) {
  MemorySource source;
  source.put(1, sample(1, "batch 1"));
  source.put(1, sample(4, "batch 2"));
  source.put(1, sample(5, "", q::kBadNoCommunication));
  source.put(1, sample(12, "batch 3"));
  const auto row =
      read_processed(source, {1,
                              at(0),
                              at(10),
                              0s,
                              {Aggregate::count, Aggregate::start, Aggregate::end, Aggregate::duration_good,
                               Aggregate::duration_bad, Aggregate::worst_quality},
                              {}})
          .value()
          .at(0);
  EXPECT_EQ(row[0].value, contracts::Value{std::int64_t{2}});
  EXPECT_EQ(row[1].value, contracts::Value{"batch 1"});
  EXPECT_EQ(row[1].time, at(1));
  EXPECT_EQ(row[2].value, std::nullopt);
  EXPECT_EQ(row[2].time, at(5));
  EXPECT_EQ(row[3].value, contracts::Value{4000.0});
  EXPECT_EQ(row[4].value, contracts::Value{6000.0}) << "one second before the first, five behind the bad one";
  EXPECT_EQ(row[5].value, contracts::Value{static_cast<std::int64_t>(q::kBadNoCommunication.code())});
  for (const auto aggregate : {Aggregate::average, Aggregate::interpolative, Aggregate::number_of_transitions}) {
    EXPECT_EQ(error_of(source, {1, at(0), at(10), 0s, {aggregate}, {}}), QueryError::aggregate_not_supported);
    EXPECT_EQ(error_of(source, {1, at(10), at(11), 0s, {aggregate}, {}}), QueryError::aggregate_not_supported)
        << "also between two of them";
  }
}

TEST(ReadProcessed, GivesIntegersAndBoolsTheirOwnType) {
  MemorySource source;
  source.put(1, sample(0, std::int64_t{1}));
  source.put(1, sample(4, std::int64_t{8}));
  source.put(2, sample(0, true));
  source.put(2, sample(4, false));
  const std::vector<Aggregate> asked{Aggregate::maximum, Aggregate::range, Aggregate::average, Aggregate::end_bound};
  const auto integer = read_processed(source, {1, at(0), at(3), 0s, asked, {}}).value().at(0);
  EXPECT_EQ(integer[0].value, contracts::Value{std::int64_t{1}});
  EXPECT_EQ(integer[3].value, contracts::Value{std::int64_t{6}}) << "6.25, rounded";
  const auto flag = read_processed(source, {2, at(0), at(8), 0s, asked, {}}).value().at(0);
  EXPECT_EQ(flag[0].value, contracts::Value{true});
  EXPECT_EQ(flag[1].value, contracts::Value{std::int64_t{1}});
  EXPECT_EQ(flag[2].value, contracts::Value{0.5});
  EXPECT_EQ(read_processed(source, {2, at(0), at(3), 0s, asked, {}}).value().at(0)[3].value, contracts::Value{true})
      << "a bool is held, not sloped";
}

TEST(ReadProcessed, HandsOutTheLatestFirstWhereTimeFlowsBackwards) {
  MemorySource source;
  for (int i = 0; i <= 1000; ++i) source.put(1, sample(i, static_cast<double>(i)));
  const ProcessedRequest request{1, at(900), at(0), 3s, {Aggregate::start, Aggregate::count, Aggregate::end}, {}};
  const auto rows = read_processed(source, request).value();
  ASSERT_EQ(rows.size(), 300u) << "more than are done at a time";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double start = 900 - 3 * static_cast<double>(i);
    EXPECT_EQ(rows[i][0], (Processed{at(start), start, q::kGood})) << "the interval includes its start";
    EXPECT_EQ(rows[i][1].value, contracts::Value{std::int64_t{3}});
    EXPECT_EQ(rows[i][2], (Processed{at(start - 2), start - 2, q::kGood})) << "and not its end";
  }
}

TEST(ReadProcessed, ReadsEverySampleOnceForAllAggregates) {
  MemorySource memory;
  memory.block_samples_max = 10;
  for (int i = 0; i < 1000; ++i) memory.put(1, sample(i, static_cast<double>(i % 7)));
  const Counting source(memory);
  std::vector<Aggregate> all;
  for (std::size_t i = 0; i < kAggregates; ++i) all.push_back(static_cast<Aggregate>(i));
  ASSERT_TRUE(read_processed(source, {1, at(100), at(900), 30s, all, {}}));
  EXPECT_EQ(source.reads, 1u);
  EXPECT_EQ(source.samples, 800u);
}

TEST(ReadProcessed, LooksAheadOverBadSamplesOnce) {
  MemorySource memory;
  for (int i = 0; i < 1000; ++i)
    memory.put(1, sample(i, static_cast<double>(i), i < 200 || i >= 800 ? q::kGood : q::kBadNoCommunication));
  const Counting source(memory);
  const auto rows = read_processed(source, {1, at(0), at(1000), 1s, {Aggregate::time_average}, {}}).value();
  EXPECT_EQ(rows[500][0].value, contracts::Value{500.5}) << "on the line over the gap";
  EXPECT_LE(source.samples, 1000u + 600u + memory.block_samples_max);
}

TEST(ReadProcessed, KeepsToItsPlaceBetweenCalls) {
  MemorySource source;
  for (int i = 0; i < 10; ++i) source.put(1, sample(i, static_cast<double>(i)));
  auto reader = ProcessedReader::open(source, {1, at(0), at(10), 4s, {Aggregate::count}, {}}).value();
  EXPECT_EQ(reader.intervals(), 3u);
  for (const std::int64_t count : {4, 4, 2}) EXPECT_EQ((*reader.next().value())[0].value, contracts::Value{count});
  EXPECT_TRUE(reader.next().value()->empty());
}

TEST(ReadProcessed, SurvivesTheWidestRange) {
  MemorySource source;
  source.put(1, sample(1, 7.0));
  for (const bool backwards : {false, true}) {
    const auto start = backwards ? Timestamp::max() : Timestamp::min();
    const auto end = backwards ? Timestamp::min() : Timestamp::max();
    const auto rows = read_processed(source, {1, start, end, 0s, {Aggregate::average}, {}}).value();
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0][0].value, contracts::Value{7.0});
  }
}

TEST(AtTime, HoldsText) {
  MemorySource source;
  source.put(1, sample(1, "A"));
  source.put(1, sample(3, "B"));
  const auto found = at_time(source, {1, {at(3), at(2), at(0), at(9)}, false, {}}).value();
  EXPECT_EQ(found[0], (Processed{at(3), "B", q::kGood}));
  EXPECT_EQ(found[1], (Processed{at(2), "A", with_info(q::kGood, info::kInterpolated)}));
  EXPECT_EQ(found[2], (Processed{at(0), std::nullopt, quality::kBadNoData}));
  EXPECT_EQ(found[3], (Processed{at(9), "B", with_info(quality::kUncertainDataSubNormal, info::kInterpolated)}));
}

TEST(AtTime, LooksUpWhatIsFarApartAndReadsThroughWhatIsClose) {
  MemorySource memory;
  memory.block_samples_max = 100;
  for (int i = 0; i < 100'000; ++i) memory.put(1, sample(i, static_cast<double>(i)));
  const Counting source(memory);
  AtTimeRequest far{1, {at(10.5), at(50'000.5), at(99'000.5)}, false, {}};
  const auto found = at_time(source, far).value();
  EXPECT_EQ(found[1].value, contracts::Value{50'000.5});
  EXPECT_LE(source.samples, 3u * 300u);
  AtTimeRequest close{1, {}, false, {}};
  for (int i = 0; i < 1000; ++i) close.times.push_back(at(i + 0.25));
  source.samples = source.reads = 0;
  EXPECT_EQ(at_time(source, close).value()[999].value, contracts::Value{999.25});
  EXPECT_EQ(source.reads, 1u);
}

TEST(Aggregates, HaveTheirBrowseNames) {
  EXPECT_EQ(name_of(Aggregate::variance_population), "VariancePopulation");
  for (std::size_t i = 0; i < kAggregates; ++i)
    EXPECT_EQ(aggregate_from_name(name_of(static_cast<Aggregate>(i))), static_cast<Aggregate>(i));
  EXPECT_EQ(aggregate_from_name("AnnotationCount"), std::nullopt);
}

}  // namespace
}  // namespace millwright::scada::historian
