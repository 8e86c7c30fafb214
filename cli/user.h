#pragma once
// `millwright user`: the accounts of an installation, from its own machine.

#include <filesystem>
#include <string>
#include <vector>

namespace millwright::cli {

struct UserOptions {
  std::string action;  // add, list, password, disable, enable
  std::string name;
  std::vector<std::string> roles;  // for add
  std::filesystem::path data;      // empty: the only installation below ./data
};

/// A password is asked for at the terminal, or read as one line from stdin where that is none. The exit code.
int run_user(const UserOptions& options);

/// The folder given, or the only installation below ./data; empty if there is not exactly one.
[[nodiscard]] std::filesystem::path find_installation(const std::filesystem::path& given);

}  // namespace millwright::cli
