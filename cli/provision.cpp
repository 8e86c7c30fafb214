#include "cli/provision.h"

#include <fmt/format.h>

#include <cstdio>

#include "cli/data_folder.h"

namespace millwright::cli {
namespace {

int refuse(const std::string& message) {
  fmt::print(stderr, "millwright provision: {}\n", message);
  return 1;
}

}  // namespace

int run_provision(const std::filesystem::path& data) {
  const auto folder = DataFolder::take(std::filesystem::absolute(data).lexically_normal());
  if (!folder) return refuse(folder.error().message);
  const auto provisioned = folder->provision(take_admin_password(), SystemClock());
  if (!provisioned) return refuse(provisioned.error().message);
  if (!provisioned->empty()) fmt::print("{}\n", *provisioned);
  return 0;
}

}  // namespace millwright::cli
