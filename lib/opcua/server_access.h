#pragma once
// Access control of the server: who may sign in, and deny by default. Used by server.cpp alone.

#include <open62541/server.h>

#include "lib/opcua/server.h"

namespace millwright::opcua {

/// Puts our rules into `config`; its context must be the Server. To be called after the security policies are there.
[[nodiscard]] UA_StatusCode restrict_access(UA_ServerConfig& config, Server& server);
/// What the policy says of a call by the user of this session. Asked again by our method callbacks, which can answer
/// BadUserAccessDenied where the library's own check only knows BadNotExecutable.
[[nodiscard]] bool may_call(UA_Server* server, void* session_context, const UA_NodeId* method);

}  // namespace millwright::opcua
