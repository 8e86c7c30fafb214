#include "cli/check.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace millwright::cli {
namespace {

/// A folder with a plant of one unit and a program that plays the MES.
class Check : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "check_XXXXXX";
    folder_ = mkdtemp(pattern.data());
    write("plant.yaml",
          "name: p\nequipment:\n  line1:\n    level: work_center\n    children:\n      unit: {level: "
          "work_unit}\nmaster_data: m.yaml\n");
    write("m.yaml", "{}\n");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }
  std::filesystem::path mes(const std::string& script) const {
    write("mes", "#!/bin/sh\n" + script);
    std::filesystem::permissions(folder_ / "mes", std::filesystem::perms::owner_all);
    return folder_ / "mes";
  }
  /// The outcome with the folder's name left out.
  CheckOutcome check(const std::filesystem::path& mes_program) const {
    auto outcome = check_plant(folder_, mes_program);
    const auto prefix = folder_.string() + "/";
    for (auto at = outcome.text.find(prefix); at != std::string::npos; at = outcome.text.find(prefix))
      outcome.text.erase(at, prefix.size());
    return outcome;
  }

  std::filesystem::path folder_;
};

TEST_F(Check, ASoundPlantHasNothingToSay) {
  const auto outcome = check(folder_ / "no_mes_here");
  EXPECT_TRUE(outcome.sound);
  EXPECT_EQ(outcome.text, "");
}

TEST_F(Check, AMasterDataFileThatIsNotThereIsAFault) {
  std::filesystem::remove(folder_ / "m.yaml");
  const auto outcome = check(folder_ / "no_mes_here");
  EXPECT_FALSE(outcome.sound);
  EXPECT_EQ(outcome.text, "plant.yaml:7: file 'm.yaml' does not exist\n");
}

TEST_F(Check, TheMesIsAskedAboutItsFileAndToldTheEquipment) {
  const auto outcome = check(mes("echo \"$@\"\n"));
  EXPECT_TRUE(outcome.sound);
  EXPECT_EQ(outcome.text, "check --master-data m.yaml --equipment line1,line1/unit\n");
}

TEST_F(Check, FaultsOfBothAreTold) {
  write("plant.yaml", "name: p\ncolour: red\nmaster_data: m.yaml\n");
  const auto outcome = check(mes("echo 'm.yaml:1: no product'; exit 1\n"));
  EXPECT_FALSE(outcome.sound);
  EXPECT_TRUE(outcome.text.starts_with("plant.yaml:2: unknown field 'colour'")) << outcome.text;
  EXPECT_TRUE(outcome.text.ends_with("\nm.yaml:1: no product\n")) << outcome.text;
}

TEST_F(Check, AMesThatFailsWithoutAWordIsAFaultToo) {
  const auto outcome = check(mes("exit 3\n"));
  EXPECT_FALSE(outcome.sound);
  EXPECT_EQ(outcome.text, "m.yaml:0: refused by mes with exit code 3\n");
}

}  // namespace
}  // namespace millwright::cli
