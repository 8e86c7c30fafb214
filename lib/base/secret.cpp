#include "lib/base/secret.h"

#include <cstdlib>
#include <fstream>

namespace millwright {
namespace {

std::string taken_from_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  std::string taken = value == nullptr ? "" : value;
  ::unsetenv(name.c_str());
  return taken;
}

Result<std::string, SecretError> first_line_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line)) return fail(SecretError::unreadable, "cannot read {}", file.string());
  line.erase(line.find_last_not_of(" \t\r") + 1);
  if (line.empty()) return fail(SecretError::unreadable, "the first line of {} is empty", file.string());
  return line;
}

}  // namespace

Result<std::string, SecretError> take_secret(const SecretOptions& options, const std::string& name) {
  auto value = taken_from_environment(name);
  const std::filesystem::path file = taken_from_environment(name + "_FILE");
  if (!options.value.empty()) return options.value;
  if (!options.file.empty()) return first_line_of(options.file);
  if (!value.empty() || file.empty()) return value;
  return first_line_of(file);
}

}  // namespace millwright
