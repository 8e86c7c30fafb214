#include "scada/opcua_server/conditions.h"

#include <algorithm>
#include <array>

#include "lib/opcua/ua.h"
#include "scada/opcua_server/events.h"

namespace millwright::scada::opcua_server {
namespace {

using opcua::NodeRef;
using opcua::to_variant;

// Events by which an alarm can be acknowledged: its last ones, since refreshes by any client draw new ids.
constexpr std::size_t kEventsKept = 64;

struct LimitState {
  std::string_view limit;
  const char* name;      // of the state, ExclusiveLimitStateMachineType (Part 9, 5.8.19)
  std::uint32_t state;   // its node
  const char* property;  // of the alarm
};
constexpr std::array kLimitStates{
    LimitState{"high_high", "HighHigh", UA_NS0ID_EXCLUSIVELIMITSTATEMACHINETYPE_HIGHHIGH, "HighHighLimit"},
    LimitState{"high", "High", UA_NS0ID_EXCLUSIVELIMITSTATEMACHINETYPE_HIGH, "HighLimit"},
    LimitState{"low", "Low", UA_NS0ID_EXCLUSIVELIMITSTATEMACHINETYPE_LOW, "LowLimit"},
    LimitState{"low_low", "LowLow", UA_NS0ID_EXCLUSIVELIMITSTATEMACHINETYPE_LOWLOW, "LowLowLimit"},
};

const LimitState* limit_state(const alarms::Alarm& alarm) {
  const auto* found = std::ranges::find(kLimitStates, std::string_view(alarm.limit), &LimitState::limit);
  return alarm.tag.empty() || found == kLimitStates.end() ? nullptr : found;
}

std::uint32_t type_of(const alarms::Alarm& alarm) {
  return limit_state(alarm) != nullptr ? UA_NS0ID_EXCLUSIVELIMITALARMTYPE : UA_NS0ID_SYSTEMOFFNORMALALARMTYPE;
}

opcua::Owned<UA_Variant> node_variant(const UA_NodeId& id) { return to_variant(&id, UA_TYPES[UA_TYPES_NODEID]); }

bool retained(const alarms::Alarm& alarm) { return alarm.state != alarms::AlarmState::NORM; }

}  // namespace

UA_UInt16 severity_of(int priority) { return static_cast<UA_UInt16>(900 - 200 * (std::clamp(priority, 1, 4) - 1)); }

void Conditions::text(const std::string& path, const std::string& value) {
  space_.write(path, *to_variant(contracts::Value{value}));
}

void Conditions::localized(const std::string& path, const std::string& value) {
  const UA_LocalizedText text{UA_STRING_STATIC("en"), opcua::borrowed(value)};
  space_.write(path, *to_variant(&text, UA_TYPES[UA_TYPES_LOCALIZEDTEXT]));
}

/// A TwoStateVariable: its word and its Id.
void Conditions::flag(const std::string& path, const std::string& value, bool id) {
  localized(path, value);
  space_.write(path + "/Id", *to_variant(contracts::Value{id}));
}

void Conditions::add(const alarms::Alarm& alarm) {
  const auto& equipment = alarm.equipment.str();
  const auto name = alarm.id.starts_with(equipment + "/") ? alarm.id.substr(equipment.size() + 1) : alarm.id;
  space_.begin_object({alarm.id, name, alarm.message}, equipment, UA_NS0ID_HASCOMPONENT, NodeRef{type_of(alarm)});
  if (const auto* state = limit_state(alarm))
    space_.property(alarm.id, state->property, true, *to_variant(contracts::Value{alarm.limit_value}));
  space_.finish(alarm.id);
  space_.reference(equipment, UA_NS0ID_HASCONDITION, alarm.id);
  auto& instance = instances_[alarm.id];
  instance.severity = severity_of(alarm.priority);
  write_identity(alarm);
  write_state(alarm, instance, alarm.changed_at);
}

void Conditions::write_identity(const alarms::Alarm& alarm) {
  const auto& id = alarm.id;
  const bool process = limit_state(alarm) != nullptr;
  space_.write(id + "/EventType", *node_variant(opcua::standard_id(type_of(alarm))));
  space_.write(id + "/SourceNode", *node_variant(opcua::path_id(space_.ns(), alarm.equipment.str())));
  text(id + "/SourceName", alarm.equipment.str());
  text(id + "/ConditionName", alarm.id);
  const auto condition_class =
      static_cast<std::uint32_t>(process ? UA_NS0ID_PROCESSCONDITIONCLASSTYPE : UA_NS0ID_SYSTEMCONDITIONCLASSTYPE);
  space_.write(id + "/ConditionClassId", *node_variant(opcua::standard_id(condition_class)));
  localized(id + "/ConditionClassName", process ? "ProcessConditionClassType" : "SystemConditionClassType");
  space_.write(id + "/BranchId", *node_variant(UA_NODEID_NULL));
  flag(id + "/EnabledState", "Enabled", true);
  space_.write(id + "/SuppressedOrShelved", *to_variant(contracts::Value{false}));
  space_.write(id + "/InputNode",
               *node_variant(process ? opcua::path_id(space_.ns(), alarm.tag.str()) : UA_NODEID_NULL));
}

void Conditions::write_state(const alarms::Alarm& alarm, Instance& instance, Timestamp now) {
  const auto& id = alarm.id;
  const bool active = alarms::is_active(alarm.state);
  const bool acknowledged = !alarms::is_unacknowledged(alarm.state);
  const auto severity = severity_of(alarm.priority);
  const UA_StatusCode quality = alarm.sample.quality.code();
  space_.write(id + "/Time", *to_variant(alarm.changed_at == Timestamp{} ? now : alarm.changed_at));
  localized(id + "/Message", alarm.message);
  space_.write(id + "/Severity", *to_variant(&severity, UA_TYPES[UA_TYPES_UINT16]));
  space_.write(id + "/LastSeverity", *to_variant(&instance.severity, UA_TYPES[UA_TYPES_UINT16]));
  space_.write(id + "/LastSeverity/SourceTimestamp", *to_variant(now));
  space_.write(id + "/Retain", *to_variant(contracts::Value{retained(alarm)}));
  flag(id + "/ActiveState", active ? "Active" : "Inactive", active);
  flag(id + "/AckedState", acknowledged ? "Acknowledged" : "Unacknowledged", acknowledged);
  space_.write(id + "/Quality", *to_variant(&quality, UA_TYPES[UA_TYPES_STATUSCODE]));
  space_.write(id + "/Quality/SourceTimestamp", *to_variant(alarm.sample.source_time));
  write_limit_state(alarm);
  write_acknowledgement(alarm);
  instance.severity = severity;
  instance.last = alarm;
}

void Conditions::write_limit_state(const alarms::Alarm& alarm) {
  const auto* state = limit_state(alarm);
  if (state == nullptr) return;
  const bool active = alarms::is_active(alarm.state);
  const auto path = alarm.id + "/LimitState/CurrentState";
  localized(path, active ? state->name : "");
  space_.write(path + "/Id", *node_variant(active ? opcua::standard_id(state->state) : UA_NODEID_NULL));
}

void Conditions::write_acknowledgement(const alarms::Alarm& alarm) {
  std::string comment;
  if (alarm.acknowledged_by) {
    const std::scoped_lock lock(mutex_);
    comment = comments_[alarm.id];
  }
  text(alarm.id + "/ClientUserId", alarm.acknowledged_by.value_or(""));
  localized(alarm.id + "/Comment", comment);
  space_.write(alarm.id + "/Comment/SourceTimestamp", *to_variant(alarm.acknowledged_at.value_or(Timestamp{})));
}

std::string Conditions::fire(const alarms::Alarm& alarm, Timestamp now) {
  if (!instances_.contains(alarm.id)) add(alarm);
  auto& instance = instances_[alarm.id];
  const bool was_active = instance.fired && alarms::is_active(instance.last.state);
  const bool new_episode = alarms::is_active(alarm.state) && !was_active;
  write_state(alarm, instance, now);
  instance.fired = true;
  // One field that could not be written must not silence the alarm.
  const auto fault = space_.take_fault();
  auto not_fired = trigger(alarm, new_episode);
  return not_fired.empty() ? fault : not_fired;
}

std::string Conditions::trigger(const alarms::Alarm& alarm, bool new_episode) {
  opcua::Owned<UA_ByteString> event_id(UA_TYPES[UA_TYPES_BYTESTRING]);
  const auto status = UA_Server_triggerEvent(server_, opcua::path_id(space_.ns(), alarm.id),
                                             opcua::path_id(space_.ns(), alarm.equipment.str()), event_id.get(), false);
  if (status != UA_STATUSCODE_GOOD) return alarm.id + ": " + opcua::status_name(status);
  const std::scoped_lock lock(mutex_);
  auto& events = events_[alarm.id];
  if (new_episode) {
    events.clear();
    comments_.erase(alarm.id);
  }
  events.push_back(opcua::text_of(*event_id));
  if (events.size() > kEventsKept) events.pop_front();
  return {};
}

std::string Conditions::refresh(Timestamp now) {
  if (auto fault = fire_standard(server_, UA_NS0ID_REFRESHSTARTEVENTTYPE, now); !fault.empty()) return fault;
  for (const auto& [id, instance] : instances_) {
    if (!retained(instance.last)) continue;
    if (auto fault = trigger(instance.last, false); !fault.empty()) return fault;
  }
  return fire_standard(server_, UA_NS0ID_REFRESHENDEVENTTYPE, now);
}

bool Conditions::event_is_known(const std::string& condition, const std::string& event_id) const {
  const std::scoped_lock lock(mutex_);
  const auto events = events_.find(condition);
  return events != events_.end() && std::ranges::find(events->second, event_id) != events->second.end();
}

void Conditions::expect_comment(const std::string& condition, const std::string& comment) {
  const std::scoped_lock lock(mutex_);
  comments_[condition] = comment;
}

}  // namespace millwright::scada::opcua_server
