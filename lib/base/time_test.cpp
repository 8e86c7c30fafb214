#include "lib/base/time.h"

#include <gtest/gtest.h>

namespace millwright {
namespace {

TEST(Rfc3339, WritesOnlyAsManyFractionDigitsAsNeeded) {
  const Timestamp whole{std::chrono::seconds{1'700'000'000}};
  EXPECT_EQ(to_rfc3339(whole), "2023-11-14T22:13:20Z");
  EXPECT_EQ(to_rfc3339(whole + 5ms), "2023-11-14T22:13:20.005Z");
  EXPECT_EQ(to_rfc3339(whole + 5us), "2023-11-14T22:13:20.000005Z");
  EXPECT_EQ(to_rfc3339(whole + 5ns), "2023-11-14T22:13:20.000000005Z");
}

TEST(Rfc3339, ReadsWhatItWrites) {
  for (const auto offset : {0ns, 1ns, 999'999'999ns}) {
    const Timestamp time = Timestamp{std::chrono::seconds{1'700'000'000}} + offset;
    EXPECT_EQ(parse_rfc3339(to_rfc3339(time)), time);
  }
}

TEST(Rfc3339, AppliesOffsets) {
  EXPECT_EQ(parse_rfc3339("2026-11-23T08:00:00+02:00"), parse_rfc3339("2026-11-23T06:00:00Z"));
  EXPECT_EQ(parse_rfc3339("2026-11-23T01:00:00-05:00"), parse_rfc3339("2026-11-23T06:00:00Z"));
}

TEST(Rfc3339, RefusesWhatIsNoTime) {
  for (const auto* text : {"", "2026-11-23", "2026-02-30T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T00:00:00",
                           "2026-11-23T00:00:00.Z", "2026-11-23T00:00:00Zx", "0001-01-01T00:00:00Z", "now"})
    EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
}

TEST(Rfc3339, ReadsBackEveryMomentFromOutside) {
  for (const auto time : {kEarliest, kEarliest + 1ns, Timestamp{-1ns}, Timestamp{}, kLatest - 1s, kLatest})
    EXPECT_EQ(parse_rfc3339(to_rfc3339(time)), time) << to_rfc3339(time);
  for (const auto* text :
       {"1677-12-31T23:59:59Z", "1678-01-01T00:00:00+00:01", "2262-01-01T00:00:00Z", "2261-12-31T23:59:59-00:01"})
    EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
  EXPECT_EQ(parse_rfc3339("2262-01-01T00:00:00+00:01"), kLatest + 1ns - 1min);
}

TEST(Rfc3339, WritesTheOutermostMomentsToo) {
  EXPECT_EQ(to_rfc3339(Timestamp::min()), "1677-09-21T00:12:43.145224192Z");
  EXPECT_EQ(to_rfc3339(Timestamp::max()), "2262-04-11T23:47:16.854775807Z");
}

TEST(ParsesDuration, WithUnitOnly) {
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("2s"), 2s);
  EXPECT_EQ(parse_duration("1.5s"), 1500ms);
  EXPECT_EQ(parse_duration("5min"), 5min);
  EXPECT_EQ(parse_duration("1h"), 1h);
  EXPECT_EQ(parse_duration("90d"), 90 * 24h);
  for (const auto* text : {"", "2", "s", "-1s", "2 parsecs", "nans"})
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(ManualClock, StepMovesUtcAlone) {
  ManualClock clock;
  const auto utc = clock.utc();
  const auto mono = clock.monotonic();
  clock.step_utc(-1h);
  EXPECT_EQ(clock.utc(), utc - 1h);
  EXPECT_EQ(clock.monotonic(), mono);
}

}  // namespace
}  // namespace millwright
