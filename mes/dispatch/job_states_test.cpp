#include "mes/dispatch/job_states.h"

#include <gtest/gtest.h>

#include <set>

namespace millwright::mes::dispatch {
namespace {

using D = DispatchState;

TEST(JobStates, EveryStateOfTheStandardMeansOneAbove) {
  EXPECT_EQ(dispatch_state_of("NotAllowedToStart", "Waiting"), D::Dispatched);
  for (const auto* substate : {"Waiting", "Ready", "Loaded"})
    EXPECT_EQ(dispatch_state_of("AllowedToStart", substate), D::Ready);
  EXPECT_EQ(dispatch_state_of("Running", ""), D::Running);
  EXPECT_EQ(dispatch_state_of("Interrupted", "Held"), D::Held);
  EXPECT_EQ(dispatch_state_of("Interrupted", "Suspended"), D::Suspended);
  EXPECT_EQ(dispatch_state_of("Interrupted", ""), D::Suspended);
  EXPECT_EQ(dispatch_state_of("Ended", "Completed"), D::Completed);
  EXPECT_EQ(dispatch_state_of("Ended", "Closed"), D::Completed);
  EXPECT_EQ(dispatch_state_of("Aborted", ""), D::Aborted);
  EXPECT_EQ(dispatch_state_of("Absent", ""), D::Cancelled);
  EXPECT_EQ(dispatch_state_of("Dancing", ""), std::nullopt);
}

contracts::JobEvent event(const std::string& state, const std::string& substate = "") {
  contracts::JobEvent out;
  out.state = state;
  out.substate = substate;
  return out;
}

TEST(JobStates, ASettledOrderTakesNoWordFromBelow) {
  for (const auto settled : {D::Completed, D::Aborted, D::Cancelled, D::Closed})
    for (const auto* state : {"Running", "Ended", "Absent"})
      EXPECT_EQ(after_event(settled, event(state)), std::nullopt);
  EXPECT_EQ(after_event(D::Ready, event("Absent")), D::Cancelled);
}

TEST(JobStates, AStateThatIsKnownChangesNothing) {
  EXPECT_EQ(after_event(D::Running, event("Running")), std::nullopt);
  EXPECT_EQ(after_event(D::Ready, event("Running")), D::Running);
  EXPECT_EQ(after_event(D::Ready, event("NotAllowedToStart", "Waiting")), D::Dispatched) << "a start that failed";
}

TEST(JobStates, EveryWishIsAJobCommandAndAskedFromOnePlaceOnce) {
  std::set<std::pair<D, Wish>> seen;
  for (const auto& row : kWishes) {
    EXPECT_TRUE(contracts::is_job_command(row.command)) << row.command;
    EXPECT_TRUE(seen.insert({row.from, row.wish}).second);
    EXPECT_EQ(command_for(row.from, row.wish), row.command);
  }
  EXPECT_EQ(command_for(D::Waiting, Wish::suspend), std::nullopt);
  EXPECT_EQ(command_for(D::Closed, Wish::forget), std::nullopt);
}

TEST(JobStates, WhatIsAskedLeadsWhereTheTableSays) {
  // The line's own table (scada/jobs/state.h), as far as the MES relies on it.
  struct Leads {
    std::string_view command, state, substate;
    std::set<D> to;
  };
  for (const auto& leads :
       {Leads{"store_job", "NotAllowedToStart", "Waiting", {D::Dispatched}},
        Leads{"start_job", "AllowedToStart", "Waiting", {D::Ready}},
        Leads{"pause_job", "Interrupted", "Suspended", {D::Suspended}},
        Leads{"resume_job", "Running", "", {D::Running}}, Leads{"stop_job", "Ended", "Completed", {D::Completed}},
        Leads{"abort_job", "Aborted", "", {D::Aborted}}})
    EXPECT_TRUE(leads.to.contains(*dispatch_state_of(leads.state, leads.substate))) << leads.command;
}

}  // namespace
}  // namespace millwright::mes::dispatch
