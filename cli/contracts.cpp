#include "cli/contracts.h"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "lib/contracts/published.h"

namespace millwright::cli {
namespace {

bool write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::trunc);
  stream << text;
  stream.close();
  if (!stream) fmt::print(stderr, "millwright contracts: {} cannot be written\n", file.string());
  return static_cast<bool>(stream);
}

/// Schemas in `folder` that no event has any more.
std::vector<std::filesystem::path> leftovers(const std::filesystem::path& folder,
                                             const std::map<std::string, json::object>& schemas) {
  std::vector<std::filesystem::path> found;
  std::error_code unreadable;  // then there is nothing to find either
  for (const auto& entry : std::filesystem::directory_iterator(folder, unreadable))
    if (entry.path().extension() == ".json" && !schemas.contains(entry.path().filename().string()))
      found.push_back(entry.path());
  return found;
}

}  // namespace

int run_contracts(const std::filesystem::path& folder) {
  const auto schema_folder = folder / "lib" / "contracts" / "schemas";
  std::error_code failed;
  for (const auto& needed : {schema_folder, folder / "docs"}) {
    std::filesystem::create_directories(needed, failed);
    if (!failed) continue;
    fmt::print(stderr, "millwright contracts: {} cannot be made: {}\n", needed.string(), failed.message());
    return 1;
  }
  const auto schemas = contracts::event_schemas();
  bool written = write(folder / "docs" / "asyncapi.json", contracts::pretty(contracts::asyncapi()));
  for (const auto& [name, schema] : schemas)
    written = write(schema_folder / name, contracts::pretty(schema)) && written;
  for (const auto& file : leftovers(schema_folder, schemas)) written = std::filesystem::remove(file, failed) && written;
  return written ? 0 : 1;
}

}  // namespace millwright::cli
