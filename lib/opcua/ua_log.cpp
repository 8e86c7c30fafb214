#include "lib/opcua/ua_log.h"

#include <array>
#include <cstdarg>
#include <cstdio>

#include "lib/base/log.h"

namespace millwright::opcua {
namespace {

void write_line(void* /*context*/, UA_LogLevel level, UA_LogCategory /*category*/, const char* format, va_list args) {
  if (level < UA_LOGLEVEL_WARNING) return;
  std::array<char, 512> line{};
  std::vsnprintf(line.data(), line.size(), format, args);
  write_log(level >= UA_LOGLEVEL_ERROR ? LogLevel::error : LogLevel::warning, "open62541", line.data());
}

}  // namespace

UA_Logger* ua_logger() {
  static UA_Logger logger{write_line, nullptr, nullptr};
  return &logger;
}

}  // namespace millwright::opcua
