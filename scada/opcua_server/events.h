#pragma once
// Events that are not conditions: the result of a command. Runs on the event thread of the server.

#include "lib/contracts/events.h"
#include "lib/opcua/address_space.h"

namespace millwright::scada::opcua_server {

/// types/CommandResultEventType with its properties.
void add_result_event_type(opcua::AddressSpace& space);

/// Fires a result from its equipment, which the Server object passes on too. A sentence when it failed.
[[nodiscard]] std::string fire_result(UA_Server* server, std::uint16_t ns, const contracts::CommandResult& result,
                                      Timestamp now);

/// A bare event of a standard type (RefreshStart, RefreshEnd) from the Server object.
[[nodiscard]] std::string fire_standard(UA_Server* server, std::uint32_t type, Timestamp now);

}  // namespace millwright::scada::opcua_server
