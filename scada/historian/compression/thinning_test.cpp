#include "scada/historian/compression/thinning.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace millwright::scada::historian {
namespace {

using contracts::Sample;
namespace quality = contracts::quality;

Sample at(int second, double value, contracts::Quality q = quality::kGood) {
  return {value, q, Timestamp{std::chrono::seconds{second}}};
}

std::vector<Sample> thinned(const ThinningSettings& settings, const std::vector<Sample>& samples) {
  Thinning thinning(settings);
  std::vector<Sample> keep;
  for (const auto& sample : samples) thinning.offer(sample, keep);
  thinning.flush(keep);
  return keep;
}

/// What is read back at a dropped sample's time: the kept value before it, or the line to the next.
double read_back(const std::vector<Sample>& kept, Timestamp time, bool stepped) {
  const auto after = std::ranges::upper_bound(kept, time, {}, &Sample::source_time);
  const auto& left = *std::prev(after);
  const double from = *contracts::number_in(left.value);
  if (stepped || after == kept.end()) return from;
  const double whole = static_cast<double>((after->source_time - left.source_time).count());
  const double part = static_cast<double>((time - left.source_time).count());
  return from + (*contracts::number_in(after->value) - from) * part / whole;
}

std::vector<Sample> walk(std::uint32_t seed, int count) {
  std::mt19937 random(seed);
  std::normal_distribution<double> step(0, 0.3);
  std::vector<Sample> out;
  double value = 20;
  int second = 0;
  for (int i = 0; i < count; ++i) {
    second += 1 + static_cast<int>(random() % 3);
    if (random() % 40 == 0) value += 5;
    value += step(random);
    out.push_back(at(second, value));
  }
  return out;
}

TEST(Thinning, OffByDefaultKeepsEverything) {
  const auto samples = walk(1, 200);
  EXPECT_EQ(thinned({}, samples), samples);
}

TEST(Thinning, AStraightLineNeedsItsEndsOnly) {
  std::vector<Sample> samples;
  for (int i = 0; i < 1000; ++i) samples.push_back(at(i, 2.0 * i));
  ThinningSettings settings;
  settings.compression_deviation = 0.1;
  const auto kept = thinned(settings, samples);
  EXPECT_EQ(kept, (std::vector{samples.front(), samples.back()}));
}

TEST(Thinning, NothingReadBackIsFurtherOffThanTheDeviation) {
  for (std::uint32_t seed = 0; seed < 60; ++seed)
    for (const bool stepped : {false, true})
      for (const double exception : {0.0, 0.2}) {
        ThinningSettings settings;
        settings.compression_deviation = 0.5;
        settings.exception_deviation = exception;
        settings.stepped = stepped;
        const auto samples = walk(seed, 400);
        const auto kept = thinned(settings, samples);
        EXPECT_LT(kept.size(), samples.size());
        for (const auto& sample : samples)
          ASSERT_LE(std::abs(read_back(kept, sample.source_time, stepped) - *contracts::number_in(sample.value)),
                    settings.compression_deviation + 2 * exception + 1e-9)
              << "seed " << seed << (stepped ? ", stepped" : "") << ", at " << to_rfc3339(sample.source_time);
      }
}

TEST(Thinning, KeepsAnExceptionWithWhatWasBeforeIt) {
  ThinningSettings settings;
  settings.exception_deviation = 1;
  const auto kept = thinned(settings, {at(0, 5), at(1, 5.5), at(2, 4.5), at(3, 9)});
  EXPECT_EQ(kept, (std::vector{at(0, 5), at(2, 4.5), at(3, 9)}));
}

TEST(Thinning, IsNotSilentForLonger) {
  ThinningSettings settings;
  settings.compression_deviation = 1;
  settings.compression_max = 60s;
  std::vector<Sample> samples;
  for (int i = 0; i <= 600; ++i) samples.push_back(at(i, 7));
  const auto kept = thinned(settings, samples);
  for (std::size_t i = 1; i < kept.size(); ++i)
    EXPECT_LE(kept[i].source_time - kept[i - 1].source_time, settings.compression_max);
}

TEST(Thinning, KeepsEveryChangeOfQualityWithItsNeighbour) {
  ThinningSettings settings;
  settings.compression_deviation = 1;
  settings.exception_deviation = 1;
  const std::vector<Sample> samples{at(0, 5),
                                    at(1, 5.1),
                                    at(2, 5.2),
                                    at(3, 5.2, quality::kBadNoCommunication),
                                    at(4, 5.2, quality::kBadNoCommunication),
                                    at(5, 5.2),
                                    at(6, 5.3)};
  const auto kept = thinned(settings, samples);
  EXPECT_TRUE(std::ranges::count(kept, samples[2])) << "the last Good one before";
  EXPECT_TRUE(std::ranges::count(kept, samples[3]));
  EXPECT_TRUE(std::ranges::count(kept, samples[5])) << "the first Good one after";
}

TEST(Thinning, TextAndWhatIsNoNumberGoThrough) {
  ThinningSettings settings;
  settings.exception_deviation = 1;
  const std::vector<Sample> samples{{std::string("a"), quality::kGood, Timestamp{1s}},
                                    {std::string("a"), quality::kGood, Timestamp{2s}},
                                    at(3, std::nan(""))};
  EXPECT_EQ(thinned(settings, samples).size(), 3u);
}

}  // namespace
}  // namespace millwright::scada::historian
