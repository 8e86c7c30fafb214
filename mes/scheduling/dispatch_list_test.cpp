// The order in which jobs come to a work unit.

#include "mes/scheduling/dispatch_list.h"

#include <gtest/gtest.h>

#include "mes/definitions/test_bottling.h"

namespace millwright::mes::scheduling {
namespace {

using orders::OrderState;

const Timestamp kNow = *parse_rfc3339("2026-11-30T06:00:00Z");
const contracts::EquipmentPath kLine{"line1"};

orders::Order order(const std::string& id, const std::string& material, OrderState state) {
  orders::Order out;
  out.id = id;
  out.material = material;
  out.equipment = kLine;
  out.state = state;
  out.quantity = 1000;
  return out;
}
Planned planned(const std::string& id, Duration from_now) {
  Planned out;
  out.order_id = id;
  out.equipment = kLine;
  out.start = kNow + from_now;
  out.finish = out.start + 1h;
  return out;
}
std::vector<std::string> ids(const std::vector<DispatchItem>& items) {
  std::vector<std::string> out;
  for (const auto& item : items) out.push_back(item.order_id);
  return out;
}

TEST(DispatchList, WhatTheLineHasComesFirstThenThePlanThenTheRest) {
  const std::vector<orders::Order> all{
      order("waiting", "ORANGE-500", OrderState::Waiting), order("unplaced", "ORANGE-500", OrderState::Pending),
      order("second", "ORANGE-500", OrderState::Pending),  order("first", "CURRANT-500", OrderState::Pending),
      order("sent", "ORANGE-500", OrderState::Dispatched), order("ready", "ORANGE-500", OrderState::Ready),
      order("held", "ORANGE-500", OrderState::Held),       order("runs", "ORANGE-500", OrderState::Running),
      order("done", "ORANGE-500", OrderState::Completed)};
  const std::vector<Planned> plan{planned("second", 5h), planned("first", 2h)};
  const auto list = dispatch_list(bottling(), all, plan, "line1/filler", kNow);
  EXPECT_EQ(ids(list), (std::vector<std::string>{"runs", "held", "ready", "sent", "first", "second", "unplaced"}));
  EXPECT_EQ(list[0].position, 1);
  EXPECT_EQ(list[4].start, kNow + 2h);
  EXPECT_EQ(list[4].segment, "filling");
}

TEST(DispatchList, NamesChangeoverAndRecipeOfTheUnit) {
  const std::vector<orders::Order> all{order("dark", "CURRANT-500", OrderState::Running),
                                       order("light", "ORANGE-1000", OrderState::Pending)};
  const auto list = dispatch_list(bottling(), all, {planned("light", 1h)}, "line1/pasteurizer", kNow);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].changeover_s, 0);
  EXPECT_EQ(list[1].changeover_s, 65 * 60);
  EXPECT_EQ(list[1].changeover, (std::vector<std::string>{"Cleaning in place", "Change of bottle size"}));
  ASSERT_EQ(list[1].parameters.size(), 1u);
  EXPECT_EQ(list[1].parameters[0].id, "pasteurizer_temperature");
  EXPECT_TRUE(dispatch_list(bottling(), all, {}, "line1/filler", kNow)[0].parameters.empty());
}

TEST(DispatchList, KeepsToTheRouting) {
  auto lost = order("lost", "SUGAR", OrderState::Pending);
  const auto list = dispatch_list(bottling(), {lost}, {}, "line1/filler", kNow);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].against, "SUGAR has no routing in effect then");
  auto elsewhere = order("elsewhere", "ORANGE-500", OrderState::Running);
  elsewhere.equipment = contracts::EquipmentPath{"line2"};
  EXPECT_TRUE(dispatch_list(bottling(), {elsewhere}, {}, "line1/filler", kNow).empty());
  EXPECT_TRUE(
      dispatch_list(bottling(), {order("a", "ORANGE-500", OrderState::Running)}, {}, "line1/conveyors", kNow).empty())
      << "no step of the routing is done there";
  EXPECT_TRUE(dispatch_list(bottling(), {}, {}, "line9/filler", kNow).empty());
}

}  // namespace
}  // namespace millwright::mes::scheduling
