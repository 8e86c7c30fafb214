// What a query costs of the processor, by sample: columns already unpacked, so that nothing but the query is measured.
// Prints the median of interleaved rounds.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <functional>
#include <map>

#include "scada/historian/query/at_time.h"
#include "scada/historian/query/processed.h"
#include "scada/historian/query/trend_query.h"

using namespace millwright;
using namespace millwright::scada::historian;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::size_t kBlock = 1024;

double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// A sample a second, in blocks as the store hands them out.
class Columns final : public Source {
 public:
  template <class Make>
  Columns(std::size_t samples, Make make) {
    for (std::size_t i = 0; i < samples; ++i) {
      if (i % kBlock == 0) blocks_.emplace_back();
      blocks_.back().append({make(i), contracts::quality::kGood, from_unix_ns(static_cast<std::int64_t>(i) * kSecond)});
    }
  }

  Result<std::unique_ptr<Cursor>, ReadError> read(TagId, Timestamp from, Timestamp to,
                                                  Direction direction) const override {
    if (direction == Direction::backward) return fail(ReadError::storage, "this bench reads forwards");
    struct Whole final : Cursor {
      Result<const Block*, ReadError> next() override {
        if (at == end) return &empty;
        return &(*blocks)[at++];
      }
      const std::vector<Block>* blocks = nullptr;
      std::size_t at = 0, end = 0;
      Block empty;
    };
    auto cursor = std::make_unique<Whole>();
    cursor->blocks = &blocks_;
    cursor->at = index(unix_ns(from)) / kBlock;
    cursor->end = (index(unix_ns(to)) + kBlock - 1) / kBlock;
    return cursor;
  }
  Result<std::optional<contracts::Sample>, ReadError> last_before(TagId, Timestamp before) const override {
    const auto i = index(unix_ns(before));
    return i == 0 ? std::optional<contracts::Sample>() : sample(i - 1);
  }
  Result<std::optional<contracts::Sample>, ReadError> first_from(TagId, Timestamp from) const override {
    const auto i = index(unix_ns(from));
    return i == size() ? std::optional<contracts::Sample>() : sample(i);
  }

 private:
  std::size_t size() const { return (blocks_.size() - 1) * kBlock + blocks_.back().size(); }
  std::size_t index(std::int64_t time) const {
    if (time <= 0) return 0;
    return std::min(size(), static_cast<std::size_t>((time + kSecond - 1) / kSecond));
  }
  std::optional<contracts::Sample> sample(std::size_t i) const { return blocks_[i / kBlock].sample(i % kBlock); }
  std::vector<Block> blocks_;
};

struct Measured {
  std::string name;
  double samples;
  std::function<void()> run;
  std::vector<double> ns = {};
};

void require(bool done) {
  if (!done) throw std::runtime_error("a query failed");
}

}  // namespace

int main() {
  constexpr std::size_t kMany = 1'024'000;
  const auto wave = [](std::size_t i) { return std::round(2000 + 500 * std::sin(static_cast<double>(i) / 300)) / 100; };
  const Columns analog(kMany, [&](std::size_t i) -> contracts::Value { return wave(i); });
  const Columns counter(kMany, [](std::size_t i) -> contracts::Value { return static_cast<std::int64_t>(i / 3); });
  const auto at = [](std::int64_t second) { return from_unix_ns(second * kSecond); };
  const auto processed = [&](const Source& source, std::int64_t samples, Duration interval,
                             std::vector<Aggregate> aggregates) {
    auto reader = ProcessedReader::open(source, {1, at(0), at(samples), interval, std::move(aggregates), {}}).value();
    for (auto row = reader.next(); !(*row)->empty(); row = reader.next()) require(row.has_value());
  };
  constexpr std::int64_t kAll = kMany;
  std::vector<Aggregate> every;
  for (std::size_t i = 0; i < kAggregates; ++i) every.push_back(static_cast<Aggregate>(i));

  std::vector<Measured> rows;
  const auto measure = [&](std::string name, double samples, std::function<void()> run) {
    rows.push_back({std::move(name), samples, std::move(run)});
  };
  measure("500 buckets of 10,240 double", 10'240,
          [&] { require(buckets(analog, 1, at(0), at(10'240), 500)->size() > 1); });
  measure("500 buckets of 10,240 integer", 10'240,
          [&] { require(buckets(counter, 1, at(0), at(10'240), 500)->size() > 1); });
  measure("500 buckets of 1,024,000 double", kMany,
          [&] { require(buckets(analog, 1, at(0), at(kAll), 500)->size() > 1); });
  measure("2,000 columns of 1,024,000 double", kMany,
          [&] { require(decimate(analog, 1, at(0), at(kAll), 2000)->size() > 1); });
  measure("2,000 columns of 1,024,000 integer", kMany,
          [&] { require(decimate(counter, 1, at(0), at(kAll), 2000)->size() > 1); });
  measure("Average a minute, double", kMany, [&] { processed(analog, kAll, 60s, {Aggregate::average}); });
  measure("Average a minute, integer", kMany, [&] { processed(counter, kAll, 60s, {Aggregate::average}); });
  measure("TimeAverage a minute, double", kMany, [&] { processed(analog, kAll, 60s, {Aggregate::time_average}); });
  measure("TimeAverage2 a minute, double", kMany, [&] { processed(analog, kAll, 60s, {Aggregate::time_average2}); });
  measure("Minimum and Maximum a minute", kMany,
          [&] { processed(analog, kAll, 60s, {Aggregate::minimum, Aggregate::maximum}); });
  measure("StandardDeviationSample a minute", kMany,
          [&] { processed(analog, kAll, 60s, {Aggregate::standard_deviation_sample}); });
  measure("Average an hour, double", kMany, [&] { processed(analog, kAll, 3600s, {Aggregate::average}); });
  measure("all 36 a minute, double", kMany, [&] { processed(analog, kAll, 60s, every); });
  measure("all 36 an hour, double", kMany, [&] { processed(analog, kAll, 3600s, every); });
  AtTimeRequest request{1, {}, false, {}};
  for (std::int64_t i = 0; i < 100'000; ++i) request.times.push_back(from_unix_ns(i * kSecond + kSecond / 4));
  measure("at 100,000 times, by time", 100'000, [&] { require(at_time(analog, request)->size() == 100'000); });

  constexpr int kRounds = 15;
  for (int round = 0; round < kRounds; ++round)
    for (auto& row : rows) {
      const double begin = cpu_ns();
      row.run();
      row.ns.push_back(cpu_ns() - begin);
    }
  fmt::print("{:<38}{:>14}{:>16}\n", "query", "CPU us", "CPU ns/sample");
  for (auto& row : rows) {
    std::ranges::sort(row.ns);
    const double median = row.ns[row.ns.size() / 2];
    fmt::print("{:<38}{:>14.1f}{:>16.2f}\n", row.name, median / 1000, median / row.samples);
  }
  return 0;
}
