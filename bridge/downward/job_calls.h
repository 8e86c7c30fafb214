#pragma once
// Job commands of the bus as calls of a line's JobOrderReceiver (OPC 10031-4). Pure.

#include <optional>
#include <string>
#include <vector>

#include "lib/contracts/events.h"
#include "lib/opcua/client.h"
#include "plant/model.h"

namespace millwright::bridge::downward {

/// Why the command cannot be a call at all; nullopt if it can.
[[nodiscard]] std::optional<std::string> job_fault(const plant::Plant& plant, const contracts::Command& command);
/// "line1/JobOrderReceiver/StoreAndStart"
[[nodiscard]] std::string job_method(const contracts::Command& command);
[[nodiscard]] std::vector<opcua::Client::Argument> job_arguments(const contracts::Command& command);
/// `status` is the method's ReturnStatus (Annex B.2); without one the call itself failed, as `detail` says.
[[nodiscard]] contracts::CommandResult job_result(const contracts::Command& command, std::optional<std::int64_t> status,
                                                  const std::string& detail);
/// Whether a job in this state is where the command leads, so that asking it again asks nothing new.
[[nodiscard]] bool job_is_there(const contracts::Command& command, std::string_view state);

}  // namespace millwright::bridge::downward
