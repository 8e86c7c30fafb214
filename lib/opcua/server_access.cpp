#include "lib/opcua/server_access.h"

#include <open62541/plugin/accesscontrol_default.h>

#include <algorithm>

#include "lib/opcua/history_service.h"
#include "lib/opcua/ua.h"

namespace millwright::opcua {
namespace {

constexpr const char* kPasswordPolicy = "http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256";

const SessionUser* user_of(void* session_context) { return static_cast<const SessionUser*>(session_context); }

Server& server_of(UA_Server* server) { return *static_cast<Server*>(UA_Server_getConfig(server)->context); }

UA_StatusCode login(const UA_String* name, const UA_ByteString* password, size_t, const UA_UsernamePasswordLogin*,
                    void** session_context, void* server) {
  auto user = static_cast<Server*>(server)->login(text_of(*name), text_of(*password));
  if (!user) return UA_STATUSCODE_BADUSERACCESSDENIED;
  // A session may be activated again, also as somebody else.
  delete user_of(*session_context);
  *session_context = std::make_unique<SessionUser>(std::move(*user)).release();
  return UA_STATUSCODE_GOOD;
}

void close_session(UA_Server* server, UA_AccessControl*, const UA_NodeId* session, void* session_context) {
  if (session != nullptr) end_history_session(server_of(server), *session);
  delete user_of(session_context);
}

UA_UInt32 rights(UA_Server*, UA_AccessControl*, const UA_NodeId*, void*, const UA_NodeId*, void*) { return 0; }

/// What the user may at most; of it a node gives what its AccessLevel has.
UA_Byte access_level(UA_Server* server, UA_AccessControl*, const UA_NodeId*, void* session_context, const UA_NodeId*,
                     void*) {
  const auto* user = user_of(session_context);
  if (user == nullptr) return 0;
  const bool edits = server_of(server).policy().history().may_edit(*user);
  return UA_ACCESSLEVELMASK_READ | UA_ACCESSLEVELMASK_HISTORYREAD | (edits ? UA_ACCESSLEVELMASK_HISTORYWRITE : 0);
}

UA_Boolean executable(UA_Server* server, UA_AccessControl*, const UA_NodeId*, void* session_context,
                      const UA_NodeId* method, void*) {
  return may_call(server, session_context, method);
}

UA_Boolean executable_on_object(UA_Server* server, UA_AccessControl*, const UA_NodeId*, void* session_context,
                                const UA_NodeId* method, void* method_context, const UA_NodeId*, void*) {
  // Methods with a handler of ours ask the policy themselves; all others (the library's own) are judged here.
  if (user_of(session_context) == nullptr) return false;
  return method_context != nullptr || may_call(server, session_context, method);
}

UA_Boolean browsable(UA_Server*, UA_AccessControl*, const UA_NodeId*, void* session_context, const UA_NodeId*, void*) {
  return user_of(session_context) != nullptr;
}

UA_Boolean no_add_node(UA_Server*, UA_AccessControl*, const UA_NodeId*, void*, const UA_AddNodesItem*) { return false; }
UA_Boolean no_add_reference(UA_Server*, UA_AccessControl*, const UA_NodeId*, void*, const UA_AddReferencesItem*) {
  return false;
}
UA_Boolean no_delete_node(UA_Server*, UA_AccessControl*, const UA_NodeId*, void*, const UA_DeleteNodesItem*) {
  return false;
}
UA_Boolean no_delete_reference(UA_Server*, UA_AccessControl*, const UA_NodeId*, void*, const UA_DeleteReferencesItem*) {
  return false;
}
/// The library's own historian asks these. It is not used: ours asks the policy.
UA_Boolean no_history_update(UA_Server*, UA_AccessControl*, const UA_NodeId*, void*, const UA_NodeId*,
                             UA_PerformUpdateType, const UA_DataValue*) {
  return false;
}
UA_Boolean no_history_delete(UA_Server*, UA_AccessControl*, const UA_NodeId*, void*, const UA_NodeId*, UA_DateTime,
                             UA_DateTime, bool) {
  return false;
}

/// A trusted application certificate would otherwise sign in as an X.509 user.
void leave_user_names_only(UA_AccessControl& access) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < access.userTokenPoliciesSize; ++i) {
    if (access.userTokenPolicies[i].tokenType == UA_USERTOKENTYPE_USERNAME) {
      std::swap(access.userTokenPolicies[kept++], access.userTokenPolicies[i]);
    } else {
      UA_UserTokenPolicy_clear(&access.userTokenPolicies[i]);
    }
  }
  access.userTokenPoliciesSize = kept;
}

}  // namespace

bool may_call(UA_Server* server, void* session_context, const UA_NodeId* method) {
  const auto* user = user_of(session_context);
  if (user == nullptr) return false;
  auto& ours = server_of(server);
  if (const auto path = path_of(*method, ours.plant_ns())) return ours.policy().may_call(*user, *path);
  if (method->namespaceIndex != 0 || method->identifierType != UA_NODEIDTYPE_NUMERIC) return false;
  return ours.policy().may_call(*user, "i=" + std::to_string(method->identifier.numeric));
}

UA_StatusCode restrict_access(UA_ServerConfig& config, Server& server) {
  // The dummy user makes the library offer user names at all; the login callback answers instead of it.
  const UA_UsernamePasswordLogin dummy{UA_STRING_STATIC("-"), UA_STRING_STATIC("-")};
  const UA_ByteString policy = borrowed(kPasswordPolicy);
  const auto status = UA_AccessControl_defaultWithLoginCallback(&config, false, &policy, 1, &dummy, login, &server);
  if (status != UA_STATUSCODE_GOOD) return status;
  auto& access = config.accessControl;
  leave_user_names_only(access);
  if (access.userTokenPoliciesSize == 0) return UA_STATUSCODE_BADCONFIGURATIONERROR;
  access.closeSession = close_session;
  access.getUserRightsMask = rights;
  access.getUserAccessLevel = access_level;
  access.getUserExecutable = executable;
  access.getUserExecutableOnObject = executable_on_object;
  access.allowAddNode = no_add_node;
  access.allowAddReference = no_add_reference;
  access.allowDeleteNode = no_delete_node;
  access.allowDeleteReference = no_delete_reference;
  access.allowBrowseNode = browsable;
  access.allowHistoryUpdateUpdateData = no_history_update;
  access.allowHistoryUpdateDeleteRawModified = no_history_delete;
  return UA_STATUSCODE_GOOD;
}

}  // namespace millwright::opcua
