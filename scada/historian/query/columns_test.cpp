#include "scada/historian/query/columns.h"

#include <gtest/gtest.h>

#include "scada/historian/series/memory_source.h"

namespace millwright::scada::historian {
namespace {

template <class T>
std::string text_of(const T& value) {
  std::string out;
  append_json(out, value);
  return out;
}

TEST(Columns, MomentsAreMillisecondsWithTheDecimalsTheyNeed) {
  EXPECT_EQ(text_of(Moments{{1'767'225'600'000'000'000, 1'767'225'600'000'500'000, 1'767'225'600'000'000'001, 0, -1,
                             -1'500'000, -500'000}}),
            "[1767225600000,1767225600000.5,1767225600000.000001,0,-0.000001,-1.5,-0.5]");
}

TEST(Columns, AColumnOfEachType) {
  EXPECT_EQ(text_of(ValueColumn{std::vector<std::uint8_t>{1, 0}}), "[true,false]");
  EXPECT_EQ(text_of(ValueColumn{std::vector<std::int64_t>{-7, 8}}), "[-7,8]");
  EXPECT_EQ(text_of(ValueColumn{std::vector<double>{76.53, 1.0 / 0.0}}), "[76.53,null]");
  EXPECT_EQ(text_of(ValueColumn{std::vector<std::string>{"a\"b"}}), R"(["a\"b"])");
}

TEST(Columns, SamplesWithTheirQualitiesAsRuns) {
  MemorySource source;
  const auto put = [&](std::int64_t second, contracts::Value value, contracts::Quality quality) {
    source.put(1, {std::move(value), quality, Timestamp{std::chrono::seconds{second}}});
  };
  const auto ask = [&](std::size_t max) {
    return text_of(*sample_columns(source, 1, Timestamp{1s}, Timestamp{9s}, max));
  };
  for (std::int64_t second = 0; second < 10; ++second)
    put(second, static_cast<double>(second) / 10, second == 4 ? contracts::quality::kBad : contracts::quality::kGood);
  EXPECT_EQ(ask(100),
            R"({"times":[1000,2000,3000,4000,5000,6000,7000,8000],"values":[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8],)"
            R"("quality":[{"from":0,"quality":"Good"},{"from":3,"quality":"Bad"},{"from":4,"quality":"Good"}]})");
  EXPECT_EQ(ask(2), R"({"times":[1000,2000],"values":[0.1,0.2],"quality":[{"from":0,"quality":"Good"}],)"
                    R"("next":"1970-01-01T00:00:03Z"})");
  put(3, std::string("three"), contracts::quality::kGood);
  EXPECT_EQ(ask(100), ask(2)) << "the type changes at three";
}

TEST(Columns, AnAggregateIsAbsentWhereItsIntervalIsBad) {
  const auto time = Timestamp{1s};
  const std::vector<std::vector<Processed>> intervals{
      {{time, contracts::Value{1.5}, contracts::quality::kGood}},
      {{time, std::nullopt, quality::kBadNoData}},
      {{time, contracts::Value{std::int64_t{2}}, contracts::quality::kGood}}};
  const auto column = aggregate_column(intervals);
  EXPECT_EQ(column.values, (std::vector<std::optional<double>>{1.5, std::nullopt, 2.0}));
  EXPECT_EQ(column.quality,
            (std::vector<QualityRun>{
                {0, contracts::quality::kGood}, {1, quality::kBadNoData}, {2, contracts::quality::kGood}}));
}

}  // namespace
}  // namespace millwright::scada::historian
