#include "lib/base/secret.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace millwright {
namespace {

class Secret : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "secret_XXXXXX";
    folder_ = mkdtemp(pattern.data());
    clear();
  }
  void TearDown() override {
    clear();
    std::filesystem::remove_all(folder_);
  }
  static void clear() {
    ::unsetenv("MW_TEST_URL");
    ::unsetenv("MW_TEST_URL_FILE");
  }
  [[nodiscard]] std::filesystem::path file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }
  static std::string take(const SecretOptions& options = {}) {
    auto taken = take_secret(options, "MW_TEST_URL");
    return taken ? *taken : "failed: " + taken.error().message;
  }

  std::filesystem::path folder_;
};

TEST_F(Secret, TheNearestSourceCounts) {
  EXPECT_EQ(take(), "");
  const auto by_variable = file("variable", "by the variable's file\n");
  const auto by_option = file("option", "by the option's file \r\nsecond line\n");
  ::setenv("MW_TEST_URL_FILE", by_variable.c_str(), 1);
  EXPECT_EQ(take(), "by the variable's file");
  ::setenv("MW_TEST_URL_FILE", by_variable.c_str(), 1);
  ::setenv("MW_TEST_URL", "by the variable", 1);
  EXPECT_EQ(take(), "by the variable");
  ::setenv("MW_TEST_URL", "by the variable", 1);
  EXPECT_EQ(take({.value = {}, .file = by_option}), "by the option's file");
  ::setenv("MW_TEST_URL", "by the variable", 1);
  EXPECT_EQ(take({.value = "by the option", .file = by_option}), "by the option");
}

TEST_F(Secret, NothingOfItIsLeftForChildrenWhateverCounted) {
  ::setenv("MW_TEST_URL", "a", 1);
  ::setenv("MW_TEST_URL_FILE", "b", 1);
  EXPECT_EQ(take({.value = "c", .file = {}}), "c");
  EXPECT_EQ(std::getenv("MW_TEST_URL"), nullptr);
  EXPECT_EQ(std::getenv("MW_TEST_URL_FILE"), nullptr);
}

TEST_F(Secret, AnEmptyVariableIsNone) {
  ::setenv("MW_TEST_URL", "", 1);
  ::setenv("MW_TEST_URL_FILE", "", 1);
  EXPECT_EQ(take(), "");
}

TEST_F(Secret, AFileWithoutTheSettingIsAFaultAndNotAnEmptySetting) {
  EXPECT_EQ(take({.value = {}, .file = folder_ / "none"}), "failed: cannot read " + (folder_ / "none").string());
  const auto empty = file("empty", "\nsecond\n");
  EXPECT_EQ(take({.value = {}, .file = empty}), "failed: the first line of " + empty.string() + " is empty");
}

}  // namespace
}  // namespace millwright
