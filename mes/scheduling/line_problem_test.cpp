#include "mes/scheduling/line_problem.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "mes/definitions/test_bottling.h"
#include "mes/planning/checker/checker.h"
#include "mes/planning/planner.h"
#include "mes/scheduling/schedule.h"

namespace millwright::mes::scheduling {
namespace {

using orders::Order;
using orders::OrderState;

/// A Monday, in the early shift.
const Timestamp kMonday = *parse_rfc3339("2026-11-30T08:00:00Z");

Order order(const std::string& id, const std::string& material, std::int64_t quantity, Duration due_in,
            OrderState state = OrderState::Waiting) {
  Order out;
  out.id = id;
  out.material = material;
  out.equipment = contracts::EquipmentPath{"line1"};
  out.quantity = quantity;
  out.due = kMonday + due_in;
  out.state = state;
  return out;
}

LineProblem problem_of(std::vector<Order> orders, Supplies supplies = {}) {
  return line_problem(bottling(), {kMonday, std::move(orders), {}, std::move(supplies), {}});
}

TEST(LineProblem, AnOrderTakesAsLongAsItsSlowestSegment) {
  const auto line = problem_of({order("A", "ORANGE-500", 7200, 8h)});
  ASSERT_EQ(line.order_ids, std::vector<std::string>{"A"});
  const auto& operation = line.problem.operations.at(0);
  EXPECT_EQ(operation.alternatives.at(0).duration_s, 3600 + 360) << "an hour, and six minutes to mix the first batch";
  EXPECT_EQ(line.problem.orders.at(0).due_s, 8 * 3600);
}

TEST(LineProblem, TheLineIsTakenByWhatRunsUntilItIsThrough) {
  auto running = order("R", "CURRANT-500", 7200, 3h, OrderState::Running);
  running.counted_good = 3600;
  const auto line = problem_of({running, order("A", "ORANGE-500", 720, 8h)});
  ASSERT_EQ(line.problem.units.size(), 1u);
  const auto& unit = line.problem.units[0];
  EXPECT_EQ(line.problem.setup_states.at(static_cast<std::size_t>(unit.setup_state)), "CURRANT-500");
  EXPECT_EQ(unit.closed.back().to_s, 1800 + 360);
  EXPECT_EQ(line.order_ids, std::vector<std::string>{"A"});
}

TEST(LineProblem, WhatHasNoRoutingIsLeftOutWithTheReason) {
  const auto line = problem_of({order("W", "WATER", 10, 8h)});
  EXPECT_TRUE(line.order_ids.empty());
  ASSERT_EQ(line.left_out.size(), 1u);
  EXPECT_NE(line.left_out[0].why.find("WATER"), std::string::npos);
}

TEST(LineProblem, DarkAfterLightIsCheaperAndThePlanKnows) {
  std::vector<Order> orders{order("C1", "CURRANT-500", 3600, 24h), order("O1", "ORANGE-500", 3600, 24h),
                            order("C2", "CURRANT-500", 3600, 24h), order("O2", "ORANGE-500", 3600, 24h)};
  const auto line = problem_of(orders);
  planning::SearchOptions options;
  options.max_steps = 2000;
  options.threads = 1;
  const auto plan = planning::plan(line.problem, options);
  ASSERT_TRUE(plan) << plan.error().message;
  for (const auto& fault : planning::check_plan(line.problem, *plan)) ADD_FAILURE() << fault.message;
  EXPECT_EQ(plan->cost.setup_s, 300) << "light first, then once over to dark";
}

TEST(LineProblem, SundaysAndMaintenanceAreClosed) {
  const auto line = problem_of({order("A", "ORANGE-500", 7200, 8h)});
  const auto& closed = line.problem.units.at(0).closed;
  const auto is_closed = [&](Timestamp time) {
    const auto at = std::chrono::duration_cast<std::chrono::seconds>(time - kMonday).count();
    return std::ranges::any_of(closed, [&](const auto& c) { return c.from_s <= at && at < c.to_s; });
  };
  EXPECT_TRUE(is_closed(*parse_rfc3339("2026-12-06T12:00:00Z"))) << "a Sunday";
  EXPECT_TRUE(is_closed(*parse_rfc3339("2026-12-05T07:00:00Z"))) << "filling valves";
  EXPECT_FALSE(is_closed(*parse_rfc3339("2026-12-01T23:00:00Z"))) << "the night shift";
}

TEST(LineProblem, ShiftsBeginByTheClockBeforeAndAfterItIsPut) {
  auto data = bottling();
  data.calendars.at(0).local_time = LocalTime::of_zone("Europe/Berlin").value();
  // Of all shifts only the early one, on Saturday and on Monday: Sunday's clock is put forward in the night before it.
  auto& shifts = data.calendars.at(0).shifts;
  shifts.erase(shifts.begin() + 1, shifts.end());
  const auto friday = *parse_rfc3339("2026-03-27T12:00:00Z");
  const auto line = line_problem(data, {friday, {order("A", "ORANGE-500", 7200, 8h)}, {}, {}, {}});
  const auto& closed = line.problem.units.at(0).closed;
  const auto hours = [](std::int64_t after_s) { return static_cast<double>(after_s) / 3600; };
  ASSERT_GE(closed.size(), 3u);
  EXPECT_EQ(hours(closed[0].from_s), 1) << "Friday 13:00 in UTC, 14:00 there";
  EXPECT_EQ(hours(closed[0].to_s), 17) << "Saturday 05:00 in UTC";
  EXPECT_EQ(hours(closed[1].from_s), 25);
  EXPECT_EQ(hours(closed[1].to_s), 64) << "Monday 04:00 in UTC";
  EXPECT_EQ(hours(closed[2].from_s), 72);
}

TEST(Schedule, AnOrderThatCannotBeInTimeSaysWhy) {
  ManualClock clock;
  auto late = order("A", "ORANGE-500", 72'000, 0h);
  late.due = clock.utc() + 1h;
  const auto found = plan(bottling(), {clock.utc(), {late}, {}, {}, {}}, clock, 0s);
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->size(), 1u);
  EXPECT_GT(found->at(0).late_s, 0);
  EXPECT_FALSE(found->at(0).why.empty());
}

}  // namespace
}  // namespace millwright::mes::scheduling
