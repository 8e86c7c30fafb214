#include "cli/supervisor/child_state.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace millwright::cli {
namespace {

using enum ChildState;

class ChildLives : public testing::Test {
 protected:
  ChildAction on(ChildEvent event) { return life_.on(event, now_); }
  /// Moves on to the deadline and says that it has passed.
  ChildAction let_it_be_late() {
    now_ = life_.deadline().value();
    return life_.on_time(now_);
  }
  Duration until_deadline() { return life_.deadline().value() - now_; }

  MonotonicTime now_{};
  ChildLife life_{SupervisionTimes{}};
};

/// The events that lead from idle to each state.
std::vector<ChildEvent> way_to(ChildState state) {
  using enum ChildEvent;
  switch (state) {
    case idle:
      return {};
    case starting:
      return {start};
    case running:
      return {start, ready};
    case hung:
      return {start, ready, late};
    case backing_off:
      return {start, ended};
    case stopping:
      return {start, stop};
    case killing:
      return {start, stop, late};
    case down:
      return {stop};
  }
  return {};
}

TEST(ChildTransitions, EveryRowIsWalkedAndEveryOtherEventChangesNothing) {
  constexpr std::array kStates = {idle, starting, running, hung, backing_off, stopping, killing, down};
  constexpr std::array kEvents = {ChildEvent::start, ChildEvent::ready, ChildEvent::ended, ChildEvent::late,
                                  ChildEvent::stop};
  std::size_t walked = 0;
  for (const auto state : kStates) {
    for (const auto event : kEvents) {
      ChildLife life{SupervisionTimes{}};
      for (const auto step : way_to(state)) static_cast<void>(life.on(step, {}));
      ASSERT_EQ(life.state(), state);
      const auto action = life.on(event, {});
      const auto rows = child_transitions();
      const auto row = std::ranges::find_if(rows, [&](const auto& t) { return t.from == state && t.event == event; });
      if (row == rows.end()) {
        EXPECT_EQ(life.state(), state);
        EXPECT_EQ(action, ChildAction::none);
      } else {
        EXPECT_EQ(life.state(), row->to);
        EXPECT_EQ(action, row->action);
        ++walked;
      }
    }
  }
  EXPECT_EQ(walked, child_transitions().size()) << "a row stands twice or starts from nowhere";
}

TEST(ChildTransitions, OnceAskedToStopNothingStartsItAgain) {
  for (const auto& row : child_transitions()) {
    const bool ending = row.from == stopping || row.from == killing || row.from == down;
    if (!ending && row.event != ChildEvent::stop) continue;
    EXPECT_NE(row.action, ChildAction::spawn);
    EXPECT_TRUE(row.to == stopping || row.to == killing || row.to == down);
  }
}

TEST_F(ChildLives, AChildThatDiesIsStartedAgainAtOnce) {
  EXPECT_EQ(on(ChildEvent::start), ChildAction::spawn);
  on(ChildEvent::ready);
  on(ChildEvent::ended);
  EXPECT_EQ(until_deadline(), 0s);
  EXPECT_EQ(let_it_be_late(), ChildAction::spawn);
  EXPECT_EQ(life_.restarts(), 1);
}

TEST_F(ChildLives, AChildThatKeepsDyingWaitsLongerUpToTheLimit) {
  on(ChildEvent::start);
  std::vector<Duration> waits;
  for (int i = 0; i < 8; ++i) {
    on(ChildEvent::ended);
    waits.push_back(until_deadline());
    let_it_be_late();
  }
  EXPECT_EQ(waits, (std::vector<Duration>{0ms, 250ms, 500ms, 1s, 2s, 4s, 5s, 5s}));
}

TEST_F(ChildLives, AChildThatWasSteadyHasItsFirstRestartAtOnceAgain) {
  on(ChildEvent::start);
  for (int i = 0; i < 4; ++i) {
    on(ChildEvent::ended);
    let_it_be_late();
  }
  on(ChildEvent::ready);
  now_ += 3s;
  on(ChildEvent::ended);
  EXPECT_EQ(until_deadline(), 0s);
}

TEST_F(ChildLives, SilenceOfTenSecondsIsAHang) {
  on(ChildEvent::start);
  on(ChildEvent::ready);
  now_ += 9s;
  life_.alive(now_);
  now_ += 9s;
  EXPECT_EQ(life_.on_time(now_), ChildAction::none);
  now_ += 1s;
  EXPECT_EQ(life_.on_time(now_), ChildAction::kill);
  EXPECT_EQ(life_.state(), hung);
  life_.alive(now_);
  EXPECT_EQ(life_.state(), hung) << "a late sign of life does not save it";
  on(ChildEvent::ended);
  EXPECT_EQ(until_deadline(), 0s);
}

TEST_F(ChildLives, OneThatNeverGetsReadyIsKilled) {
  on(ChildEvent::start);
  EXPECT_EQ(until_deadline(), 60s);
  EXPECT_EQ(let_it_be_late(), ChildAction::kill);
}

TEST_F(ChildLives, OneThatDoesNotStopIsKilledAfterSevenSeconds) {
  on(ChildEvent::start);
  on(ChildEvent::ready);
  EXPECT_EQ(on(ChildEvent::stop), ChildAction::terminate);
  EXPECT_EQ(until_deadline(), 7s);
  EXPECT_EQ(let_it_be_late(), ChildAction::kill);
  EXPECT_EQ(on(ChildEvent::ended), ChildAction::none);
  EXPECT_EQ(life_.state(), down);
}

}  // namespace
}  // namespace millwright::cli
