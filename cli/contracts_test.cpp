#include "cli/contracts.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <string>

#include "lib/contracts/published.h"

namespace millwright::cli {
namespace {

class Contracts : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "contracts_XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::string text_of(const std::filesystem::path& file) const {
    std::ifstream stream(folder_ / file);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  std::filesystem::path folder_;
};

TEST_F(Contracts, AreWrittenWhereTheRepositoryPublishesThem) {
  ASSERT_EQ(run_contracts(folder_), 0);
  EXPECT_EQ(text_of("docs/asyncapi.json"), contracts::pretty(contracts::asyncapi()));
  for (const auto& [name, schema] : contracts::event_schemas())
    EXPECT_EQ(text_of("lib/contracts/schemas/" + name), contracts::pretty(schema));
}

TEST_F(Contracts, ASchemaOfAnEventThatIsGoneGoesToo) {
  const auto schemas = folder_ / "lib" / "contracts" / "schemas";
  std::filesystem::create_directories(schemas);
  std::ofstream(schemas / "millwright.gone.v1.json") << "{}";
  ASSERT_EQ(run_contracts(folder_), 0);
  EXPECT_FALSE(std::filesystem::exists(schemas / "millwright.gone.v1.json"));
}

TEST_F(Contracts, AFolderThatCannotBeWrittenIsAFailure) {
  std::ofstream(folder_ / "docs") << "a file where a folder must be";
  EXPECT_EQ(run_contracts(folder_), 1);
}

}  // namespace
}  // namespace millwright::cli
