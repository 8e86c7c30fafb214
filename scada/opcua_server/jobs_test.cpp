// Job orders at the server: through the bridge's own client, and as values.
#include <gtest/gtest.h>

#include "scada/opcua_server/job_values.h"
#include "scada/opcua_server/serving_plant.h"
#include "scada/opcua_server/session_rules.h"

namespace millwright::scada::opcua_server {
namespace {

namespace job_control = opcua::job_control;
using jobs::Cause;
using opcua::Client;

const std::string kReceiverPath = "line1/JobOrderReceiver";
const std::string kProviderPath = "line1/JobResponseProvider";

job_control::Order order() {
  job_control::Order out;
  out.id = "J1";
  out.parameters = {{"pasteurizer_temperature", 74.5}};
  out.materials = {{"sugar", "Consumed", "12.5", "kg"}, {"apple_05", "Produced", "500", "bottles"}};
  return out;
}

std::vector<Client::Argument> with_order() {
  return {opcua::Structure{std::string(job_control::kNamespace), job_control::id::kJobOrderEncoding,
                           job_control::encode(order())},
          opcua::Texts{"planned"}};
}

std::uint64_t status_of(const Result<opcua::MethodAnswer, opcua::ClientError>& answer, std::size_t index = 0) {
  if (!answer || !answer->status.is_good() || answer->outputs.size() <= index) return 0;
  return static_cast<std::uint64_t>(contracts::number_in(answer->outputs[index]).value_or(0));
}

jobs::Job running() {
  jobs::Job job;
  job.equipment = contracts::EquipmentPath{"line1"};
  auto sent = order();
  sent.encoded = job_control::encode(sent);
  job.order = job_order_of(sent);
  job.state = jobs::State::Running;
  job.substate = jobs::Substate::none;
  job.counts = {41, 2, 0, ""};
  job.recipe.push_back({"pasteurizer_temperature", job.equipment, "set_temperature", {}, 74.5, "", true, 74.5});
  job.started_at = Timestamp{1'700'000'000s};
  return job;
}

TEST(JobMethods, AnOrderArrivesWithItsCallerAndComment) {
  ServingPlant plant;
  auto client = plant.client("bridge");
  EXPECT_EQ(status_of(client->call(kReceiverPath, kReceiverPath + "/StoreAndStart", with_order())), 1u);
  ASSERT_EQ(plant.jobs.orders.size(), 1u);
  const auto& got = plant.jobs.orders[0];
  EXPECT_EQ(got.id, "J1");
  EXPECT_EQ(got.material, "apple_05");
  EXPECT_EQ(got.quantity, 500);
  EXPECT_EQ(got.parameters.at(0).value, contracts::Value{74.5});
  EXPECT_EQ(encoded_order(got), job_control::encode(order()));
  const auto& asked = plant.jobs.asked.at(0);
  EXPECT_EQ(asked.method, Cause::StoreAndStart);
  EXPECT_EQ(asked.comment, "planned");
  EXPECT_TRUE(asked.caller.remote);
}

TEST(JobMethods, TheReturnStatusIsTheReceivers) {
  ServingPlant plant;
  plant.jobs.answer = {jobs::return_status::kUnableToAccept | jobs::return_status::kIdInUse, "taken"};
  auto client = plant.client("bridge");
  EXPECT_EQ(status_of(client->call(kReceiverPath, kReceiverPath + "/Store", with_order())), 1ull << 4 | 1ull << 33);
  EXPECT_EQ(status_of(client->call(kReceiverPath, kReceiverPath + "/Pause",
                                   {contracts::Value{std::string("J1")}, opcua::Texts{}})),
            1ull << 4 | 1ull << 33);
  EXPECT_EQ(plant.jobs.asked.at(1).comment, "");
}

TEST(JobMethods, ThoseWhoMayNotAreRefused) {
  ServingPlant plant;
  const auto answer = plant.client("olga")->call(kReceiverPath, kReceiverPath + "/Store", with_order());
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status.code(), UA_STATUSCODE_BADUSERACCESSDENIED);
  EXPECT_TRUE(plant.jobs.asked.empty());
  EXPECT_TRUE(may_call_method({"operator"}, kReceiverPath + "/Pause"));
  EXPECT_FALSE(may_call_method({"quality"}, kReceiverPath + "/Pause"));
  EXPECT_TRUE(may_call_method({"quality"}, kProviderPath + "/RequestJobResponseByJobOrderID"));
}

TEST(JobMethods, AResponseTellsStateCountsAndReadback) {
  ServingPlant plant;
  plant.jobs.emit({running(), true});
  auto client = plant.client("quentin");
  const auto answer = client->call(kProviderPath, kProviderPath + "/RequestJobResponseByJobOrderID",
                                   {contracts::Value{std::string("J1")}});
  ASSERT_EQ(status_of(answer, 1), 1u);
  const auto response = job_control::decode_response(std::get<std::string>(answer->outputs[0]));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->job_order, "J1");
  EXPECT_EQ(response->state.text, "Running");
  EXPECT_EQ(response->materials.at(0).quantity, "41");
  EXPECT_EQ(response->data.at(0).value, contracts::Value{std::int64_t{41}});
  EXPECT_EQ(response->data.back().id, "pasteurizer_temperature");
  EXPECT_EQ(status_of(client->call(kProviderPath, kProviderPath + "/RequestJobResponseByJobOrderID",
                                   {contracts::Value{std::string("J2")}}),
                      1),
            1ull << 1);
}

TEST(JobEvents, EveryChangeIsAnEventWithOrderStateAndResponse) {
  ServingPlant plant;
  auto client = plant.client("bridge");
  std::vector<std::vector<opcua::EventField>> events;
  const std::string uri(job_control::kNamespace);
  ASSERT_TRUE(client
                  ->subscribe_events({{job_control::id::kStatusEventType, {{2, "JobOrder"}}, uri},
                                      {job_control::id::kStatusEventType, {{2, "JobResponse"}}, uri},
                                      {2041u, {{0, "SourceName"}}}},
                                     5ms, [&](const auto& fields) { events.push_back(fields); })
                  .has_value());
  plant.jobs.emit({running(), true});
  for (int i = 0; i < 500 && events.empty(); ++i) ASSERT_TRUE(client->run(10ms).has_value());
  ASSERT_EQ(events.size(), 1u);
  const auto bytes = [&](std::size_t i) { return std::get<std::string>(std::get<contracts::Value>(events[0][i])); };
  EXPECT_EQ(job_control::decode_order(bytes(0))->id, "J1");
  EXPECT_EQ(job_control::decode_response(bytes(1))->state.text, "Running");
  EXPECT_EQ(bytes(2), "line1");
}

}  // namespace
}  // namespace millwright::scada::opcua_server
