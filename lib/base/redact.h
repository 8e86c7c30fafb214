#pragma once
// The one place that keeps passwords out of what people read: every log line passes through it (write_log), and so does
// what a program says when it refuses to start.

#include <string>
#include <string_view>

namespace millwright {

/// `text` with the password of each URL and each `password=` parameter in it shown as ***.
[[nodiscard]] std::string without_passwords(std::string_view text);

}  // namespace millwright
