#include "scada/jobs/state.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "lib/base/json.h"

namespace millwright::scada::jobs {
namespace {

using C = Cause;
using S = State;

TEST(JobStateTable, IsTheOneOfTheStandard) {
  // Every pair of state and cause; what is not listed is refused.
  const std::map<std::pair<S, C>, S> standard{
      {{S::absent, C::Store}, S::NotAllowedToStart},
      {{S::absent, C::StoreAndStart}, S::AllowedToStart},
      {{S::NotAllowedToStart, C::Update}, S::NotAllowedToStart},
      {{S::NotAllowedToStart, C::Start}, S::AllowedToStart},
      {{S::NotAllowedToStart, C::Abort}, S::Aborted},
      {{S::NotAllowedToStart, C::Cancel}, S::absent},
      {{S::AllowedToStart, C::RevokeStart}, S::NotAllowedToStart},
      {{S::AllowedToStart, C::start_failed}, S::NotAllowedToStart},
      {{S::AllowedToStart, C::Update}, S::AllowedToStart},
      {{S::AllowedToStart, C::begun}, S::Running},
      {{S::AllowedToStart, C::Abort}, S::Aborted},
      {{S::AllowedToStart, C::Cancel}, S::absent},
      {{S::Running, C::Pause}, S::Interrupted},
      {{S::Running, C::hindered}, S::Interrupted},
      {{S::Running, C::Stop}, S::Ended},
      {{S::Running, C::quantity_reached}, S::Ended},
      {{S::Running, C::Abort}, S::Aborted},
      {{S::Interrupted, C::Pause}, S::Interrupted},
      {{S::Interrupted, C::Resume}, S::Running},
      {{S::Interrupted, C::freed}, S::Running},
      {{S::Interrupted, C::Stop}, S::Ended},
      {{S::Interrupted, C::quantity_reached}, S::Ended},
      {{S::Interrupted, C::Abort}, S::Aborted},
      {{S::Ended, C::Clear}, S::absent},
      {{S::Aborted, C::Clear}, S::absent},
  };
  std::size_t found = 0;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<S>>([&](auto state) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<C>>([&](auto cause) {
      const auto row = transition(state.value, cause.value);
      const auto it = standard.find({state.value, cause.value});
      EXPECT_EQ(row.has_value(), it != standard.end()) << state.name << " " << cause.name;
      if (!row || it == standard.end()) return;
      EXPECT_EQ(row->to, it->second) << state.name << " " << cause.name;
      ++found;
    });
  });
  EXPECT_EQ(found, kTransitions.size());
}

TEST(JobStateTable, HasTheNumbersOfTheStandard) {
  // Of ISA95JobOrderReceiverObjectType's transitions, by where they lead from and to.
  const std::map<std::pair<S, S>, std::uint32_t> numbers{
      {{S::NotAllowedToStart, S::NotAllowedToStart}, 1},
      {{S::NotAllowedToStart, S::AllowedToStart}, 2},
      {{S::AllowedToStart, S::NotAllowedToStart}, 3},
      {{S::AllowedToStart, S::AllowedToStart}, 4},
      {{S::AllowedToStart, S::Running}, 5},
      {{S::Running, S::Interrupted}, 6},
      {{S::Running, S::Ended}, 7},
      {{S::Running, S::Aborted}, 8},
      {{S::Interrupted, S::Aborted}, 9},
      {{S::Interrupted, S::Running}, 10},
      {{S::Interrupted, S::Ended}, 11},
      {{S::NotAllowedToStart, S::Aborted}, 12},
      {{S::AllowedToStart, S::Aborted}, 13},
  };
  std::set<std::uint32_t> used;
  for (const auto& row : kTransitions) {
    const auto it = numbers.find({row.from, row.to});
    EXPECT_EQ(row.number, it == numbers.end() ? 0u : it->second)
        << static_cast<int>(row.from) << " " << static_cast<int>(row.cause);
    if (row.number != 0) used.insert(row.number);
  }
  EXPECT_EQ(used.size(), numbers.size());
}

TEST(JobStateTable, EverySubstateIsOneOfItsState) {
  const std::map<S, std::set<Substate>> own{
      {S::absent, {Substate::none}},
      {S::NotAllowedToStart, {Substate::Waiting}},
      {S::AllowedToStart, {Substate::Waiting}},
      {S::Running, {Substate::none}},
      {S::Interrupted, {Substate::Held, Substate::Suspended}},
      {S::Ended, {Substate::Completed}},
      {S::Aborted, {Substate::none}},
  };
  for (const auto& row : kTransitions) EXPECT_TRUE(own.at(row.to).contains(row.substate));
}

}  // namespace
}  // namespace millwright::scada::jobs
