#include "lib/opcua/continuation_points.h"

#include <gtest/gtest.h>

namespace millwright::opcua {
namespace {

const ContinuationPoints::Point kPoint{HistoryKind::raw, "line1/level", "here"};

TEST(ContinuationPoints, APointIsGoodForOneUse) {
  ContinuationPoints points;
  const auto point = points.keep("s1", kPoint);
  EXPECT_EQ(points.take("s1", HistoryKind::raw, "line1/level", point), "here");
  EXPECT_EQ(points.take("s1", HistoryKind::raw, "line1/level", point), std::nullopt);
}

TEST(ContinuationPoints, APointIsOfOneSessionOneNodeAndOneKindOfRead) {
  ContinuationPoints points;
  const auto point = points.keep("s1", kPoint);
  EXPECT_EQ(points.take("s2", HistoryKind::raw, "line1/level", point), std::nullopt);
  EXPECT_EQ(points.take("s1", HistoryKind::raw, "line1/state", point), std::nullopt);
  EXPECT_EQ(points.take("s1", HistoryKind::processed, "line1/level", point), std::nullopt);
  EXPECT_EQ(points.take("s1", HistoryKind::raw, "line1/level", "forged"), std::nullopt);
  EXPECT_FALSE(points.release("s2", point));
  EXPECT_EQ(points.take("s1", HistoryKind::raw, "line1/level", point), "here");
}

TEST(ContinuationPoints, ReleasedOrOfAnEndedSessionItIsGone) {
  ContinuationPoints points;
  const auto released = points.keep("s1", kPoint);
  EXPECT_TRUE(points.release("s1", released));
  EXPECT_FALSE(points.release("s1", released));
  const auto ended = points.keep("s1", kPoint);
  points.end_session("s1");
  EXPECT_EQ(points.take("s1", HistoryKind::raw, "line1/level", ended), std::nullopt);
}

TEST(ContinuationPoints, TheOldestMakesRoomForTheNewest) {
  ContinuationPoints points;
  const auto oldest = points.keep("s1", kPoint);
  std::string newest;
  for (std::size_t i = 0; i < ContinuationPoints::kPerSession; ++i) newest = points.keep("s1", kPoint);
  EXPECT_EQ(points.take("s1", HistoryKind::raw, "line1/level", oldest), std::nullopt);
  EXPECT_EQ(points.take("s1", HistoryKind::raw, "line1/level", newest), "here");
}

}  // namespace
}  // namespace millwright::opcua
