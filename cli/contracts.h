#pragma once
// `millwright contracts`: writes what the bus speaks (JSON Schemas, AsyncAPI) as the files that the repository
// publishes.

#include <filesystem>

namespace millwright::cli {

/// Writes lib/contracts/schemas/*.json and docs/asyncapi.json below `folder`; a schema of an event that is no longer
/// there is removed. The exit code.
int run_contracts(const std::filesystem::path& folder);

}  // namespace millwright::cli
