#include "scada/opcua_server/events.h"

#include <array>

#include "lib/opcua/ua.h"
#include "scada/opcua_server/command_methods.h"

namespace millwright::scada::opcua_server {
namespace {

using opcua::to_variant;

constexpr const char* kResultType = "types/CommandResultEventType";
constexpr std::array kTexts{"CommandId", "Equipment", "Command", "State", "Reason", "Detail"};
struct TimeProperty {
  const char* name;
  const char* place;
};
constexpr std::array kTimes{TimeProperty{"AcceptedTime", "scada.accepted"},
                            TimeProperty{"WrittenTime", "scada.written"}, TimeProperty{"TakenTime", "plc.taken"},
                            TimeProperty{"ConfirmedTime", "scada.confirmed"}};
constexpr UA_UInt16 kSeverityCompleted = 100;
constexpr UA_UInt16 kSeverityFailed = 500;

/// One event node: made, filled, fired, gone. Keeps the first fault.
class EventNode {
 public:
  EventNode(UA_Server* server, const UA_NodeId& type) : server_(server), id_(UA_TYPES[UA_TYPES_NODEID]) {
    status_ = UA_Server_createEvent(server_, type, id_.get());
  }
  void set(std::uint16_t ns, const char* name, const UA_Variant& value) {
    if (status_ != UA_STATUSCODE_GOOD) return;
    status_ = UA_Server_writeObjectProperty(server_, *id_, {ns, opcua::borrowed(name)}, value);
  }
  void set_common(Timestamp now, UA_UInt16 severity, const std::string& message, const std::string& source) {
    const UA_LocalizedText text{UA_STRING_STATIC("en"), opcua::borrowed(message)};
    set(0, "Time", *to_variant(now));
    set(0, "Severity", *to_variant(&severity, UA_TYPES[UA_TYPES_UINT16]));
    set(0, "Message", *to_variant(&text, UA_TYPES[UA_TYPES_LOCALIZEDTEXT]));
    set(0, "SourceName", *to_variant(contracts::Value{source}));
  }
  std::string fire(const UA_NodeId& source) {
    if (status_ == UA_STATUSCODE_GOOD)
      status_ = UA_Server_triggerEvent(server_, *id_, source, nullptr, true);
    else
      UA_Server_deleteNode(server_, *id_, true);
    return status_ == UA_STATUSCODE_GOOD ? "" : opcua::status_name(status_);
  }

 private:
  UA_Server* server_;
  opcua::Owned<UA_NodeId> id_;
  UA_StatusCode status_;
};

}  // namespace

void add_result_event_type(opcua::AddressSpace& space) {
  space.object_type({kResultType, "CommandResultEventType", "A command reached its final state"},
                    opcua::NodeRef{std::uint32_t{UA_NS0ID_BASEEVENTTYPE}});
  for (const auto* name : kTexts) {
    space.property(kResultType, name, false, *to_variant(""));
    space.mandatory(std::string(kResultType) + "/" + name);
  }
  for (const auto& time : kTimes) {
    space.property(kResultType, time.name, false, *to_variant(Timestamp{}));
    space.mandatory(std::string(kResultType) + "/" + time.name);
  }
}

std::string fire_result(UA_Server* server, std::uint16_t ns, const contracts::CommandResult& result, Timestamp now) {
  EventNode event(server, opcua::path_id(ns, kResultType));
  const auto state = std::string(enum_name(result.state));
  const bool completed = result.state == contracts::CommandState::completed;
  event.set_common(now, completed ? kSeverityCompleted : kSeverityFailed,
                   result.command + " " + state + (result.detail.empty() ? "" : ": " + result.detail),
                   result.equipment.str());
  const std::array texts{result.id.str(), result.equipment.str(), result.command, state, result.reason, result.detail};
  for (std::size_t i = 0; i < kTexts.size(); ++i) event.set(ns, kTexts[i], *to_variant(contracts::Value{texts[i]}));
  for (const auto& time : kTimes) event.set(ns, time.name, *to_variant(hop_time(result, time.place)));
  return event.fire(opcua::path_id(ns, result.equipment.str()));
}

std::string fire_standard(UA_Server* server, std::uint32_t type, Timestamp now) {
  EventNode event(server, opcua::standard_id(type));
  event.set_common(now, kSeverityCompleted, "Condition refresh", "Server");
  return event.fire(opcua::standard_id(UA_NS0ID_SERVER));
}

}  // namespace millwright::scada::opcua_server
