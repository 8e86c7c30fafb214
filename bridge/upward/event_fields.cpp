#include "bridge/upward/event_fields.h"

#include <array>

namespace millwright::bridge::upward {
namespace {

using opcua::EventField;
using opcua::EventFieldSpec;

// Numeric ids of namespace 0 (Opc.Ua.NodeIds.csv).
constexpr std::uint32_t kBaseEventType = 2041;
constexpr std::uint32_t kAcknowledgeableConditionType = 2881;
constexpr std::uint32_t kAlarmConditionType = 2915;

std::optional<std::string> text_of(const EventField& field) {
  const auto* value = std::get_if<contracts::Value>(&field);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::nullopt : std::optional(*text);
}
std::optional<bool> flag_of(const EventField& field) {
  const auto* value = std::get_if<contracts::Value>(&field);
  const auto* flag = value == nullptr ? nullptr : std::get_if<bool>(value);
  return flag == nullptr ? std::nullopt : std::optional(*flag);
}
std::optional<double> number_of(const EventField& field) {
  const auto* value = std::get_if<contracts::Value>(&field);
  return value == nullptr ? std::nullopt : contracts::number_in(*value);
}
std::optional<Timestamp> time_of(const EventField& field) {
  const auto* time = std::get_if<Timestamp>(&field);
  return time == nullptr ? std::nullopt : std::optional(*time);
}

/// The severities of scada's server, back to priorities (IEC 62682 wants few of them).
std::int32_t priority_of(double severity) {
  if (severity >= 800) return 1;
  if (severity >= 600) return 2;
  if (severity >= 400) return 3;
  return 4;
}

std::string state_of(bool active, bool acknowledged) {
  if (active) return acknowledged ? "ACKED" : "UNACK";
  return acknowledged ? "NORM" : "RTNUN";
}

}  // namespace

std::vector<EventFieldSpec> alarm_fields() {
  return {{kAcknowledgeableConditionType, {}},
          {kBaseEventType, {{0, "SourceNode"}}},
          {kAlarmConditionType, {{0, "ActiveState"}, {0, "Id"}}},
          {kAcknowledgeableConditionType, {{0, "AckedState"}, {0, "Id"}}},
          {kBaseEventType, {{0, "Severity"}}},
          {kBaseEventType, {{0, "Message"}}},
          {kBaseEventType, {{0, "Time"}}}};
}

std::optional<contracts::AlarmEvent> alarm_from(const std::vector<EventField>& fields) {
  if (fields.size() != alarm_fields().size()) return std::nullopt;
  const auto id = text_of(fields[0]);
  const auto active = flag_of(fields[2]);
  const auto acknowledged = flag_of(fields[3]);
  const auto time = time_of(fields[6]);
  if (!id || !active || !acknowledged || !time) return std::nullopt;
  contracts::AlarmEvent event;
  event.alarm = *id;
  event.tag = contracts::TagPath{id->substr(0, id->rfind('/'))};
  event.equipment = contracts::equipment_of(event.tag);
  if (const auto source = text_of(fields[1])) event.equipment = contracts::EquipmentPath{*source};
  event.state = state_of(*active, *acknowledged);
  event.priority = priority_of(number_of(fields[4]).value_or(0));
  event.message = text_of(fields[5]).value_or("");
  event.time = *time;
  event.hops = {{"scada", *time}};
  return event;
}

std::vector<EventFieldSpec> result_fields() {
  const std::string type = "types/CommandResultEventType";
  std::vector<EventFieldSpec> fields;
  for (const auto* name : {"CommandId", "Equipment", "Command", "State", "Reason", "Detail", "AcceptedTime",
                           "WrittenTime", "TakenTime", "ConfirmedTime"})
    fields.push_back({type, {{1, name}}});
  return fields;
}

std::optional<contracts::CommandResult> result_from(const std::vector<EventField>& fields) {
  if (fields.size() != result_fields().size()) return std::nullopt;
  const auto id = text_of(fields[0]);
  const auto equipment = text_of(fields[1]);
  const auto command = text_of(fields[2]);
  const auto state = enum_from_name<contracts::CommandState>(text_of(fields[3]).value_or(""));
  if (!id || !equipment || !command || !state) return std::nullopt;
  contracts::CommandResult result{
      contracts::CommandId{*id},       contracts::EquipmentPath{*equipment}, *command, *state,
      text_of(fields[4]).value_or(""), text_of(fields[5]).value_or(""),      "",       {}};
  static constexpr std::array kPlaces{"scada.accepted", "scada.written", "plc.taken", "scada.confirmed"};
  for (std::size_t i = 0; i < kPlaces.size(); ++i)
    if (const auto time = time_of(fields[6 + i])) result.hops.push_back({kPlaces[i], *time});
  return result;
}

}  // namespace millwright::bridge::upward
