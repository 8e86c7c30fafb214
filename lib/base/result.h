#pragma once
// How a function says that it expected to be able to fail: std::expected with a small enum per module for the
// program and one sentence for a person. Exceptions of libraries are caught where the library is called.

#include <fmt/format.h>

#include <expected>
#include <string>
#include <utility>

namespace millwright {

/// Why something failed: `code` for the caller to decide on, `message` a sentence for a person.
template <class Code>
struct Failure {
  Code code;
  std::string message;
};

template <class T, class Code>
using Result = std::expected<T, Failure<Code>>;

/// `return fail(BusError::closed, "the log {} is closed", path);`
template <class Code, class... Args>
[[nodiscard]] std::unexpected<Failure<Code>> fail(Code code, fmt::format_string<Args...> text, Args&&... args) {
  return std::unexpected(Failure<Code>{code, fmt::format(text, std::forward<Args>(args)...)});
}

}  // namespace millwright
