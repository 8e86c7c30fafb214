#include "mes/planning/model/open_time.h"

#include <gtest/gtest.h>

#include "mes/planning/model/random.h"

namespace millwright::mes::planning {
namespace {

Span fit(const OpenTime& open, std::int64_t from, std::int64_t duration, bool interruptible) {
  std::size_t hint = 0;
  return open.fit(from, duration, interruptible, hint);
}

// Open [.., 100), [200, 260), [300, ..): overlapping and touching closed times are one.
const OpenTime kOpen({{250 + 10, 300, "b"}, {100, 150, "a"}, {140, 200, "a"}, {500, 500, "nothing"}});

TEST(OpenTime, WorkThatFitsStartsAtOnce) {
  EXPECT_EQ(fit(kOpen, 40, 60, false).start_s, 40);
  EXPECT_EQ(fit(kOpen, 40, 60, false).end_s, 100);
}

TEST(OpenTime, UninterruptedWorkWaitsForAGapThatIsLongEnough) {
  EXPECT_EQ(fit(kOpen, 50, 60, false).start_s, 200);
  EXPECT_EQ(fit(kOpen, 50, 61, false).start_s, 300);
  EXPECT_EQ(fit(kOpen, 120, 10, false).start_s, 200);
}

TEST(OpenTime, InterruptibleWorkPausesWhileClosed) {
  EXPECT_EQ(fit(kOpen, 90, 60, true).start_s, 90);
  EXPECT_EQ(fit(kOpen, 90, 60, true).end_s, 250);
  EXPECT_EQ(fit(kOpen, 90, 70, true).end_s, 260);
  EXPECT_EQ(fit(kOpen, 90, 80, true).end_s, 310);
  EXPECT_EQ(fit(kOpen, 100, 5, true).start_s, 200);
}

TEST(OpenTime, TheLatestSpanEndsInTime) {
  EXPECT_EQ(kOpen.latest(250, 40, false).start_s, 210);
  EXPECT_EQ(kOpen.latest(300, 60, false).start_s, 200);
  EXPECT_EQ(kOpen.latest(300, 61, false).end_s, 100);
  EXPECT_EQ(kOpen.latest(200, 10, false).end_s, 100);
  EXPECT_EQ(kOpen.latest(310, 20, true).start_s, 250);
  EXPECT_EQ(kOpen.latest(310, 80, true).start_s, 90);
}

TEST(OpenTime, AHintChangesNothing) {
  Random random(7);
  std::vector<ClosedTime> closed;
  for (int k = 0; k < 50; ++k) {
    const int from = random.below(5000);
    closed.push_back({from, from + 1 + random.below(60), ""});
  }
  const OpenTime open(closed);
  std::size_t hint = 0;
  for (int k = 0; k < 5000; ++k) {
    const int from = random.below(6000);
    const int duration = 1 + random.below(80);
    const bool interruptible = random.below(2) == 0;
    const auto without = fit(open, from, duration, interruptible);
    const auto with = open.fit(from, duration, interruptible, hint);
    ASSERT_EQ(with.start_s, without.start_s);
    ASSERT_EQ(with.end_s, without.end_s);
    ASSERT_GE(without.end_s - without.start_s, duration);
    const auto latest = open.latest(without.end_s, duration, interruptible);
    ASSERT_GE(latest.start_s, without.start_s) << "what fits early fits late";
    ASSERT_LE(latest.end_s, without.end_s);
  }
}

}  // namespace
}  // namespace millwright::mes::planning
