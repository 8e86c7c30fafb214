#include "lib/opcua/job_control/job_control.h"

#include <gtest/gtest.h>
#include <open62541/server_config_default.h>

namespace millwright::opcua::job_control {
namespace {

Order order() {
  Order out;
  out.id = "J1";
  out.description = "Apple, half a litre";
  out.work_master = "apple_cloudy";
  out.priority = 7;
  out.parameters = {{"pasteurizer_temperature", 74.5}, {"label", std::string("summer")}};
  out.materials = {{"sugar", "Consumed", "12.5", "kg"}, {"apple_05", "Produced", "500", "bottles"}};
  return out;
}

TEST(JobControl, AnOrderReadsAsItWasWritten) {
  const auto bytes = encode(order());
  const auto read = decode_order(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, "J1");
  EXPECT_EQ(read->description, "Apple, half a litre");
  EXPECT_EQ(read->work_master, "apple_cloudy");
  EXPECT_EQ(read->priority, 7);
  ASSERT_EQ(read->parameters.size(), 2u);
  EXPECT_EQ(read->parameters[0].value, contracts::Value{74.5});
  EXPECT_EQ(read->parameters[1].value, contracts::Value{std::string("summer")});
  ASSERT_EQ(read->materials.size(), 2u);
  EXPECT_EQ(read->materials[1].unit, "bottles");
  EXPECT_EQ(read->encoded, bytes) << "and can be given back as it came";
}

TEST(JobControl, AResponseReadsAsItWasWritten) {
  Response response;
  response.id = response.job_order = "J1";
  response.description = "the capper is aborted";
  response.start = Timestamp{1'700'000'000s};
  response.state = {4, "Interrupted", "Held", 1, "InterruptedSubstates"};
  response.data = {{data::kGood, std::int64_t{41}}};
  response.materials = {{"apple_05", "Produced", "41", "bottles"}};
  const auto read = decode_response(encode(response));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->job_order, "J1");
  EXPECT_EQ(read->start, response.start);
  EXPECT_EQ(read->end, std::nullopt);
  EXPECT_EQ(read->state.number, 4u);
  EXPECT_EQ(read->state.substate, "Held");
  EXPECT_EQ(read->state.sub_number, 1u);
  EXPECT_EQ(read->state.submachine, "InterruptedSubstates");
  EXPECT_EQ(read->data.at(0).value, contracts::Value{std::int64_t{41}});
  EXPECT_EQ(read->materials.at(0).quantity, "41");
}

TEST(JobControl, BytesThatAreNoOrderAreNone) {
  const auto bytes = encode(order());
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(decode_order(std::string_view(bytes).substr(0, length))) << length;
}

TEST(JobControl, WhatIsProducedIsOneMaterialInWholePieces) {
  const auto quantity = [](std::vector<Material> materials) { return produced(materials).quantity; };
  EXPECT_EQ(quantity({{"a", "Produced", "500", ""}}), 500);
  EXPECT_EQ(quantity({{"a", "Material Produced", "500.0", ""}}), 500);
  for (const auto* wrong : {"", "0", "-5", "1.5", "many", "5 bottles", "1e300", "nan", "inf"})
    EXPECT_EQ(quantity({{"a", "Produced", wrong, ""}}), 0) << wrong;
  EXPECT_EQ(quantity({{"a", "Consumed", "500", ""}}), 0);
  EXPECT_EQ(quantity({{"a", "Produced", "500", ""}, {"b", "Produced", "500", ""}}), 0);
}

TEST(JobControl, TheModelLoadsIntoAServerAndItsTypesAreThere) {
  UA_ServerConfig config{};
  ASSERT_EQ(UA_ServerConfig_setMinimal(&config, 0, nullptr), UA_STATUSCODE_GOOD);
  config.allowEmptyVariables = UA_RULEHANDLING_ACCEPT;
  UA_Server* server = UA_Server_newWithConfig(&config);
  ASSERT_NE(server, nullptr);
  const auto added = add_nodes(server);
  EXPECT_EQ(added.status, UA_STATUSCODE_GOOD);
  for (const auto type : {id::kReceiverSubStatesType, id::kReceiverType, id::kResponseProviderType, id::kJobOrder}) {
    UA_NodeClass node_class = UA_NODECLASS_UNSPECIFIED;
    EXPECT_EQ(UA_Server_readNodeClass(server, UA_NODEID_NUMERIC(added.ns, type), &node_class), UA_STATUSCODE_GOOD);
  }
  // The states of the table are nodes that stand one behind the other.
  for (std::uint32_t number = 1; number <= 6; ++number) {
    Owned<UA_Variant> value = owned_variant();
    const auto state = UA_NODEID_NUMERIC(added.ns, id::kFirstState + number - 1);
    ASSERT_EQ(UA_Server_readObjectProperty(server, state, {0, borrowed("StateNumber")}, value.get()),
              UA_STATUSCODE_GOOD);
    EXPECT_EQ(*static_cast<UA_UInt32*>(value->data), number);
  }
  UA_Server_delete(server);
}

}  // namespace
}  // namespace millwright::opcua::job_control
