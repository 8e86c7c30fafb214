#pragma once
// Passwords from the person at the terminal, or from a pipe.

#include <optional>
#include <string>

namespace millwright::cli {

/// Asked for without an echo at a terminal; a line of stdin where that is none.
[[nodiscard]] std::string ask_password(const std::string& prompt);
/// A new one: asked for twice at a terminal; nullopt if the two differ.
[[nodiscard]] std::optional<std::string> ask_new_password();

}  // namespace millwright::cli
