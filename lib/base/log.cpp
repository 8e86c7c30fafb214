#include "lib/base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>

#include "lib/base/redact.h"

namespace millwright {
namespace {

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

spdlog::level::level_enum level_from_environment() {
  const char* wanted = std::getenv("MILLWRIGHT_LOG");
  if (wanted == nullptr) return spdlog::level::info;
  const auto level = spdlog::level::from_str(wanted);
  return level == spdlog::level::off ? spdlog::level::info : level;
}

spdlog::logger& logger() {
  static spdlog::logger instance{"millwright", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
  return instance;
}

}  // namespace

void init_logging(std::string_view process) {
  auto& out = logger();
  out.set_pattern(fmt::format("%Y-%m-%dT%H:%M:%S.%eZ %-7l {:<7} %v", process), spdlog::pattern_time_type::utc);
  out.set_level(level_from_environment());
  out.flush_on(spdlog::level::debug);
}

bool log_enabled(LogLevel level) { return logger().should_log(level_of(level)); }

void write_log(LogLevel level, std::string_view component, std::string_view message) {
  logger().log(level_of(level), "{}: {}", component, without_passwords(message));
}

}  // namespace millwright
