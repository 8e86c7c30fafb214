// The parts of the OPC UA server that need no server.
#include <gtest/gtest.h>

#include "scada/opcua_server/command_methods.h"
#include "scada/opcua_server/conditions.h"
#include "scada/opcua_server/engineering_unit.h"
#include "scada/opcua_server/value_writer.h"

namespace millwright::scada::opcua_server {
namespace {

using contracts::Value;

TEST(EngineeringUnit, IdsAreTheCodesCharactersAsANumber) {
  EXPECT_EQ(unit_id("CEL"), 4408652);
  EXPECT_EQ(unit_id("BAR"), 4342098);
  EXPECT_EQ(unit_id("P1"), 20529);
  EXPECT_EQ(unit_id("A"), 65);
  EXPECT_EQ(unit_id(""), -1);
  EXPECT_EQ(unit_id("LONG"), -1);
}

TEST(Condition, IsTagLimitAndWord) {
  const auto violated = parse_condition("line1/pasteurizer/temperature;high;violated");
  ASSERT_TRUE(violated && violated->condition);
  EXPECT_EQ(violated->condition->tag.str(), "line1/pasteurizer/temperature");
  EXPECT_TRUE(violated->condition->violated);
  const auto clear = parse_condition("line1/pasteurizer/temperature;high;clear");
  ASSERT_TRUE(clear && clear->condition);
  EXPECT_FALSE(clear->condition->violated);
  const auto none = parse_condition("");
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->condition);
  for (const auto* wrong : {"x", "x;high", ";high;clear", "x;;clear", "x;high;maybe", "x;a;b;clear", ";;"})
    EXPECT_FALSE(parse_condition(wrong)) << wrong;
}

TEST(Severity, FollowsPriority) {
  EXPECT_EQ(severity_of(1), 900);
  EXPECT_EQ(severity_of(2), 700);
  EXPECT_EQ(severity_of(3), 500);
  EXPECT_EQ(severity_of(4), 300);
  EXPECT_EQ(severity_of(99), 300);
}

TEST(Typed, KeepsTheVariablesTypeOrNothing) {
  EXPECT_EQ(typed(Value{0.0}, plant::ValueType::integer), std::optional(Value{std::int64_t{0}}));
  EXPECT_EQ(typed(Value{std::int64_t{1}}, plant::ValueType::boolean), std::optional(Value{true}));
  EXPECT_EQ(typed(Value{std::int64_t{3}}, plant::ValueType::real), std::optional(Value{3.0}));
  EXPECT_FALSE(typed(Value{std::string("x")}, plant::ValueType::real));
  EXPECT_FALSE(typed(Value{1e300}, plant::ValueType::integer));
  EXPECT_FALSE(typed(Value{0.0}, plant::ValueType::text));
}

}  // namespace
}  // namespace millwright::scada::opcua_server
