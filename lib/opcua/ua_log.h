#pragma once
// open62541's messages, warnings and above, as lines of our own log.

#include <open62541/plugin/log.h>

namespace millwright::opcua {

/// For UA_ServerConfig::logging and UA_ClientConfig::logging: one logger for the process, never freed, thread-safe.
/// Passwords and keys are not in the library's messages of these levels.
[[nodiscard]] UA_Logger* ua_logger();

}  // namespace millwright::opcua
