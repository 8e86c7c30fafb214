#include "scada/control/state.h"

#include <gtest/gtest.h>

#include <set>

namespace millwright::scada::control {
namespace {

using P = Phase;
using S = Step;

template <class E, class Function>
void for_each(Function visit) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto e) { visit(e.value); });
}

TEST(CommandTable, EveryRowIsFollowed) {
  for (const auto& row : kTransitions) EXPECT_EQ(next_phase(row.from, row.step), row.to);
}

TEST(CommandTable, HasOneRowForAPhaseAndAStep) {
  std::set<std::pair<P, S>> seen;
  for (const auto& row : kTransitions) EXPECT_TRUE(seen.emplace(row.from, row.step).second);
}

TEST(CommandTable, NothingFollowsAFinalPhase) {
  for_each<P>([](P phase) {
    if (is_final(phase)) for_each<S>([&](S step) { EXPECT_FALSE(next_phase(phase, step).has_value()); });
  });
}

TEST(CommandTable, OnlyAnIntentThisProcessMadeLeadsToAWrite) {
  for (const auto& row : kTransitions) {
    if (row.to == P::written) {
      EXPECT_EQ(row.from, P::intended);
    }
    if (row.step == S::restarted) {
      EXPECT_NE(row.to, P::intended) << "a restart must not bring back a phase in which one writes";
    }
    if (row.to == P::intended) {
      EXPECT_EQ(row.from, P::queued);
    }
  }
}

TEST(CommandTable, WhatMayHaveBeenWrittenIsNeverCalledRejectedOrExpiredWithoutTheDevicesWord) {
  for (const auto& row : kTransitions) {
    const bool maybe_written = row.from == P::written || row.from == P::unsettled || row.from == P::taken;
    if (maybe_written && (row.to == P::rejected || row.to == P::expired)) {
      EXPECT_EQ(row.step, S::echo_refused);
    }
  }
}

TEST(CommandTable, EveryPhaseThatIsNotFinalSurvivesARestart) {
  for_each<P>([](P phase) {
    if (!is_final(phase)) {
      EXPECT_TRUE(next_phase(phase, S::restarted).has_value());
    }
  });
}

TEST(CommandTable, ShowsOutsideWhatItIsInside) {
  for_each<P>([](P phase) {
    EXPECT_EQ(contracts::is_final(state_of(phase)), is_final(phase));
    if (is_final(phase)) {
      EXPECT_EQ(enum_name(state_of(phase)), enum_name(phase));
    }
  });
}

}  // namespace
}  // namespace millwright::scada::control
