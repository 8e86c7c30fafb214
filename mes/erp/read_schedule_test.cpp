// The reading of a schedule by itself, without plant or database.

#include <gtest/gtest.h>

#include <fstream>

#include "mes/erp/schedule.h"

namespace millwright::mes::erp {
namespace {

std::string file(const std::string& name) {
  std::ifstream in("mes/erp/testdata/" + name, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  EXPECT_FALSE(text.empty()) << name;
  return text;
}
std::string faults_of(const ScheduleReading& reading) {
  std::string out;
  for (const auto& fault : reading.faults) out += to_text(fault) + "\n";
  return out;
}
/// A request whose inner elements are given.
std::string schedule(const std::string& request) {
  return "<OperationsSchedule xmlns=\"http://www.mesa.org/xml/B2MML\"><ID>S</ID><OperationsRequest><ID>R</ID>" +
         request + "</OperationsRequest></OperationsSchedule>";
}
std::string segment(const std::string& more = "", const std::string& use = "<MaterialUse>Produced</MaterialUse>") {
  return "<SegmentRequirement><ID>10</ID>" + more +
         "<MaterialRequirement><ID>1</ID><MaterialDefinitionID>M"
         "</MaterialDefinitionID>" +
         use +
         "<Quantity><QuantityString>5</QuantityString><UnitOfMeasure>H87"
         "</UnitOfMeasure></Quantity></MaterialRequirement></SegmentRequirement>";
}

TEST(ScheduleReading, TakesAProcessMessageInAnyPrefix) {
  const auto reading = read_schedule(file("three_orders.xml"));
  ASSERT_TRUE(reading.faults.empty()) << faults_of(reading);
  const auto& message = reading.message;
  EXPECT_EQ(message.verb, "Process");
  EXPECT_EQ(message.sender, "ERP");
  EXPECT_EQ(message.bod_id, "BOD-1");
  ASSERT_EQ(message.schedules.size(), 1u);
  ASSERT_EQ(message.schedules[0].requests.size(), 3u);
  const auto& first = message.schedules[0].requests[0];
  EXPECT_EQ(first.id.value, "ERP-5001");
  EXPECT_EQ(first.priority, 2);
  const auto& order = first.segments.at(0);
  EXPECT_EQ(order.produced.material.value, "ORANGE-500");
  EXPECT_EQ(order.produced.amount, 12000);
  EXPECT_EQ(order.produced.unit->value, "H87");
  EXPECT_EQ(order.equipment->value, "line1");
  EXPECT_EQ(order.due, parse_rfc3339("2026-12-01T14:00:00Z"));
  EXPECT_EQ(order.earliest, parse_rfc3339("2026-11-30T06:00:00Z"));
  EXPECT_EQ(order.definition, "BOTTLING");
  EXPECT_TRUE(message.unused.empty());
}

TEST(ScheduleReading, WhatHasNoEffectIsNamedWithItsPlace) {
  const auto reading = read_schedule(
      schedule("\n<Priority>50</Priority>\n" + segment("<Duration>PT2H</Duration><Paint xmlns=\"urn:x\"/>")));
  ASSERT_TRUE(reading.faults.empty()) << faults_of(reading);
  std::vector<std::string> said;
  for (const auto& one : reading.message.unused) said.push_back(to_text(one));
  EXPECT_EQ(said, (std::vector<std::string>{
                      "line 2: OperationsSchedule/OperationsRequest/Priority: priorities are 1 (first) to 9: 50 is "
                      "taken as 9",
                      "line 3: OperationsSchedule/OperationsRequest/SegmentRequirement/Duration: is not used",
                      "line 3: OperationsSchedule/OperationsRequest/SegmentRequirement/{urn:x}Paint: is not used"}));
}

TEST(ScheduleReading, WhatWouldChangeTheMeaningIsAFault) {
  const std::pair<std::string, const char*> cases[] = {
      {"<OperationsType>Maintenance</OperationsType>" + segment(), "'Maintenance' is not understood"},
      {"<RequestState>Forecast</RequestState>" + segment(), "'Forecast' is not carried out"},
      {"<Priority>first</Priority>" + segment(), "Priority: expected a whole number, found 'first'"},
      {"<EndTime>tomorrow</EndTime>" + segment(), "EndTime: expected a time"},
      {"<ID>R2</ID>" + segment(), "ID[2]: stands twice"},
      {"", "SegmentRequirement is missing"},
      {segment() + segment(), "there is a segment requirement '10' already"},
      {segment("", "<MaterialUse>By-product Produced</MaterialUse>"), "'By-product Produced' is not understood"},
      {segment("", "<MaterialUse>Consumed</MaterialUse>"), "there is nothing to make"},
      {segment("<SegmentRequirementChild/>"), "segments within segments are not understood"},
  };
  for (const auto& [request, message] : cases) {
    const auto text = faults_of(read_schedule(schedule(request)));
    EXPECT_NE(text.find(message), std::string::npos) << request << "\n" << text;
  }
}

TEST(ScheduleReading, FindsEveryFaultInOnePass) {
  auto text = schedule("<Priority>x</Priority><EndTime>y</EndTime>" + segment());
  text.replace(text.find(">5<"), 3, ">-5<");
  EXPECT_EQ(read_schedule(text).faults.size(), 3u);
}

TEST(ScheduleReading, TextThatIsNoXmlIsLocated) {
  EXPECT_EQ(read_schedule("").faults.size(), 1u);
  const auto reading = read_schedule("<OperationsSchedule>\n<ID>1</ID>\n</OperationsRequest>");
  ASSERT_EQ(reading.faults.size(), 1u);
  EXPECT_EQ(reading.faults[0].line, 3) << to_text(reading.faults[0]);
}

}  // namespace
}  // namespace millwright::mes::erp
