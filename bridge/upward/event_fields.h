#pragma once
// Which fields of SCADA's OPC UA events the bridge asks for, and how they read as contracts. Pure.

#include <optional>
#include <vector>

#include "lib/contracts/events.h"
#include "lib/opcua/client.h"

namespace millwright::bridge::upward {

[[nodiscard]] std::vector<opcua::EventFieldSpec> alarm_fields();
/// nullopt for events that are no condition (RefreshStart, RefreshEnd, results).
[[nodiscard]] std::optional<contracts::AlarmEvent> alarm_from(const std::vector<opcua::EventField>& fields);

[[nodiscard]] std::vector<opcua::EventFieldSpec> result_fields();
/// nullopt for events of another type.
[[nodiscard]] std::optional<contracts::CommandResult> result_from(const std::vector<opcua::EventField>& fields);

}  // namespace millwright::bridge::upward
