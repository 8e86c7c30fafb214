#include "scada/drivers/scan_phase.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace millwright::scada::drivers {
namespace {

constexpr Duration kPoll = 100ms;

/// A device that scans every `period`, each scan late by up to `jitter`, polled as ModbusConnection polls.
struct Polling {
  Polling(std::uint32_t seed, Duration period_in, Duration jitter_in)
      : random(seed), period(period_in), jitter(jitter_in), scanned_at(-between(0ns, period_in)) {
    scan_due = scanned_at + period;
  }
  Duration between(Duration from, Duration to) {
    return Duration{std::uniform_int_distribution<std::int64_t>(from.count(), to.count())(random)};
  }
  void scan_until(Duration now) {
    for (auto late = between(0ns, jitter); scan_due + late <= now; late = between(0ns, jitter)) {
      scanned_at = scan_due + late;
      scan_due += period;
      ++counter;
    }
  }
  /// One period: the poll and its second looks. Appends how old the scan was that it read, if it read a new one.
  void poll() {
    const auto began = due;
    auto scanned = look(began);
    auto next = began + phase.until_next(scanned);
    for (auto now = began; scanned == Scanned::early && phase.room_for_another(now - began, 1ms);) {
      now += phase.step();
      ++second_looks;
      scanned = look(now);
      if (scanned == Scanned::once) next += phase.step();
    }
    due = next;
  }
  Scanned look(Duration now) {
    scan_until(now);
    const auto moved = seen == 0 ? 0 : counter - seen;  // the first read only tells where the counter stands
    seen = counter;
    if (moved == 0) return Scanned::early;
    lags.push_back(now - scanned_at);
    return moved == 1 ? Scanned::once : Scanned::other;
  }

  std::mt19937 random;
  ScanPhase phase{kPoll};
  Duration period, jitter, scanned_at, scan_due{};
  Duration due{};
  std::uint32_t counter = 1, seen = 0;
  int second_looks = 0;
  std::vector<Duration> lags;
};

TEST(ScanPhase, SettlesAStepBehindTheScanInAFewSecondsWhateverThePhaseItFinds) {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    Polling polling(seed, kPoll, 3ms);
    for (int i = 0; i < 25; ++i) polling.poll();
    polling.lags.clear();
    polling.second_looks = 0;
    for (int i = 0; i < 1000; ++i) polling.poll();
    EXPECT_GE(polling.lags.size(), 990U) << "seed " << seed << ": a scan is never missed";
    EXPECT_LE(*std::ranges::max_element(polling.lags), polling.phase.step() + 6ms) << "seed " << seed;
    EXPECT_LT(polling.second_looks, 100) << "seed " << seed;
  }
}

TEST(ScanPhase, LeavesAFasterDeviceOnTheScheduleOfThePlantFile) {
  Polling polling(1, 10ms, 0ms);
  polling.poll();
  polling.second_looks = 0;
  const auto before = polling.due;
  for (int i = 0; i < 1000; ++i) polling.poll();
  EXPECT_EQ(polling.due - before, 1000 * kPoll);
  EXPECT_EQ(polling.second_looks, 0);
}

TEST(ScanPhase, FollowsALateScanWithoutLosingTheSchedule) {
  Polling polling(2, kPoll, 0ms);
  for (int i = 0; i < 300; ++i) polling.poll();
  const auto before = polling.due;
  polling.scan_due += 60ms;
  polling.poll();
  EXPECT_LE(polling.due - before, kPoll + polling.phase.step());
  EXPECT_LE(polling.lags.back(), polling.phase.step()) << "it looked again until the scan had come";
}

TEST(ScanPhase, ADeviceThatStandsIsAskedAtTheEndOfThePeriodAsEver) {
  ScanPhase phase{kPoll};
  EXPECT_EQ(phase.until_next(Scanned::early), kPoll);
}

TEST(ScanPhase, LooksAgainOnlyWhileThePeriodHasRoomForAnAnswer) {
  ScanPhase phase{kPoll};
  EXPECT_TRUE(phase.room_for_another(63ms, 1ms));
  EXPECT_FALSE(phase.room_for_another(64ms, 1ms));
  EXPECT_FALSE(phase.room_for_another(0ms, 40ms)) << "a slow device is not hurried";
}

}  // namespace
}  // namespace millwright::scada::drivers
