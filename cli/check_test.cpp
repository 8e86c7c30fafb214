#include "cli/check.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "cli/children.h"

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

TEST_F(Check, ChildrenAreToldWhereTheirThingsAre) {
  Installation here{"/bin", folder_ / "web", "/plant", "/data", ports_from(9000), "", ""};
  const auto children = children_of(here);
  ASSERT_EQ(children.size(), 4u);
  EXPECT_EQ(children[0].arguments, (std::vector<std::string>{"--modbus-port", "9010", "--service-port", "9013"}));
  EXPECT_EQ(children[1].arguments, (std::vector<std::string>{"--plant", "/plant", "--data", "/data/scada", "--shared",
                                                             "/data/shared", "--http", "127.0.0.1:9000", "--opcua-port",
                                                             "9002", "--connection", "plc1=127.0.0.1:9010"}));
  EXPECT_EQ(children[2].arguments,
            (std::vector<std::string>{"--plant", "/plant", "--data", "/data/bridge", "--shared", "/data/shared",
                                      "--opcua", "opc.tcp://127.0.0.1:9002", "--bus", "embedded:/data/bus"}));
  EXPECT_EQ(children[3].arguments,
            (std::vector<std::string>{"--plant", "/plant", "--data", "/data/mes", "--shared", "/data/shared", "--http",
                                      "127.0.0.1:9001", "--bus", "embedded:/data/bus", "--database",
                                      "sqlite:/data/mes/mes.db"}));
  here.bus = "amqp://host";
  here.database = "postgresql://host/db";
  std::filesystem::create_directories(folder_ / "web" / "operator");
  const auto outgrown = children_of(here);
  EXPECT_EQ(outgrown[1].arguments.back(), (folder_ / "web" / "operator").string());
  EXPECT_EQ(outgrown[2].arguments.back(), "amqp://host");
  EXPECT_EQ(outgrown[3].arguments.back(), "postgresql://host/db");
}

}  // namespace
}  // namespace millwright::cli
