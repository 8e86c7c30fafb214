#pragma once
// One line an entry on stderr: time, level, process, component, message. `millwright up` merges the lines of all
// processes into one stream; journald does the same under systemd.

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace millwright {

enum class LogLevel { debug, info, warning, error };

/// Called once by main(). `process` is the name in every line ("scada"). The level comes from MILLWRIGHT_LOG
/// (debug, info, warning, error), info by default.
void init_logging(std::string_view process);
void write_log(LogLevel level, std::string_view component, std::string_view message);
[[nodiscard]] bool log_enabled(LogLevel level);

/// A component's own logger: `const Logger log_{"drivers"}; log_.info("plc1 connected after {} tries", n);`
/// Never log a password, token or key; a URL's password is left out of the line (redact.h).
class Logger {
 public:
  explicit Logger(std::string component) : component_(std::move(component)) {}

  template <class... Args>
  void debug(fmt::format_string<Args...> text, Args&&... args) const {
    write(LogLevel::debug, text, std::forward<Args>(args)...);
  }
  template <class... Args>
  void info(fmt::format_string<Args...> text, Args&&... args) const {
    write(LogLevel::info, text, std::forward<Args>(args)...);
  }
  template <class... Args>
  void warning(fmt::format_string<Args...> text, Args&&... args) const {
    write(LogLevel::warning, text, std::forward<Args>(args)...);
  }
  template <class... Args>
  void error(fmt::format_string<Args...> text, Args&&... args) const {
    write(LogLevel::error, text, std::forward<Args>(args)...);
  }

 private:
  template <class... Args>
  void write(LogLevel level, fmt::format_string<Args...> text, Args&&... args) const {
    if (log_enabled(level)) write_log(level, component_, fmt::format(text, std::forward<Args>(args)...));
  }

  std::string component_;
};

}  // namespace millwright
