#include "lib/contracts/published.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace millwright::contracts {
namespace {

// ctest runs this from the repository's root.
std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(PublishedContracts, SchemasOnDiskAreWhatTheCodeReadsAndWrites) {
  for (const auto& [name, schema] : event_schemas())
    EXPECT_EQ(contents("lib/contracts/schemas/" + name), pretty(schema))
        << name << ": run build/release/bin/millwright contracts . and look at what changed";
}

TEST(PublishedContracts, NoSchemaOnDiskIsLeftOver) {
  const auto schemas = event_schemas();
  for (const auto& entry : std::filesystem::directory_iterator("lib/contracts/schemas"))
    EXPECT_TRUE(schemas.contains(entry.path().filename().string())) << entry.path();
}

TEST(PublishedContracts, AsyncApiOnDiskIsWhatTheCodeSpeaks) {
  EXPECT_EQ(contents("docs/asyncapi.json"), pretty(asyncapi()));
}

TEST(Pretty, IsTheSameJson) {
  const auto text = R"({"a":[1,{"b":[]}],"c":{},"d":"x\"y"})";
  EXPECT_EQ(json::serialize(json::parse(pretty(json::parse(text)))), text);
}

}  // namespace
}  // namespace millwright::contracts
