#include "mes/scheduling/replanning.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "mes/definitions/test_bottling.h"
#include "mes/planning/checker/checker.h"
#include "mes/scheduling/background_search.h"
#include "mes/scheduling/moving.h"
#include "mes/scheduling/placing.h"
#include "mes/scheduling/schedule.h"

namespace millwright::mes::scheduling {
namespace {

const Timestamp kMonday = *parse_rfc3339("2026-11-30T08:00:00Z");

orders::Order order(const std::string& id, std::int64_t quantity) {
  orders::Order out;
  out.id = id;
  out.material = "ORANGE-500";
  out.equipment = contracts::EquipmentPath{"line1"};
  out.quantity = quantity;
  out.due = kMonday + 24h;
  return out;
}

/// Three orders of an hour and more, one behind the other, as planned at eight.
Situation planned() {
  Situation out{kMonday, {order("A", 7200), order("B", 7200), order("C", 7200)}, {}, {}, {}};
  const ManualClock clock(kMonday);
  out.plan = *plan(bottling(), out, clock, 0s);
  return out;
}

void check(const LineProblem& line, const std::vector<Planned>& rows) {
  for (const auto& fault : planning::check_plan(line.problem, plan_of(line, rows))) ADD_FAILURE() << fault.message;
}

TEST(Replanning, AUnitThatIsDownStopsItsLineAndThePlanIsSound) {
  const auto before = planned();
  Event event;
  event.event = EventKind::unit_down;
  event.equipment = contracts::EquipmentPath{"line1/filler"};
  event.to = kMonday + 2h;
  const auto changed = after(bottling(), before, event);
  ASSERT_TRUE(changed) << changed.error().message;
  const ManualClock clock(kMonday);
  const auto found = replan(bottling(), *changed, clock, 0s);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_FALSE(found->disturbed.empty());
  ASSERT_EQ(found->plan.size(), 3u);
  for (const auto& row : found->plan) EXPECT_GE(row.start, kMonday + 2h) << row.order_id;
  check(line_problem(bottling(), *changed), found->plan);
  event.equipment = contracts::EquipmentPath{"line9"};
  EXPECT_FALSE(after(bottling(), before, event));
}

TEST(Replanning, AnOrderWithoutItsMaterialIsLeftOutAndOneWhoseComesLaterWaits) {
  auto situation = planned();
  situation.supplies = {{{"CONCENTRATE", {{kMonday, 0}}}}};
  const ManualClock clock(kMonday);
  auto found = plan(bottling(), situation, clock, 0s);
  ASSERT_TRUE(found) << found.error().message;
  for (const auto& row : *found) EXPECT_TRUE(row.left_out && row.why.ends_with('.')) << row.order_id << row.why;
  situation.supplies = {{{"CONCENTRATE", {{kMonday + 3h, 1e9}}}}};
  situation.plan.clear();
  found = plan(bottling(), situation, clock, 0s);
  ASSERT_TRUE(found) << found.error().message;
  for (const auto& row : *found) EXPECT_GE(row.start, kMonday + 3h) << row.order_id;
  check(line_problem(bottling(), situation), *found);
}

TEST(Moving, TheOthersMakeRoomAndAMoveIntoThePastIsImpossible) {
  auto situation = planned();
  const auto first = *std::ranges::min_element(situation.plan, {}, &Planned::start);
  const auto last = *std::ranges::max_element(situation.plan, {}, &Planned::start);
  const auto found = move(bottling(), situation, last.order_id, first.start);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_FALSE(found->is_impossible());
  const auto row = std::ranges::find(found->plan, last.order_id, &Planned::order_id);
  EXPECT_EQ(row->start, first.start);
  EXPECT_TRUE(std::ranges::any_of(found->conflicts, [](auto& c) { return c.kind == ConflictKind::overlap; }));
  check(line_problem(bottling(), situation), found->plan);
  EXPECT_TRUE(move(bottling(), situation, last.order_id, kMonday - 1h)->is_impossible());
}

TEST(BackgroundSearch, IsStoppedAndKeepsWhatItFound) {
  const SystemClock clock;
  auto situation = planned();
  BackgroundSearch search(clock, [] {});
  ASSERT_TRUE(search.start(line_problem(bottling(), situation), 10min));
  search.stop();
  const auto view = search.view();
  ASSERT_TRUE(view);
  EXPECT_NE(view->state, SearchState::running);
  EXPECT_EQ(view->plan.size(), 3u) << view->failure;
  check(line_problem(bottling(), situation), view->plan);
  ASSERT_TRUE(search.start(line_problem(bottling(), situation), 10min)) << "one at a time, the next after it";
}

}  // namespace
}  // namespace millwright::mes::scheduling
