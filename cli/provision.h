#pragma once
// `millwright provision`: makes the identity of an installation whose processes an init system runs (deploy/); `up`
// does the same by itself.

#include <filesystem>

namespace millwright::cli {

/// Makes what is missing of accounts, keys and certificates in `data`/shared; what is there stays. The exit code.
int run_provision(const std::filesystem::path& data);

}  // namespace millwright::cli
