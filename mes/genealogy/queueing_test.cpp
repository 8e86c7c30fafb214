// A line of bottles is played second by second, and each bottle's own times are compared with what the counts tell.

#include "mes/genealogy/queueing.h"

#include <gtest/gtest.h>

#include <deque>
#include <random>

namespace millwright::mes::genealogy {
namespace {

using Seconds = std::chrono::duration<double>;
constexpr Timestamp kStart = from_unix_ns(1'800'000'000'000'000'000);

/// Bottles go over two belts; `fills` and `packs` tell whether a machine works in a second, four bottles each.
struct Played {
  struct Bottle {
    Timestamp in{};
    Timestamp out{};
  };
  Readings leaving, seen;
  std::vector<Readings> queued{2};
  std::vector<Bottle> bottles;  // those that left

  template <class Works>
  Played(int seconds, int primed, std::int64_t counter, const Works& fills, const Works& packs) {
    std::deque<Timestamp> first, second(static_cast<std::size_t>(primed), kStart);
    for (int at = 0; at < seconds; ++at) {
      const auto time = kStart + at * 1s;
      for (int i = 0; i < 4 && packs(at) && !second.empty(); ++i) {
        bottles.push_back({second.front(), time});
        second.pop_front();
        counter = counter == 65'535 ? 0 : counter + 1;
      }
      for (int i = 0; i < 4 && !first.empty() && second.size() < 200; ++i) {
        second.push_back(first.front());
        first.pop_front();
      }
      for (int i = 0; i < 4 && fills(at) && first.size() < 200; ++i) first.push_back(time);
      leaving.push_back({time, counter});
      queued[0].push_back({time, static_cast<std::int64_t>(first.size())});
      queued[1].push_back({time, static_cast<std::int64_t>(second.size())});
      seen.push_back({time, 0});
    }
  }
  /// As they are kept: the last change of every five seconds.
  static Readings thinned(const Readings& all) {
    Readings out;
    const auto stretch = [](const PassingReading& reading) { return unix_ns(reading.time) / kPassingKept.count(); };
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i > 0 && all[i].reading == all[i - 1].reading) continue;
      if (!out.empty() && stretch(out.back()) == stretch(all[i])) out.pop_back();
      out.push_back(all[i]);
    }
    return out;
  }
};

Passage thinned(const Played& played) {
  return {Played::thinned(played.leaving),
          {Played::thinned(played.queued[0]), Played::thinned(played.queued[1])},
          played.seen};
}

using Works = bool (*)(int);

void expect_found(const Played& played, const Passage& passage, double within, std::size_t from) {
  std::size_t compared = 0;
  for (std::size_t i = from; i < played.bottles.size(); ++i) {
    const auto& bottle = played.bottles[i];
    if (i + 1 >= played.bottles.size() || played.bottles[i + 1].out == bottle.out) continue;  // of its second the last
    const auto found = passage.entered_of(bottle.out);
    ASSERT_TRUE(found) << i;
    EXPECT_NEAR(Seconds(*found - kStart).count(), Seconds(bottle.in - kStart).count(), within) << i;
    ++compared;
  }
  EXPECT_GT(compared, 100u);
}

TEST(Passage, FindsWhenAPieceCameInOnALineThatFlows) {
  const Works always = [](int) { return true; };
  const Played played(600, 120, 1000, always, always);
  expect_found(played, Passage(played.leaving, played.queued, played.seen), 1, 200);
  expect_found(played, thinned(played), 2, 200);
}

TEST(Passage, AJamMakesTheWayLongerByItself) {
  const Works fills = [](int) { return true; };
  const Works packs = [](int at) { return at < 200 || at >= 500; };
  const Played played(900, 120, 1000, fills, packs);
  const Passage passage = thinned(played);
  const auto before = passage.entered_of(kStart + 190s), after = passage.entered_of(kStart + 510s);
  ASSERT_TRUE(before && after);
  EXPECT_NEAR(Seconds(kStart + 190s - *before).count(), 32, 4);
  EXPECT_GT(kStart + 510s - *after, 300s) << "it stood through the jam";
  expect_found(played, passage, 6, 200);
}

TEST(Passage, ACounterThatBeginsAnewIsFollowed) {
  const Works always = [](int) { return true; };
  const Played played(600, 120, 65'535 - 800, always, always);
  expect_found(played, Passage(played.leaving, played.queued, played.seen), 2, 200);
}

TEST(Passage, StopsAndGoesOfBothMachines) {
  std::mt19937 random(5);
  for (int round = 0; round < 20; ++round) {
    std::vector<bool> fill, pack;
    while (fill.size() < 1200) fill.insert(fill.end(), 5 + random() % 90, random() % 3 != 0);
    while (pack.size() < 1200) pack.insert(pack.end(), 5 + random() % 90, random() % 3 != 0);
    const std::function<bool(int)> fills = [&](int at) { return fill[static_cast<std::size_t>(at)]; };
    const std::function<bool(int)> packs = [&](int at) { return pack[static_cast<std::size_t>(at)]; };
    const Played played(1200, 60, 0, fills, packs);
    const Passage passage(played.leaving, played.queued, played.seen);
    for (std::size_t i = 100; i + 1 < played.bottles.size(); ++i) {
      if (played.bottles[i + 1].out == played.bottles[i].out) continue;
      const auto found = passage.entered_of(played.bottles[i].out);
      if (!found) continue;
      EXPECT_GE(*found, played.bottles[i].in - 2s);
      EXPECT_LE(*found, played.bottles[i].in + 2s);
    }
  }
}

TEST(Passage, WhatCameInBeforeEverythingKnownIsNotGuessed) {
  const Works always = [](int) { return true; };
  const Played played(60, 120, 1000, always, always);
  const Passage passage(played.leaving, played.queued, played.seen);
  EXPECT_FALSE(passage.entered_of(kStart + 10s)) << "it was on the belt when that was first seen";
  EXPECT_FALSE(passage.entered_of(kStart - 1s));
  EXPECT_FALSE(Passage({}, {{}}, played.seen).entered_of(kStart));
  EXPECT_FALSE(Passage(played.leaving, {played.queued[0], {}}, played.seen).entered_of(kStart + 50s))
      << "of a part nothing is known";
}

TEST(Passage, WhatPassedOutOfSightIsNotGuessed) {
  const Works always = [](int) { return true; };
  Played played(600, 120, 1000, always, always);
  std::erase_if(played.seen, [](const PassingReading& sign) { return sign.time > kStart + 300s; });
  const Passage passage(Played::thinned(played.leaving), played.queued, played.seen);
  EXPECT_TRUE(passage.entered_of(kStart + 330s));
  EXPECT_FALSE(passage.entered_of(kStart + 400s)) << "what was queued may have changed since";
}

}  // namespace
}  // namespace millwright::mes::genealogy
