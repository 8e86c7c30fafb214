#pragma once
// Settings that may hold a password: the URLs of the bus and of the database. Everybody on a machine can read command
// lines, so such a setting also comes by a file or by the environment, which only the process's own user can read.

#include <filesystem>
#include <string>

#include "lib/base/result.h"

namespace millwright {

enum class SecretError { unreadable };

/// What the command line said; both empty if nothing.
struct SecretOptions {
  std::string value;
  std::filesystem::path file;  // its first line is the setting
};

/// The first of these that is there and not empty: the option, the option's file, the environment variable `name`
/// ("MILLWRIGHT_BUS"), the file that the variable `name`_FILE names; empty if there is none. Both variables are taken
/// out of the environment, so that no child inherits them: called by main() before any thread is started.
[[nodiscard]] Result<std::string, SecretError> take_secret(const SecretOptions& options, const std::string& name);

inline constexpr const char* kBusVariable = "MILLWRIGHT_BUS";
inline constexpr const char* kDatabaseVariable = "MILLWRIGHT_DATABASE";

}  // namespace millwright
