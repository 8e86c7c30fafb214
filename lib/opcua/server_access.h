#pragma once
// Access control of the server: who may sign in, and deny by default. Used by server.cpp alone.

#include <open62541/server.h>

#include "lib/opcua/server.h"

namespace millwright::opcua {

/// Puts our rules into `config`; its context must be the Server. To be called after the security policies are there.
[[nodiscard]] UA_StatusCode restrict_access(UA_ServerConfig& config, Server& server);
/// Puts the policy's history behind HistoryRead.
void serve_history(UA_ServerConfig& config, Server& server);

}  // namespace millwright::opcua
