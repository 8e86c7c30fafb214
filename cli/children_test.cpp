#include "cli/children.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>

namespace millwright::cli {
namespace {

using testing::Contains;
using testing::Not;

Installation installation() {
  Installation here;
  here.programs = "/opt/bin";
  here.plant = "/plant";
  here.data = "/var/data";
  here.ports = ports_from(9000);
  return here;
}

std::vector<std::string> names(const std::vector<ChildSpec>& children) {
  std::vector<std::string> found;
  for (const auto& child : children) found.push_back(child.name);
  return found;
}

/// What follows `option` on the command line of that child; "missing" if nothing does.
std::string value(const std::vector<ChildSpec>& children, const std::string& name, const std::string& option) {
  for (const auto& child : children) {
    const auto at = std::ranges::find(child.arguments, option);
    if (child.name == name && at != child.arguments.end() && at + 1 != child.arguments.end()) return at[1];
  }
  return "missing";
}

TEST(Children, AreToldWhereTheirThingsAre) {
  auto here = installation();
  const auto children = children_of(here);
  EXPECT_THAT(names(children), testing::ElementsAre("plc", "scada", "bridge", "mes"));
  EXPECT_EQ(children[0].program, "/opt/bin/millwright-plc");
  EXPECT_EQ(children[0].arguments, (std::vector<std::string>{"--modbus-port", "9010", "--service-port", "9013"}));
  for (const std::string name : {"scada", "bridge", "mes"}) {
    EXPECT_EQ(value(children, name, "--plant"), "/plant");
    EXPECT_EQ(value(children, name, "--data"), "/var/data/" + name);
    EXPECT_EQ(value(children, name, "--shared"), "/var/data/shared");
  }
  EXPECT_EQ(value(children, "scada", "--http"), "127.0.0.1:9000");
  EXPECT_EQ(value(children, "mes", "--http"), "127.0.0.1:9001");
  EXPECT_EQ(value(children, "scada", "--opcua-port"), "9002");
  EXPECT_EQ(value(children, "bridge", "--opcua"), "opc.tcp://127.0.0.1:9002");
}

/// What that child is told by its environment.
std::map<std::string, std::string> variables(const std::vector<ChildSpec>& children, const std::string& name) {
  return std::ranges::find(children, name, &ChildSpec::name)->environment;
}

TEST(Children, TheBusAndTheDatabaseAreOfOnesOwnUnlessGiven) {
  auto here = installation();
  for (const auto* name : {"bridge", "mes"})
    EXPECT_EQ(variables(children_of(here), name).at("MILLWRIGHT_BUS"), "embedded:/var/data/bus");
  EXPECT_EQ(variables(children_of(here), "mes").at("MILLWRIGHT_DATABASE"), "sqlite:/var/data/mes/mes.db");
  here.bus = "amqp://host";
  here.database = "postgresql://host/db";
  for (const auto* name : {"bridge", "mes"})
    EXPECT_EQ(variables(children_of(here), name).at("MILLWRIGHT_BUS"), "amqp://host");
  EXPECT_EQ(variables(children_of(here), "mes").at("MILLWRIGHT_DATABASE"), "postgresql://host/db");
}

TEST(Children, NobodyIsToldOfBusOrDatabaseByArgumentsOrWithoutNeed) {
  auto here = installation();
  here.bus = "amqp://u:secret@host";
  here.database = "postgresql://u:secret@host/db";
  const auto children = children_of(here);
  for (const auto& child : children)
    for (const auto& argument : child.arguments) EXPECT_EQ(argument.find("secret"), std::string::npos) << argument;
  EXPECT_FALSE(variables(children, "bridge").contains("MILLWRIGHT_DATABASE"));
  for (const auto* name : {"plc", "scada"}) EXPECT_TRUE(variables(children, name).empty()) << name;
}

TEST(Children, GetTheirPagesWhereTheseAreBuilt) {
  std::string pattern = testing::TempDir() + "children_XXXXXX";
  const std::filesystem::path folder = mkdtemp(pattern.data());
  std::filesystem::create_directories(folder / "operator");
  auto here = installation();
  here.web = folder;
  EXPECT_EQ(value(children_of(here), "scada", "--web"), (folder / "operator").string());
  EXPECT_EQ(value(children_of(here), "mes", "--web"), "missing");
  std::filesystem::remove_all(folder);
}

TEST(Children, BothApplicationsAreToldOfEachOther) {
  const auto children = children_of(installation());
  for (const auto* name : {"scada", "mes"}) {
    EXPECT_EQ(value(children, name, "--link-operator"), "http://127.0.0.1:9000");
    EXPECT_EQ(value(children, name, "--link-mes"), "http://127.0.0.1:9001");
  }
}

TEST(Children, TheSimulatedLineIsConnectedAndSeeded) {
  auto here = installation();
  EXPECT_EQ(value(children_of(here), "plc", "--seed"), "missing") << "its own default";
  here.seed = 42;
  EXPECT_EQ(value(children_of(here), "plc", "--seed"), "42");
  EXPECT_EQ(value(children_of(here), "scada", "--connection"), "plc1=127.0.0.1:9010");
}

TEST(Children, APlantWithoutThatConnectionHasNoSimulatedLine) {
  auto here = installation();
  here.simulated_line = false;
  const auto children = children_of(here);
  EXPECT_THAT(names(children), Not(Contains("plc")));
  EXPECT_EQ(value(children, "scada", "--connection"), "missing");
}

}  // namespace
}  // namespace millwright::cli
