#pragma once
// Who may call which method on the OPC UA server. What a command needs beyond that, the Controller decides.

#include <set>
#include <string>
#include <string_view>

namespace millwright::scada::opcua_server {

/// The job objects of a line, below its path (OPC 10031-4).
inline constexpr std::string_view kReceiver = "/JobOrderReceiver";
inline constexpr std::string_view kProvider = "/JobResponseProvider";

[[nodiscard]] bool may_call_method(const std::set<std::string>& roles, std::string_view method);

/// People who may acknowledge alarms. The bridge may not: the MES never acknowledges an operator's alarm.
[[nodiscard]] bool may_acknowledge(const std::set<std::string>& roles);

/// People who may change what is kept of the past. The bridge may not.
[[nodiscard]] bool may_edit_history(const std::set<std::string>& roles);

}  // namespace millwright::scada::opcua_server
