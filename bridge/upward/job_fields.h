#pragma once
// SCADA's job events and responses (OPC 10031-4) as contracts. Pure.

#include <optional>
#include <vector>

#include "lib/contracts/events.h"
#include "lib/opcua/client.h"

namespace millwright::bridge::upward {

[[nodiscard]] std::vector<opcua::EventFieldSpec> job_fields();
/// nullopt for events of another type.
[[nodiscard]] std::optional<contracts::JobEvent> job_from(const std::vector<opcua::EventField>& fields);
/// A response alone, as RequestJobResponseByJobOrderID gives it: puts into `last` what has changed since. An answer
/// without a job is one that the line does not know: "Absent".
void take_response(contracts::JobEvent& last, const std::string& response, Timestamp now);

}  // namespace millwright::bridge::upward
