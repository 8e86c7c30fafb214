#include "lib/opcua/history.h"

#include <gtest/gtest.h>
#include <open62541/types.h>

#include <algorithm>
#include <random>

namespace millwright::opcua {
namespace {

const Timestamp kT0 = from_unix_ns(1'700'000'000'000'000'000);

using Samples = std::vector<contracts::Sample>;

contracts::Sample at(int ms, double value = 1) {
  return {contracts::Value{value}, contracts::quality::kGood, kT0 + ms * 1ms};
}

RawSource over(const Samples& samples) {
  return [&samples](Timestamp from, Timestamp to, std::size_t limit, Order order) {
    Samples found;
    for (const auto& sample : samples)
      if (sample.source_time >= from && sample.source_time < to) found.push_back(sample);
    if (order == Order::newest_first) std::ranges::reverse(found);
    if (found.size() > limit) found.resize(limit);
    return Result<Samples, StatusCode>(found);
  };
}

/// All pages of a request, one after another.
Samples all_pages(const RawSource& source, HistoryRequest request) {
  Samples all;
  do {
    const auto page = read_history(source, request);
    EXPECT_LE(page.samples.size(), request.count == 0 ? 10'000u : request.count);
    all.insert(all.end(), page.samples.begin(), page.samples.end());
    request.position = page.position;
  } while (!request.position.empty());
  return all;
}

TEST(History, StartIsIncludedAndEndIsNot) {
  const Samples samples{at(0), at(1), at(2), at(3)};
  const auto page = read_history(over(samples), {kT0 + 1ms, kT0 + 3ms, 0, false, ""});
  EXPECT_EQ(page.samples, (Samples{at(1), at(2)}));
  EXPECT_TRUE(page.position.empty());
}

TEST(History, EndBeforeStartReadsNewestFirst) {
  const Samples samples{at(0), at(1), at(2), at(3)};
  const auto page = read_history(over(samples), {kT0 + 3ms, kT0 + 1ms, 0, false, ""});
  EXPECT_EQ(page.samples, (Samples{at(3), at(2)}));
}

TEST(History, OneOpenEndGivesAsManyAsAskedForInThatDirection) {
  const Samples samples{at(0), at(1), at(2), at(3)};
  const auto forward = read_history(over(samples), {kT0 + 1ms, std::nullopt, 2, false, ""});
  EXPECT_EQ(forward.samples, (Samples{at(1), at(2)}));
  EXPECT_TRUE(forward.position.empty());
  const auto backward = read_history(over(samples), {std::nullopt, kT0 + 1ms, 2, false, ""});
  EXPECT_EQ(backward.samples, (Samples{at(1), at(0)}));
}

TEST(History, FewerThanTwoOfStartEndAndCountIsInvalid) {
  const Samples samples{at(0)};
  for (const HistoryRequest& request :
       {HistoryRequest{kT0, std::nullopt, 0, false, ""}, HistoryRequest{std::nullopt, std::nullopt, 5, false, ""}})
    EXPECT_EQ(read_history(over(samples), request).status, UA_STATUSCODE_BADHISTORYOPERATIONINVALID);
}

TEST(History, BoundsAreTheSamplesNextOutsideOrSaidToBeMissing) {
  const Samples samples{at(0), at(10), at(20)};
  const auto inside = read_history(over(samples), {kT0 + 5ms, kT0 + 15ms, 0, true, ""});
  EXPECT_EQ(inside.samples, (Samples{at(0), at(10), at(20)}));
  const auto exact = read_history(over(samples), {kT0, kT0 + 20ms, 0, true, ""});
  EXPECT_EQ(exact.samples, (Samples{at(0), at(10), at(20)}));
  const auto outside = read_history(over(samples), {kT0 - 5ms, kT0 + 25ms, 0, true, ""});
  ASSERT_EQ(outside.samples.size(), 5u);
  EXPECT_EQ(outside.samples.front().quality, kBadBoundNotFound);
  EXPECT_EQ(outside.samples.front().source_time, kT0 - 5ms);
  EXPECT_EQ(outside.samples.back().quality, kBadBoundNotFound);
}

TEST(History, BoundsOfReadsWithOneEndStandAtThatEnd) {
  const Samples samples{at(0), at(10), at(20)};
  const auto forward = read_history(over(samples), {kT0 + 5ms, std::nullopt, 2, true, ""});
  EXPECT_EQ(forward.samples, (Samples{at(0), at(10)}));
  const auto backward = read_history(over(samples), {std::nullopt, kT0 + 15ms, 2, true, ""});
  EXPECT_EQ(backward.samples, (Samples{at(20), at(10)}));
}

TEST(History, WhatCannotBeReadIsSaid) {
  const RawSource broken = [](Timestamp, Timestamp, std::size_t, Order) -> Result<Samples, StatusCode> {
    return fail(StatusCode{UA_STATUSCODE_BADDATAUNAVAILABLE}, "the disk is gone");
  };
  EXPECT_EQ(read_history(broken, {kT0, kT0 + 1s, 0, false, ""}).status, UA_STATUSCODE_BADDATAUNAVAILABLE);
}

TEST(History, AForgedContinuationPointIsRefused) {
  const Samples samples{at(0)};
  const auto page = read_history(over(samples), {kT0, kT0 + 1s, 1, false, "forged"});
  EXPECT_EQ(page.status, UA_STATUSCODE_BADCONTINUATIONPOINTINVALID);
}

TEST(History, PagesOfAnySizeGiveEachSampleOnceInOrder) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    Samples samples;
    int ms = 0;
    for (int i = 0; i < 60; ++i) samples.push_back(at(ms += static_cast<int>(random() % 3), i));  // some share a time
    const auto count = static_cast<std::uint32_t>(1 + random() % 20);
    const auto from = kT0 + static_cast<int>(random() % 20) * 1ms;
    const auto to = kT0 + static_cast<int>(30 + random() % 40) * 1ms;
    auto expected = *over(samples)(from, to, samples.size(), Order::oldest_first);
    EXPECT_EQ(all_pages(over(samples), {from, to, count, false, ""}), expected) << "round " << round;
    const auto backward = *over(samples)(from + 100ns, to + 100ns, samples.size(), Order::newest_first);
    EXPECT_EQ(all_pages(over(samples), {to, from, count, false, ""}), backward) << "round " << round;
    auto bounded = read_history(over(samples), {from, to, 0, true, ""}).samples;
    EXPECT_EQ(all_pages(over(samples), {from, to, count, true, ""}), bounded) << "round " << round;
    std::ranges::reverse(bounded);
    EXPECT_EQ(all_pages(over(samples), {to, from, count, true, ""}), bounded) << "round " << round;
  }
}

}  // namespace
}  // namespace millwright::opcua
