#include "bridge/upward/job_fields.h"

#include <gtest/gtest.h>

#include "lib/opcua/job_control/job_control.h"

namespace millwright::bridge::upward {
namespace {

namespace job_control = opcua::job_control;
using contracts::Value;
using opcua::EventField;

const Timestamp kTime{std::chrono::seconds{1'700'000'000}};

job_control::Response response(const std::string& state, std::int64_t good) {
  job_control::Response out;
  out.id = out.job_order = "J1";
  out.start = kTime;
  out.state = {4, state, "Held", 1, state + "Substates"};
  out.data = {{"GoodCount", good},
              {"ScrapCount", std::int64_t{2}},
              {"CountGaps", std::int64_t{1}},
              {"CountGap", std::string("began again")},
              {"Reason", std::string("the capper is aborted")},
              {"temperature", 74.0}};
  return out;
}

std::vector<EventField> fields() {
  job_control::Order order;
  order.id = "J1";
  order.parameters = {{"temperature", 74.0}};
  order.materials = {{"sugar", "Consumed", "12.5", "kg"}, {"apple_05", "Produced", "500", "bottles"}};
  return {Value{job_control::encode(order)}, Value{job_control::encode(response("Interrupted", 40))},
          Value{std::string("line1")}, kTime};
}

TEST(JobFields, ReadAsAJobEvent) {
  const auto event = job_from(fields());
  ASSERT_TRUE(event);
  EXPECT_EQ(event->equipment.str(), "line1");
  EXPECT_EQ(event->job, "J1");
  EXPECT_EQ(event->state, "Interrupted");
  EXPECT_EQ(event->substate, "Held");
  EXPECT_EQ(event->reason, "the capper is aborted");
  EXPECT_EQ(event->material, "apple_05");
  EXPECT_EQ(event->quantity, 500);
  EXPECT_EQ(event->good, 40);
  EXPECT_EQ(event->scrap, 2);
  EXPECT_EQ(event->gaps, 1);
  EXPECT_EQ(event->gap, "began again");
  ASSERT_EQ(event->parameters.size(), 1u);
  EXPECT_EQ(event->parameters[0].readback, 74.0);
  EXPECT_EQ(event->started_at, kTime);
  EXPECT_EQ(event->ended_at, std::nullopt);
}

TEST(JobFields, EventsOfOtherTypesAreNoJobs) {
  auto other = fields();
  other[0] = std::monostate{};
  EXPECT_FALSE(job_from(other));
  other = fields();
  other[1] = Value{std::string("no structure")};
  EXPECT_FALSE(job_from(other));
}

TEST(JobFields, AResponseBringsAJobUpToDate) {
  auto event = *job_from(fields());
  take_response(event, job_control::encode(response("Ended", 500)), kTime + 1h);
  EXPECT_EQ(event.state, "Ended");
  EXPECT_EQ(event.good, 500);
  EXPECT_EQ(event.material, "apple_05") << "what it does not say stays";
  take_response(event, job_control::encode(job_control::Response{}), kTime + 2h);
  EXPECT_EQ(event.state, "Absent");
  EXPECT_EQ(event.good, 500);
}

}  // namespace
}  // namespace millwright::bridge::upward
