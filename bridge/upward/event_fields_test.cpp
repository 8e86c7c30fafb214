#include "bridge/upward/event_fields.h"

#include <gtest/gtest.h>

namespace millwright::bridge::upward {
namespace {

using contracts::Value;
using opcua::EventField;

const Timestamp kTime{std::chrono::seconds{1'700'000'000}};

std::vector<EventField> alarm(bool active, bool acknowledged) {
  return {Value{std::string("line1/pasteurizer/temperature/high")},
          Value{std::string("line1/pasteurizer")},
          Value{active},
          Value{acknowledged},
          Value{std::int64_t{700}},
          Value{std::string("too hot")},
          kTime};
}

TEST(AlarmFields, ReadAsTheStatesOfIsa182) {
  EXPECT_EQ(alarm_from(alarm(true, false))->state, "UNACK");
  EXPECT_EQ(alarm_from(alarm(true, true))->state, "ACKED");
  EXPECT_EQ(alarm_from(alarm(false, false))->state, "RTNUN");
  EXPECT_EQ(alarm_from(alarm(false, true))->state, "NORM");
  const auto event = *alarm_from(alarm(true, false));
  EXPECT_EQ(event.tag.str(), "line1/pasteurizer/temperature");
  EXPECT_EQ(event.equipment.str(), "line1/pasteurizer");
  EXPECT_EQ(event.priority, 2);
}

TEST(AlarmFields, EventsThatAreNoConditionArePassedOver) {
  EXPECT_FALSE(alarm_from(std::vector<EventField>(alarm_fields().size())));
  EXPECT_FALSE(alarm_from({}));
}

TEST(ResultFields, TimesThatWereNotReachedAreNoHops) {
  std::vector<EventField> fields{Value{std::string("id")},
                                 Value{std::string("line1/filler")},
                                 Value{std::string("stop")},
                                 Value{std::string("rejected")},
                                 Value{std::string("interlock")},
                                 Value{std::string("no")},
                                 kTime,
                                 std::monostate{},
                                 std::monostate{},
                                 std::monostate{}};
  const auto result = result_from(fields);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->state, contracts::CommandState::rejected);
  ASSERT_EQ(result->hops.size(), 1u);
  EXPECT_EQ(result->hops[0].place, "scada.accepted");
  fields[3] = Value{std::string("splendid")};
  EXPECT_FALSE(result_from(fields));
}

}  // namespace
}  // namespace millwright::bridge::upward
