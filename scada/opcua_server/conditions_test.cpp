#include "scada/opcua_server/conditions.h"

#include <gmock/gmock.h>
#include <open62541/client_highlevel.h>

#include "scada/opcua_server/serving_plant.h"
#include "scada/opcua_server/session_rules.h"

namespace millwright::scada::opcua_server {
namespace {

using alarms::AlarmState;
using contracts::Value;
using opcua::EventField;
using opcua::testing::run_until;

const Timestamp kT0 = from_unix_ns(1'790'000'000'000'000'000);
const std::string kAlarm = "line1/pasteurizer/temperature/high";

alarms::Alarm hot(AlarmState state, Timestamp at) {
  alarms::Alarm alarm;
  alarm.id = kAlarm;
  alarm.tag = contracts::TagPath{"line1/pasteurizer/temperature"};
  alarm.equipment = contracts::EquipmentPath{"line1/pasteurizer"};
  alarm.limit = "high";
  alarm.limit_value = 80;
  alarm.unit = "°C";
  alarm.priority = 2;
  alarm.message = "Product too hot";
  alarm.state = state;
  alarm.sample = {Value{80.4}, contracts::quality::kGood, at};
  alarm.changed_at = at;
  return alarm;
}

/// Fields in the order of the enumeration.
enum Field : std::size_t {
  condition_id,
  event_type,
  event_id,
  source_node,
  severity,
  message,
  time,
  retain,
  active,
  acked,
  limit_state,
  condition_name,
  comment,
  client_user,
  quality,
};

std::vector<opcua::EventFieldSpec> condition_fields() {
  constexpr std::uint32_t kBase = UA_NS0ID_BASEEVENTTYPE;
  constexpr std::uint32_t kCondition = UA_NS0ID_CONDITIONTYPE;
  constexpr std::uint32_t kAcknowledgeable = UA_NS0ID_ACKNOWLEDGEABLECONDITIONTYPE;
  constexpr std::uint32_t kAlarmCondition = UA_NS0ID_ALARMCONDITIONTYPE;
  constexpr std::uint32_t kLimit = UA_NS0ID_EXCLUSIVELIMITALARMTYPE;
  return {{kAcknowledgeable, {}},
          {kBase, {{0, "EventType"}}},
          {kBase, {{0, "EventId"}}},
          {kBase, {{0, "SourceNode"}}},
          {kBase, {{0, "Severity"}}},
          {kBase, {{0, "Message"}}},
          {kBase, {{0, "Time"}}},
          {kCondition, {{0, "Retain"}}},
          {kAlarmCondition, {{0, "ActiveState"}, {0, "Id"}}},
          {kAcknowledgeable, {{0, "AckedState"}, {0, "Id"}}},
          {kLimit, {{0, "LimitState"}, {0, "CurrentState"}}},
          {kCondition, {{0, "ConditionName"}}},
          {kCondition, {{0, "Comment"}}},
          {kCondition, {{0, "ClientUserId"}}},
          {kCondition, {{0, "Quality"}}}};
}

struct Watching {
  explicit Watching(ServingPlant& plant, const std::string& user = "bridge") : client(plant.client(user)) {
    const auto subscribed =
        client->subscribe_events(condition_fields(), 5ms, [this](const auto& event) { events.push_back(event); });
    if (!subscribed) throw std::runtime_error(subscribed.error().message);
  }
  std::vector<EventField> next() {
    const bool came = run_until(*client, [&] { return events.size() > seen; });
    EXPECT_TRUE(came);
    return came ? events[seen++] : std::vector<EventField>(condition_fields().size());
  }
  std::unique_ptr<opcua::Client> client;
  std::vector<std::vector<EventField>> events;
  std::size_t seen = 0;
};

std::string text_in(const EventField& field) {
  const auto* value = std::get_if<Value>(&field);
  return value != nullptr ? contracts::to_text(*value) : "null";
}

/// Acknowledge as a standard client calls it; the status of the call.
UA_StatusCode acknowledge(ServingPlant& plant, const char* user, const std::string& event_id) {
  opcua::testing::RawClient raw;
  UA_ClientConfig_setAuthenticationUsername(&raw.config(), user, "right password");
  EXPECT_EQ(raw.connect(plant.server->port()), UA_STATUSCODE_GOOD);
  const auto uri_text = plant.plant.opcua_namespace();
  auto uri = opcua::borrowed(uri_text);
  UA_UInt16 ns = 0;
  EXPECT_EQ(UA_Client_NamespaceGetIndex(raw.client, &uri, &ns), UA_STATUSCODE_GOOD);
  auto id = opcua::borrowed(event_id);
  UA_LocalizedText comment{UA_STRING_STATIC("en"), UA_STRING_STATIC("seen")};
  auto first = opcua::to_variant(&id, UA_TYPES[UA_TYPES_BYTESTRING]);
  auto second = opcua::to_variant(&comment, UA_TYPES[UA_TYPES_LOCALIZEDTEXT]);
  const UA_Variant inputs[] = {*first, *second};
  size_t count = 0;
  UA_Variant* outputs = nullptr;
  const auto status = UA_Client_call(raw.client, opcua::path_id(ns, kAlarm),
                                     opcua::standard_id(UA_NS0ID_ACKNOWLEDGEABLECONDITIONTYPE_ACKNOWLEDGE), 2, inputs,
                                     &count, &outputs);
  UA_Array_delete(outputs, count, &UA_TYPES[UA_TYPES_VARIANT]);
  return status;
}

TEST(Conditions, AnAlarmArrivesWithAllThatAStandardClientShows) {
  ServingPlant plant;
  Watching watching(plant);
  plant.alarms.emit(hot(AlarmState::UNACK, kT0));
  const auto event = watching.next();
  EXPECT_EQ(text_in(event[condition_id]), kAlarm);
  EXPECT_EQ(text_in(event[event_type]), "i=" + std::to_string(UA_NS0ID_EXCLUSIVELIMITALARMTYPE));
  EXPECT_EQ(text_in(event[source_node]), "line1/pasteurizer");
  EXPECT_EQ(text_in(event[severity]), "700");
  EXPECT_EQ(text_in(event[message]), "Product too hot");
  EXPECT_EQ(event[time], EventField{kT0});
  EXPECT_EQ(text_in(event[retain]), "true");
  EXPECT_EQ(text_in(event[active]), "true");
  EXPECT_EQ(text_in(event[acked]), "false");
  EXPECT_EQ(text_in(event[limit_state]), "High");
  EXPECT_EQ(text_in(event[condition_name]), kAlarm);
  EXPECT_EQ(text_in(event[quality]), "0");
}

TEST(Conditions, AnOperatorAcknowledgesAndTheAlarmReturnsToNormal) {
  ServingPlant plant;
  Watching watching(plant);
  plant.alarms.emit(hot(AlarmState::UNACK, kT0));
  const auto raised = watching.next();
  EXPECT_EQ(acknowledge(plant, "olga", "no such event"), UA_STATUSCODE_BADEVENTIDUNKNOWN);
  EXPECT_EQ(acknowledge(plant, "olga", text_in(raised[event_id])), UA_STATUSCODE_GOOD);
  const auto acknowledged = watching.next();
  EXPECT_EQ(text_in(acknowledged[active]), "true");
  EXPECT_EQ(text_in(acknowledged[acked]), "true");
  EXPECT_EQ(text_in(acknowledged[comment]), "seen");
  EXPECT_EQ(text_in(acknowledged[client_user]), "olga");
  EXPECT_EQ(acknowledge(plant, "olga", text_in(raised[event_id])), UA_STATUSCODE_BADCONDITIONBRANCHALREADYACKED);

  auto normal = *plant.alarms.find(kAlarm);
  normal.state = AlarmState::NORM;
  plant.alarms.emit(normal);
  const auto returned = watching.next();
  EXPECT_EQ(text_in(returned[active]), "false");
  EXPECT_EQ(text_in(returned[acked]), "true");
  EXPECT_EQ(text_in(returned[retain]), "false");
  EXPECT_NE(text_in(returned[limit_state]), "High");
}

TEST(Conditions, TheBridgeNeverAcknowledgesAnOperatorsAlarm) {
  ServingPlant plant;
  Watching watching(plant);
  plant.alarms.emit(hot(AlarmState::UNACK, kT0));
  const auto raised = watching.next();
  const auto status = acknowledge(plant, "bridge", text_in(raised[event_id]));
  EXPECT_EQ(status, UA_STATUSCODE_BADUSERACCESSDENIED);
  EXPECT_EQ(plant.alarms.find(kAlarm)->state, AlarmState::UNACK);
  EXPECT_FALSE(may_acknowledge({"bridge", "admin"}));
}

TEST(Conditions, AnEventOfAnEarlierEpisodeAcknowledgesNothing) {
  ServingPlant plant;
  Watching watching(plant);
  plant.alarms.emit(hot(AlarmState::UNACK, kT0));
  const auto first = watching.next();
  plant.alarms.emit(hot(AlarmState::RTNUN, kT0 + 1s));
  static_cast<void>(watching.next());
  plant.alarms.emit(hot(AlarmState::UNACK, kT0 + 2s));
  static_cast<void>(watching.next());
  EXPECT_EQ(acknowledge(plant, "olga", text_in(first[event_id])), UA_STATUSCODE_BADEVENTIDUNKNOWN);
}

TEST(Conditions, ARefreshBringsTheRetainedOnesBetweenStartAndEnd) {
  ServingPlant plant;
  plant.alarms.emit(hot(AlarmState::UNACK, kT0));
  Watching watching(plant);
  ASSERT_TRUE(watching.client->refresh_conditions());
  // The alarm itself may still come live, before the refresh begins.
  auto event = watching.next();
  if (text_in(event[condition_id]) == kAlarm) event = watching.next();
  EXPECT_EQ(text_in(event[event_type]), "i=2787");
  event = watching.next();
  EXPECT_EQ(text_in(event[condition_id]), kAlarm);
  EXPECT_EQ(text_in(event[active]), "true");
  EXPECT_EQ(acknowledge(plant, "olga", text_in(event[event_id])), UA_STATUSCODE_GOOD);
  EXPECT_EQ(text_in(watching.next()[event_type]), "i=2788");
}

TEST(Conditions, AnAlarmOfTheSystemIsAConditionToo) {
  ServingPlant plant;
  Watching watching(plant);
  auto alarm = hot(AlarmState::UNACK, kT0);
  alarm.id = "line1/filler/outcome_unknown";
  alarm.tag = {};
  alarm.equipment = contracts::EquipmentPath{"line1/filler"};
  alarm.limit = "outcome_unknown";
  alarm.priority = 1;
  plant.alarms.emit(alarm);
  const auto event = watching.next();
  EXPECT_EQ(text_in(event[condition_id]), alarm.id);
  EXPECT_EQ(text_in(event[event_type]), "i=" + std::to_string(UA_NS0ID_SYSTEMOFFNORMALALARMTYPE));
  EXPECT_EQ(text_in(event[severity]), "900");
}

TEST(SessionRules, DenyWhatIsNotListed) {
  EXPECT_TRUE(may_call_method({"operator"}, "line1/filler/start"));
  EXPECT_FALSE(may_call_method({"quality", "manager", "planner"}, "line1/filler/start"));
  EXPECT_TRUE(may_call_method({"quality"}, "i=3875"));
  EXPECT_FALSE(may_call_method({"admin"}, "i=9028"));  // Disable: no condition is switched off from outside
  EXPECT_TRUE(may_call_method({"engineer"}, "i=9111"));
  EXPECT_FALSE(may_call_method({}, "i=9111"));
}

}  // namespace
}  // namespace millwright::scada::opcua_server
