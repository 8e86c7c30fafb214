#pragma once
// HistoryRead and HistoryUpdate of the server, over the owner's HistoryAccess. Used by server.cpp and server_access.cpp
// alone; the server's thread.

#include <open62541/server.h>

#include <cstdint>

#include "lib/opcua/server.h"

namespace millwright::opcua {

inline constexpr std::uint32_t kHistoryNodesMax = 100;  // a call: OperationLimits.MaxNodesPerHistoryReadData

/// To be called before the UA_Server is made of `config`.
void serve_history(UA_ServerConfig& config, Server& server);
/// The limits as a client reads them (Part 5, 6.3). Once the UA_Server is there; Good, or why they cannot be written.
[[nodiscard]] UA_StatusCode tell_history_limits(UA_Server* server);
/// Forgets the continuation points of the session.
void end_history_session(Server& server, const UA_NodeId& session);

/// Good where history of the node can be asked for, with `path` set; else the status code to answer with.
[[nodiscard]] UA_StatusCode kept_node(Server& server, const UA_NodeId& node, std::string& path);

/// HistoryUpdate (history_update.cpp).
void update_data(UA_Server* server, void* context, const UA_NodeId* session, void* session_context,
                 const UA_RequestHeader* header, const UA_UpdateDataDetails* details, UA_HistoryUpdateResult* result);
void delete_raw_modified(UA_Server* server, void* context, const UA_NodeId* session, void* session_context,
                         const UA_RequestHeader* header, const UA_DeleteRawModifiedDetails* details,
                         UA_HistoryUpdateResult* result);

}  // namespace millwright::opcua
