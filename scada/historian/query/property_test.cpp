// Random data of every sort, against the slow reference.

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "scada/historian/query/at_time.h"
#include "scada/historian/query/processed.h"
#include "scada/historian/query/slow_reference.h"
#include "scada/historian/series/memory_source.h"

namespace millwright::scada::historian {
namespace {

namespace q = contracts::quality;

struct Case {
  std::vector<contracts::Sample> samples;
  AggregateConfiguration configuration;
  std::size_t block_samples_max = 1;
};

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  int roll(int low, int high) { return std::uniform_int_distribution(low, high)(engine_); }

  Case make() {
    Case out;
    auto& configuration = out.configuration;
    configuration.treat_uncertain_as_bad = roll(0, 1) == 1;
    configuration.stepped = roll(0, 2) == 0;
    configuration.use_sloped_extrapolation = roll(0, 1) == 1;
    configuration.percent_data_bad = static_cast<std::uint8_t>(roll(0, 3) == 0 ? roll(1, 100) : 100);
    configuration.percent_data_good = static_cast<std::uint8_t>(roll(100 - configuration.percent_data_bad, 100));
    configuration.time_unit = 1s;
    out.block_samples_max = static_cast<std::size_t>(roll(1, 30));
    const int type = roll(0, 3);
    const int bad_percent = roll(0, 2) * 20;  // none in a third of the cases
    const int gap_max = roll(0, 1) == 0 ? 2 : 12;
    for (int second = roll(0, 30); second < 100; second += roll(1, gap_max)) {
      contracts::Sample sample;
      sample.source_time = Timestamp{std::chrono::seconds{second}};
      const int number = roll(-2, 3);
      if (type == 0)
        sample.value = number > 0;
      else if (type == 1)
        sample.value = std::int64_t{number} * 7;
      else
        sample.value = number * 1.25;
      sample.quality = q::kGood;
      if (roll(1, 100) <= bad_percent) sample.quality = roll(0, 1) == 0 ? q::kBadNoCommunication : q::kUncertain;
      out.samples.push_back(sample);
    }
    if (roll(0, 30) == 0) out.samples.clear();
    return out;
  }

 private:
  std::mt19937 engine_;
};

MemorySource source_of(const Case& made) {
  MemorySource source;
  source.block_samples_max = made.block_samples_max;
  for (const auto& sample : made.samples) source.put(1, sample);
  return source;
}

bool alike(const Processed& a, const Processed& b) {
  if (a.time != b.time || a.status != b.status || a.value.has_value() != b.value.has_value()) return false;
  if (!a.value) return true;
  if (a.value->index() != b.value->index()) return false;
  const double x = contracts::number_in(*a.value).value_or(0);
  const double y = contracts::number_in(*b.value).value_or(0);
  // An integer that lies in the middle between two may be rounded either way.
  const double tolerance = std::holds_alternative<std::int64_t>(*a.value) ? 1 : 1e-9 * (1 + std::abs(y));
  return std::abs(x - y) <= tolerance;
}

std::string shown(const Case& made) {
  const auto& c = made.configuration;
  auto out = fmt::format("uncertain is bad {}, stepped {}, sloped extrapolation {}, bad {} good {}, blocks of {}:",
                         c.treat_uncertain_as_bad, c.stepped, c.use_sloped_extrapolation, c.percent_data_bad,
                         c.percent_data_good, made.block_samples_max);
  for (const auto& sample : made.samples)
    out += fmt::format(" {}s={}{}", unix_ns(sample.source_time) / 1'000'000'000, contracts::to_text(sample.value),
                       sample.quality.is_good()  ? ""
                       : sample.quality.is_bad() ? "(bad)"
                                                 : "(uncertain)");
  return out;
}

std::string shown(const Processed& result) {
  return fmt::format("{} {:08x} at {} s", result.value ? contracts::to_text(*result.value) : "nothing",
                     result.status.code(), static_cast<double>(unix_ns(result.time)) / 1e9);
}

TEST(Property, EveryAggregateIsWhatTheSlowReferenceSays) {
  Dice dice(1);
  std::vector<Aggregate> all;
  for (std::size_t i = 0; i < kAggregates; ++i) all.push_back(static_cast<Aggregate>(i));
  for (int round = 0; round < 3000; ++round) {
    const auto made = dice.make();
    const auto source = source_of(made);
    const SlowReference reference(made.samples, made.configuration);
    const Timestamp start{std::chrono::seconds{dice.roll(-10, 110)}};
    Timestamp end{std::chrono::seconds{dice.roll(-10, 110)}};
    if (end == start) end += 10s;
    const Duration interval = std::chrono::seconds{dice.roll(0, 40)};
    const auto rows = read_processed(source, {1, start, end, interval, all, made.configuration});
    ASSERT_TRUE(rows) << rows.error().message;
    for (const auto aggregate : all) {
      const auto wanted = reference.processed(aggregate, start, end, interval);
      ASSERT_EQ(rows->size(), wanted.size());
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto& found = (*rows)[i][static_cast<std::size_t>(aggregate)];
        EXPECT_TRUE(alike(found, wanted[i]))
            << "round " << round << ", " << name_of(aggregate) << " #" << i << ": " << shown(found) << ", not "
            << shown(wanted[i]) << "\nfrom " << unix_ns(start) / 1'000'000'000 << " to " << unix_ns(end) / 1'000'000'000
            << " by " << interval.count() / 1'000'000'000 << " of " << shown(made);
      }
    }
  }
}

TEST(Property, AtTimeIsWhatTheSlowReferenceSaysInAnyOrder) {
  Dice dice(2);
  for (int round = 0; round < 2000; ++round) {
    const auto made = dice.make();
    const auto source = source_of(made);
    const SlowReference reference(made.samples, made.configuration);
    AtTimeRequest request{1, {}, dice.roll(0, 1) == 1, made.configuration};
    for (int i = dice.roll(0, 12); i > 0; --i)
      request.times.push_back(Timestamp{std::chrono::milliseconds{dice.roll(-20, 220) * 500}});
    const auto found = at_time(source, request).value();
    ASSERT_EQ(found.size(), request.times.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      const auto wanted = reference.at_time(request.times[i], request.use_simple_bounds);
      ASSERT_TRUE(alike(found[i], wanted))
          << "round " << round << ": " << shown(found[i]) << ", not " << shown(wanted) << "\nof " << shown(made);
    }
  }
}

}  // namespace
}  // namespace millwright::scada::historian
