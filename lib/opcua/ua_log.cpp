#include "lib/opcua/ua_log.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <string_view>

#include "lib/base/log.h"

namespace millwright::opcua {
namespace {

/// What the library warns of in every start or session and we have dealt with elsewhere.
constexpr std::array<std::string_view, 10> kDealtWith{
    "AccessControl: Unconfigured AccessControl",       // replaced by server_access.cpp right after
    "skip verifying ApplicationURI",                   // on the policy None, which carries discovery only
    "Dynamic port assignment",                         // asked for
    "Received BadNoSubscription",                      // publish requests answered while a session closes
    "PublishRequest refused without a valid session",  // the server's side of the same
    "Send failed with error",                          // the peer left while answers were under way: its session's
    "Processing the message failed with error BadConnectionClosed",  // end is told where it matters
    "Could not open a TCP connection",                               // told by whoever asked for it
    "Received Publish Response for a non-existant",  // a server that went away lets go of its subscriptions one by one
    "Creating the subscription diagnostics object",  // nobody may add nodes, nor does the library for a client
};

void write_line(void* /*context*/, UA_LogLevel level, UA_LogCategory /*category*/, const char* format, va_list args) {
  if (level < UA_LOGLEVEL_WARNING) return;
  std::array<char, 512> line{};
  std::vsnprintf(line.data(), line.size(), format, args);
  const std::string_view text(line.data());
  if (std::ranges::any_of(kDealtWith, [&](auto known) { return text.find(known) != std::string_view::npos; })) return;
  write_log(level >= UA_LOGLEVEL_ERROR ? LogLevel::error : LogLevel::warning, "open62541", text);
}

}  // namespace

UA_Logger* ua_logger() {
  static UA_Logger logger{write_line, nullptr, nullptr};
  return &logger;
}

}  // namespace millwright::opcua
