#include <gmock/gmock.h>
#include <open62541/client_highlevel.h>

#include "scada/opcua_server/serving_plant.h"

namespace millwright::scada::opcua_server {
namespace {

using contracts::Value;
using opcua::testing::run_until;

const Timestamp kT0 = from_unix_ns(1'790'000'000'000'000'000);
const std::string kUnit = "line1/pasteurizer";
const std::string kTemperature = "line1/pasteurizer/temperature";
const std::string kId = "0190b8a0-0000-7000-8000-000000000001";

Value text(const char* value) { return Value{std::string(value)}; }

TEST(PlantServer, AUserOfTheInstallationSignsInAndIsAudited) {
  ServingPlant plant;
  ASSERT_TRUE(opcua::Client::connect(plant.options("olga")));
  auto wrong = plant.options("olga");
  wrong.password = "wrong password";
  const auto refused = opcua::Client::connect(wrong);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, opcua::ClientError::refused);
  const auto rows = *plant.audit.latest(10);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].action + " " + rows[0].user + " " + rows[0].outcome, "session.open olga accepted");
  EXPECT_EQ(rows[1].action + " " + rows[1].user + " " + rows[1].outcome, "session.open olga refused");
}

TEST(PlantServer, TagsCarryTheDevicesTimeAndTheirQuality) {
  ServingPlant plant;
  const auto client = plant.client("quentin");
  std::vector<contracts::Sample> seen;
  ASSERT_TRUE(client->subscribe({kTemperature}, 5ms, 10, [&](std::size_t, const contracts::Sample& sample, Timestamp) {
    seen.push_back(sample);
  }));
  ASSERT_TRUE(run_until(*client, [&] { return !seen.empty(); }));
  EXPECT_EQ(seen[0].quality, contracts::quality::kBadWaitingForInitialData);
  plant.sample(kTemperature, Value{76.5}, contracts::quality::kGood, kT0);
  ASSERT_TRUE(run_until(*client, [&] { return seen.size() >= 2; }));
  EXPECT_EQ(seen[1], (contracts::Sample{Value{76.5}, contracts::quality::kGood, kT0}));
  plant.sample(kTemperature, Value{76.5}, contracts::quality::kBadNoCommunication, kT0 + 1s);
  ASSERT_TRUE(run_until(*client, [&] { return seen.size() >= 3; }));
  EXPECT_EQ(seen[2].quality, contracts::quality::kBadNoCommunication);
  EXPECT_EQ(seen[2].source_time, kT0 + 1s);
}

struct Browsed {
  std::string reference;
  std::string type;
  bool method = false;
};

/// Children of a node by path.
std::map<std::string, Browsed> children_of(UA_Client* client, const UA_NodeId& node, std::uint16_t ns) {
  UA_BrowseDescription description;
  UA_BrowseDescription_init(&description);
  description.nodeId = node;
  description.resultMask = UA_BROWSERESULTMASK_ALL;
  description.browseDirection = UA_BROWSEDIRECTION_FORWARD;
  UA_BrowseRequest request;
  UA_BrowseRequest_init(&request);
  request.nodesToBrowse = &description;
  request.nodesToBrowseSize = 1;
  opcua::Owned<UA_BrowseResponse> response(UA_Client_Service_browse(client, request),
                                           UA_TYPES[UA_TYPES_BROWSERESPONSE]);
  std::map<std::string, Browsed> children;
  for (std::size_t i = 0; i < response->resultsSize; ++i) {
    for (std::size_t r = 0; r < response->results[i].referencesSize; ++r) {
      const auto& reference = response->results[i].references[r];
      const auto path = opcua::path_of(reference.nodeId.nodeId, ns);
      if (!path) continue;
      const auto type = opcua::path_of(reference.typeDefinition.nodeId, ns);
      children[*path] = {std::to_string(reference.referenceTypeId.identifier.numeric),
                         type.value_or(std::to_string(reference.typeDefinition.nodeId.identifier.numeric)),
                         reference.nodeClass == UA_NODECLASS_METHOD};
    }
  }
  return children;
}

TEST(PlantServer, TheAddressSpaceIsThePlantModel) {
  ServingPlant plant;
  RawSession session(plant, "quentin");
  auto* client = session.raw.client;
  const auto roots = children_of(client, opcua::standard_id(UA_NS0ID_OBJECTSFOLDER), session.ns);
  ASSERT_TRUE(roots.contains("line1"));
  EXPECT_EQ(roots.at("line1").reference, std::to_string(UA_NS0ID_ORGANIZES));
  EXPECT_TRUE(roots.contains("commands"));

  const auto unit = children_of(client, opcua::path_id(session.ns, kUnit), session.ns);
  EXPECT_EQ(unit.at(kTemperature).type, std::to_string(UA_NS0ID_ANALOGUNITRANGETYPE));
  EXPECT_EQ(unit.at(kUnit + "/state").type, std::to_string(UA_NS0ID_MULTISTATEVALUEDISCRETETYPE));
  EXPECT_TRUE(unit.at(kUnit + "/set_temperature").method);
  EXPECT_TRUE(unit.at(kUnit + "/set_temperature_if").method);
  EXPECT_TRUE(unit.at(kUnit + "/start").method);
  EXPECT_FALSE(unit.contains(kUnit + "/start_if"));
  EXPECT_EQ(unit.at(kTemperature + "/high").type, std::to_string(UA_NS0ID_EXCLUSIVELIMITALARMTYPE));
  EXPECT_EQ(children_of(client, opcua::path_id(session.ns, "line1"), session.ns).at(kUnit).type, "types/pasteurizer");

  const auto type = children_of(client, opcua::path_id(session.ns, "types/pasteurizer"), session.ns);
  EXPECT_EQ(type.at("types/pasteurizer/temperature").type, std::to_string(UA_NS0ID_ANALOGUNITRANGETYPE));
  EXPECT_TRUE(type.at("types/pasteurizer/set_temperature").method);
  // Nothing was made beside: every variable of a unit is one of the plant file's.
  for (const auto& [path, child] : unit) {
    const bool alarm = child.type == std::to_string(UA_NS0ID_EXCLUSIVELIMITALARMTYPE);
    if (child.method || alarm || child.reference != std::to_string(UA_NS0ID_HASCOMPONENT)) continue;
    EXPECT_TRUE(plant.plant.find_tag(plant::TagPath{path}) != nullptr) << path;
  }

  auto range = opcua::owned_variant();
  ASSERT_EQ(UA_Client_readValueAttribute(client, opcua::path_id(session.ns, kTemperature + "/EURange"), range.get()),
            UA_STATUSCODE_GOOD);
  ASSERT_TRUE(UA_Variant_hasScalarType(range.get(), &UA_TYPES[UA_TYPES_RANGE]));
  EXPECT_EQ(static_cast<UA_Range*>(range->data)->high, 120);
  auto units = opcua::owned_variant();
  ASSERT_EQ(
      UA_Client_readValueAttribute(client, opcua::path_id(session.ns, kTemperature + "/EngineeringUnits"), units.get()),
      UA_STATUSCODE_GOOD);
  ASSERT_TRUE(UA_Variant_hasScalarType(units.get(), &UA_TYPES[UA_TYPES_EUINFORMATION]));
  EXPECT_EQ(static_cast<UA_EUInformation*>(units->data)->unitId, 4408652);  // CEL
}

TEST(PlantServer, ACommandIsAnsweredAtOnceByTheController) {
  ServingPlant plant;
  plant.controller.answer.state = contracts::CommandState::rejected;
  plant.controller.answer.reason = "interlock";
  plant.controller.answer.detail = "The switch at the machine stands at local";
  const auto client = plant.client("olga");
  const auto answer =
      client->call(kUnit, kUnit + "/set_temperature", {text(kId.c_str()), kT0 + 5s, text("too cold"), Value{75.0}});
  ASSERT_TRUE(answer) << answer.error().message;
  ASSERT_TRUE(answer->status.is_good()) << answer->status.name();
  EXPECT_THAT(answer->outputs, ::testing::ElementsAre(text("rejected"), text("interlock"),
                                                      text("The switch at the machine stands at local")));
  ASSERT_EQ(plant.controller.commands.size(), 1u);
  const auto& command = plant.controller.commands[0];
  EXPECT_EQ(command.id.str(), kId);
  EXPECT_EQ(command.equipment.str(), kUnit);
  EXPECT_EQ(command.command, "set_temperature");
  EXPECT_EQ(command.parameters.at("value"), Value{75.0});
  EXPECT_EQ(command.not_after, kT0 + 5s);
  EXPECT_EQ(command.reason, "too cold");
  EXPECT_FALSE(command.replaces || command.condition);
  EXPECT_EQ(plant.controller.callers[0].user, "olga");
  EXPECT_FALSE(plant.controller.callers[0].remote);
}

TEST(PlantServer, ASetPointFromAboveNamesWhatItReplacesAndWhy) {
  ServingPlant plant;
  const auto client = plant.client("bridge");
  const auto condition = kTemperature + ";high;violated";
  const auto answer = client->call(kUnit, kUnit + "/set_temperature_if",
                                   {text(kId.c_str()), kT0 + 5s, text("HIGH_TEMP"), Value{72.0},
                                    text("workflow:high_temperature/1"), Value{76.0}, Value{condition}, kT0});
  ASSERT_TRUE(answer);
  ASSERT_TRUE(answer->status.is_good()) << answer->status.name();
  EXPECT_EQ(answer->outputs[0], text("accepted"));
  const auto& command = plant.controller.commands.at(0);
  EXPECT_EQ(command.requester, "workflow:high_temperature/1");
  EXPECT_EQ(command.replaces, std::optional(Value{76.0}));
  ASSERT_TRUE(command.condition);
  EXPECT_EQ(command.condition->tag.str(), kTemperature);
  EXPECT_EQ(command.condition->limit, "high");
  EXPECT_TRUE(command.condition->violated);
  EXPECT_EQ(command.issued_at, kT0);
  EXPECT_TRUE(plant.controller.callers.at(0).remote);
}

TEST(PlantServer, WhatCannotBeUnderstoodReachesNoController) {
  ServingPlant plant;
  const auto client = plant.client("bridge");
  const auto call = [&](const char* id, Timestamp not_after, const char* condition) {
    return client
        ->call(kUnit, kUnit + "/set_temperature_if",
               {text(id), not_after, text("r"), Value{72.0}, text("q"), Value{76.0}, text(condition), kT0})
        ->status.code();
  };
  EXPECT_EQ(call("", kT0, ""), UA_STATUSCODE_BADINVALIDARGUMENT);
  EXPECT_EQ(call("not-a-uuid", kT0, ""), UA_STATUSCODE_BADINVALIDARGUMENT);
  EXPECT_EQ(call(kId.c_str(), Timestamp{}, ""), UA_STATUSCODE_BADINVALIDARGUMENT);
  EXPECT_EQ(call(kId.c_str(), kT0, "temperature is high"), UA_STATUSCODE_BADINVALIDARGUMENT);
  EXPECT_EQ(client->call(kUnit, kUnit + "/start", {text(kId.c_str())})->status.code(),
            UA_STATUSCODE_BADARGUMENTSMISSING);
  EXPECT_EQ(client->call(kUnit, kUnit + "/start", {text(kId.c_str()), text("soon"), text("r")})->status.code(),
            UA_STATUSCODE_BADINVALIDARGUMENT);
  EXPECT_TRUE(plant.controller.commands.empty());
}

TEST(PlantServer, AUserWithoutARoleForItCallsNothing) {
  ServingPlant plant;
  const auto client = plant.client("quentin");
  const auto answer = client->call(kUnit, kUnit + "/start", {text(kId.c_str()), kT0, text("r")});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status.code(), UA_STATUSCODE_BADUSERACCESSDENIED);
  EXPECT_TRUE(plant.controller.commands.empty());
}

TEST(PlantServer, WhatBecameOfACommandIsFoundByItsId) {
  ServingPlant plant;
  contracts::CommandResult done;
  done.state = contracts::CommandState::completed;
  done.hops = {{"scada.accepted", kT0}, {"scada.written", kT0 + 10ms}, {"plc.taken", kT0 + 100ms}};
  plant.controller.results[kId] = done;
  const auto client = plant.client("bridge");
  const auto found = client->call("commands", "commands/find", {text(kId.c_str())});
  ASSERT_TRUE(found);
  ASSERT_TRUE(found->status.is_good());
  EXPECT_THAT(found->outputs,
              ::testing::ElementsAre(text("completed"), text(""), text(""), Value{std::int64_t{unix_ns(kT0)}},
                                     Value{std::int64_t{unix_ns(kT0 + 10ms)}},
                                     Value{std::int64_t{unix_ns(kT0 + 100ms)}}, Value{std::int64_t{0}}));
  const auto unknown = client->call("commands", "commands/find", {text("0190b8a0-0000-7000-8000-00000000000f")});
  ASSERT_TRUE(unknown);
  EXPECT_TRUE(unknown->status.is_good());
  EXPECT_EQ(unknown->outputs.at(0), text(""));
}

TEST(PlantServer, AFinalResultArrivesAsAnEventWithItsTimes) {
  ServingPlant plant;
  const auto client = plant.client("bridge");
  const std::string type = "types/CommandResultEventType";
  std::vector<opcua::EventFieldSpec> fields;
  for (const auto* name : {"CommandId", "Equipment", "Command", "State", "Reason", "Detail", "AcceptedTime",
                           "WrittenTime", "TakenTime", "ConfirmedTime"})
    fields.push_back({type, {{1, name}}});
  fields.push_back({std::uint32_t{UA_NS0ID_BASEEVENTTYPE}, {{0, "SourceNode"}}});
  fields.push_back({std::uint32_t{UA_NS0ID_BASEEVENTTYPE}, {{0, "EventType"}}});
  std::vector<std::vector<opcua::EventField>> events;
  ASSERT_TRUE(client->subscribe_events(fields, 5ms, [&](const auto& event) { events.push_back(event); }));
  contracts::CommandResult result;
  result.id = contracts::CommandId{kId};
  result.equipment = contracts::EquipmentPath{kUnit};
  result.command = "set_temperature";
  result.state = contracts::CommandState::timed_out;
  result.reason = "not_confirmed";
  result.detail = "The set-point did not change";
  result.hops = {{"scada.accepted", kT0}, {"scada.written", kT0 + 10ms}, {"plc.taken", kT0 + 100ms}};
  plant.controller.emit(result);
  ASSERT_TRUE(run_until(*client, [&] { return !events.empty(); }));
  EXPECT_THAT(events[0],
              ::testing::ElementsAre(opcua::EventField{Value{kId}}, opcua::EventField{Value{kUnit}},
                                     opcua::EventField{text("set_temperature")}, opcua::EventField{text("timed_out")},
                                     opcua::EventField{text("not_confirmed")},
                                     opcua::EventField{text("The set-point did not change")}, opcua::EventField{kT0},
                                     opcua::EventField{kT0 + 10ms}, opcua::EventField{kT0 + 100ms},
                                     opcua::EventField{std::monostate{}}, opcua::EventField{Value{kUnit}},
                                     opcua::EventField{Value{type}}));
}

TEST(PlantServer, HistoryOfMoreThanTenThousandSamplesHasNoHole) {
  ServingPlant plant;
  for (int i = 0; i < 10'500; ++i)
    plant.sample(kTemperature, Value{70.0 + i % 100}, contracts::quality::kGood, kT0 + i * 100ms);
  const auto client = plant.client("bridge");
  const auto samples = client->history(kTemperature, kT0 + 100ms, kT0 + 10'400 * 100ms);
  ASSERT_TRUE(samples) << samples.error().message;
  ASSERT_EQ(samples->size(), 10'399u);
  for (std::size_t i = 0; i < samples->size(); ++i)
    ASSERT_EQ((*samples)[i].source_time, kT0 + static_cast<int>(i + 1) * 100ms);
  EXPECT_FALSE(client->history("line1/none", kT0, kT0 + 1s));
}

}  // namespace
}  // namespace millwright::scada::opcua_server
