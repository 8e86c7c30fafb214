#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "plant/model.h"
#include "plant/units.h"

namespace millwright::plant {
namespace {

std::string faults_of(const std::filesystem::path& folder) {
  Diagnostics diagnostics;
  const auto plant = load_plant(folder, diagnostics);
  EXPECT_EQ(plant.has_value(), diagnostics.empty());
  auto text = diagnostics.text();
  const auto prefix = folder.string() + "/";
  for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) text.erase(at, prefix.size());
  return text;
}

/// A plant folder made of one plant.yaml, for faults that need no more.
class Written {
 public:
  explicit Written(const std::string& text) {
    std::string pattern = testing::TempDir() + "plant_XXXXXX";
    folder_ = mkdtemp(pattern.data());
    std::ofstream(folder_ / "plant.yaml") << text;
  }
  ~Written() { std::filesystem::remove_all(folder_); }
  Written(const Written&) = delete;
  Written& operator=(const Written&) = delete;
  [[nodiscard]] std::string faults() const { return faults_of(folder_); }
  [[nodiscard]] std::optional<Plant> load(Diagnostics& diagnostics) const { return load_plant(folder_, diagnostics); }

 private:
  std::filesystem::path folder_;
};

constexpr auto kUnit = R"(name: p
connections: {plc1: {protocol: modbus_tcp, host: h}}
types:
  unit:
    block: 30
    tags:
      a: {address: {register: 24, encoding: uint16}}
    commands:
      go: {code: 1, roles: [operator]}
)";

std::string with_unit(const std::string& text) { return Written(kUnit + text).faults(); }

TEST(LoadPlant, TellsEveryFaultOfAFolderWithFileAndLine) {
  EXPECT_EQ(
      faults_of("plant/testdata/ten_faults"),
      "line.yaml:4: unknown connection 'plc9'\n"
      "line.yaml:11: unknown type 'tonk'\n"
      "plant.yaml:8: line1/pump/level has no limit 'high_high'\n"
      "plant.yaml:12: the remote range 10 to 200 is not inside the command's range 0 to 100\n"
      "plant.yaml:14: unknown command 'line1/pump/dance'\n"
      "types/pump.yaml:7: unknown unit 'parsecs'; known: " +
          known_units() +
          "\n"
          "types/pump.yaml:9: unknown field 'colour'; known here: address, alarms, deadband, decimals, description, "
          "history, normal, offset, range, scale, states, type, unit\n"
          "types/pump.yaml:13: the high limit 120 is outside the tag's range 0 to 100\n"
          "types/pump.yaml:17: 'pressure' overlaps 'level' in register 25\n"
          "types/pump.yaml:26: unknown tag 'valve', seen from line1/pump; it has state, level, pressure, "
          "setpoint\n");
}

TEST(LoadPlant, WantsOfALineWithJobsWhatCountsAndWhatMayBeSet) {
  const std::string line = "equipment:\n  u: {type: unit, connection: plc1, base: 0}\n";
  EXPECT_EQ(with_unit(line + "jobs: {u: {good: u/a, start: go}}\n"), "");
  EXPECT_EQ(with_unit(line + "jobs:\n  u: {}\n"), "plant.yaml:13: 'good' is missing\n");
  EXPECT_EQ(with_unit(line + "jobs:\n  u: {good: u/b, start: stop, stop_at_end: true, orders_max: 0}\n"),
            "plant.yaml:13: orders_max is 1 to 10000\n"
            "plant.yaml:13: stop_at_end needs the line's stop command\n"
            "plant.yaml:13: u has no command 'stop'\n"
            "plant.yaml:13: unknown tag 'u/b'\n");
  EXPECT_EQ(with_unit(line + "jobs:\n  u: {good: u/a, parameters: {x: u/go, y: u/fly}}\n"),
            "plant.yaml:13: 'u/go' has no parameter with a setpoint: what is in force could not be read back\n"
            "plant.yaml:13: unknown command 'u/fly'\n");
  EXPECT_EQ(with_unit(line + "jobs: {v: {good: u/a}}\n"), "plant.yaml:12: unknown equipment 'v'\n");
}

TEST(LoadPlant, WantsKnownRolesAndForwardedTags) {
  EXPECT_EQ(
      Written("name: p\ntypes:\n  t:\n    block: 24\n    commands:\n      go: {code: 1, roles: [pirate]}\n").faults(),
      "plant.yaml:6: unknown role 'pirate'; known: operator, engineer, quality, planner, manager, admin\n");
  EXPECT_EQ(with_unit("equipment:\n  u: {type: unit, connection: plc1, base: 0}\nforward: {states: [u/a], counters: "
                      "[u/b]}\n"),
            "plant.yaml:12: 'u/a' has no states\nplant.yaml:12: unknown tag 'u/b'\n");
}

TEST(LoadPlant, ReadsWhatIsKeptOfThePast) {
  Diagnostics diagnostics;
  const auto plant = Written(R"(name: p
history:
  when_full: stop
  reserve_mb: 500
  classes: {process: {raw: 90d, minute: 730d, hour: 7300d}}
connections: {plc1: {protocol: modbus_tcp, host: h}}
types:
  unit:
    block: 30
    tags:
      a: {address: {register: 24, encoding: uint16}, history: {class: process, exception: 0.5, compression: 2}}
      b: {address: {register: 25, encoding: uint16}, history: false}
      c: {address: {register: 26, encoding: uint16}}
equipment: {u: {type: unit, connection: plc1, base: 0}}
)")
                         .load(diagnostics);
  ASSERT_TRUE(plant) << diagnostics.text();
  EXPECT_EQ(plant->history.when_full, WhenFull::stop);
  EXPECT_EQ(plant->history.reserve_bytes, 500'000'000);
  EXPECT_EQ(plant->history.classes.at("process").minute, 730 * 24h);
  EXPECT_FALSE(plant->history.classes.at("default").raw) << "for ever";
  EXPECT_EQ(plant->tags[0].history, (TagHistory{true, "process", 0.5, 10min, 2, 1h}));
  EXPECT_FALSE(plant->tags[1].history.kept);
  EXPECT_EQ(plant->tags[2].history, TagHistory{});
}

TEST(LoadPlant, TellsFaultsInWhatIsKeptOfThePast) {
  EXPECT_EQ(Written(R"(name: p
history:
  when_full: burst
  classes:
    one: {raw: 10s}
    two: {minute: 90d}
    three: {raw: 90d, minute: 30d, hour: 20d}
types:
  unit:
    block: 30
    tags:
      a: {address: {register: 24, encoding: uint16}, history: {class: four, exception: -1}}
      b: {address: {register: 25, encoding: boolean}, history: {compression: 1}}
)")
                .faults(),
            "plant.yaml:3: unknown when_full 'burst'; known: drop_oldest, stop\n"
            "plant.yaml:5: raw is kept for 1min or longer\n"
            "plant.yaml:6: a tier is for when samples are gone: 'raw' is missing\n"
            "plant.yaml:7: hours are kept longer than minutes\n"
            "plant.yaml:7: minutes are kept longer than the samples themselves\n"
            "plant.yaml:12: a deviation is not negative\n"
            "plant.yaml:12: unknown class 'four'; known: default, one, three, two\n"
            "plant.yaml:13: only a number has a deviation\n");
}

TEST(LoadPlant, SaysWhatIsMissingInAnEmptyFile) {
  EXPECT_EQ(Written("{}").faults(), "plant.yaml:1: 'name' is missing\n");
  EXPECT_EQ(Written("- a\n").faults(), "plant.yaml:1: expected a map\n");
  EXPECT_EQ(Written("").faults(), "plant.yaml:1: the file is empty\n");
  EXPECT_EQ(faults_of("plant/testdata/nowhere"), "plant.yaml:0: cannot be read\n");
}

TEST(LoadPlant, NamesAFileThatIsNotThereWhereItIsIncluded) {
  EXPECT_EQ(Written("name: p\ninclude:\n  - a.yaml\n").faults(), "plant.yaml:3: file 'a.yaml' does not exist\n");
}

TEST(LoadPlant, TakesANameThatNoFileSystemTakesForAFileThatIsNotThere) {
  const std::string name(300, 'n');
  EXPECT_EQ(Written("name: p\ninclude: [" + name + "]\n").faults(),
            "plant.yaml:2: file '" + name + "' does not exist\n");
}

TEST(LoadPlant, RefusesEquipmentThatIsAPartOfItself) {
  EXPECT_EQ(Written("name: p\nequipment: {a: &a {level: site, children: {b: *a}}}\n").faults(),
            "plant.yaml:2: 'b' is a part of itself\n");
  EXPECT_EQ(Written("name: p\nequipment:\n  a:\n    level: site\n    children: &c {b: {level: area, children: *c}}\n")
                .faults(),
            "plant.yaml:5: 'b' is a part of itself\n");
}

TEST(LoadPlant, RefusesTheSameNameTwice) {
  EXPECT_EQ(Written("name: p\nname: q\n").faults(), "plant.yaml:2: 'name' stands here twice\n");
  EXPECT_EQ(with_unit("equipment:\n  u: {type: unit, connection: plc1, base: 0}\n  u: {type: unit, connection: plc1, "
                      "base: 50}\n"),
            "plant.yaml:12: 'u' stands here twice\n");
}

TEST(LoadPlant, KeepsBlocksApartAndInsideTheAddressSpace) {
  EXPECT_EQ(with_unit("equipment:\n  u: {type: unit, connection: plc1, base: 0}\n  v: {type: unit, connection: plc1, "
                      "base: 29}\n"),
            "plant.yaml:12: the block of v overlaps that of u\n");
  EXPECT_EQ(with_unit("equipment:\n  u: {type: unit, connection: plc1, base: 65520}\n"),
            "plant.yaml:11: the block of 30 registers at 65520 reaches beyond register 65535\n");
  EXPECT_EQ(with_unit("equipment:\n  u: {type: unit, connection: plc1, base: 70000}\n"),
            "plant.yaml:11: base 70000 is outside 0 to 65535\n");
  EXPECT_EQ(with_unit("equipment:\n  u: {type: unit, connection: plc1}\n"),
            "plant.yaml:11: u needs a base: its type has a block\n");
}

TEST(LoadPlant, WantsAKnownConnection) {
  EXPECT_EQ(with_unit("equipment:\n  u: {type: unit, base: 0}\n"), "plant.yaml:11: u needs a connection\n");
  EXPECT_EQ(with_unit("equipment:\n  u: {type: unit, connection: plc2, base: 0}\n"),
            "plant.yaml:11: unknown connection 'plc2'\n");
}

TEST(LoadPlant, RefusesRegistersOutsideTheBlock) {
  EXPECT_EQ(Written("name: p\ntypes:\n  t:\n    block: 25\n    tags:\n      x:\n        address: {register: 24, "
                    "encoding: int64}\n")
                .faults(),
            "plant.yaml:7: 'x' lies in registers 24 to 27, outside the block of 25 registers\n");
  EXPECT_EQ(Written("name: p\ntypes:\n  t:\n    block: 25\n    tags:\n      x:\n        address: {register: 66000, "
                    "encoding: int64}\n")
                .faults(),
            "plant.yaml:7: register 66000 is outside 0 to 65535\n");
}

TEST(LoadPlant, WantsLimitsToRiseFromLowToHigh) {
  EXPECT_EQ(Written("name: p\ntypes:\n  t:\n    block: 30\n    tags:\n      x:\n        address: {register: 24, "
                    "encoding: float32}\n        alarms:\n          high: {value: 5, message: m}\n          low: "
                    "{value: 6, message: m}\n")
                .faults(),
            "plant.yaml:9: the high limit 5 is not above the low limit 6\n");
}

TEST(LoadPlant, TypesMayExtendButNotThemselves) {
  EXPECT_EQ(Written("name: p\ntypes:\n  a: {extends: b}\n  b: {extends: a}\n").faults(),
            "plant.yaml:4: type 'b' extends itself\n");
  EXPECT_EQ(Written("name: p\ntypes:\n  a: {extends: z}\n").faults(), "plant.yaml:3: unknown type 'z'\n");
}

TEST(LoadPlant, AnExpressionsFaultIsToldOnceForAllInstances) {
  const auto faults = Written(R"(name: p
connections: {plc1: {protocol: modbus_tcp, host: h}}
types:
  unit:
    block: 30
    tags:
      a: {address: {register: 24, encoding: uint16}}
    commands:
      go: {code: 1, roles: [operator], confirmed_by: "a == (2"}
equipment:
  u: {type: unit, connection: plc1, base: 0}
  v: {type: unit, connection: plc1, base: 30}
)")
                          .faults();
  EXPECT_EQ(std::ranges::count(faults, '\n'), 1);
  EXPECT_TRUE(faults.starts_with("plant.yaml:9: 'a == (2' is no expression: ")) << faults;
}

TEST(LoadPlant, RemoteBoundsNeedAParameterAndItsSetpointTag) {
  EXPECT_EQ(with_unit("equipment:\n  u: {type: unit, connection: plc1, base: 0}\nremote:\n  u/go: {max_step: 3}\n"),
            "plant.yaml:13: 'u/go' has no parameter: range, max_step and needs_condition mean nothing here\n");
  EXPECT_EQ(with_unit("equipment:\n  u: {type: unit, connection: plc1, base: 0}\nremote:\n  u/go: 3\n"),
            "plant.yaml:13: expected a map of bounds for 'u/go', {} for none\n");
}

TEST(Units, AreThoseOfTheFormatsDocument) {
  std::ifstream file("docs/formats/plant_files.md");
  std::string documented;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("| symbol |")) documented = "";
    const auto symbol = line.starts_with("| ") ? line.substr(2, line.find(" |", 2) - 2) : "";
    const auto unit = find_unit(symbol);
    if (!unit || symbol.empty()) continue;
    EXPECT_EQ(line, "| " + symbol + " | " + (unit->unece.empty() ? "(none)" : unit->unece) + " | " + unit->name + " |");
    documented += (documented.empty() ? "" : ", ") + symbol;
  }
  EXPECT_EQ(documented, known_units());
}

TEST(OverrideConnection, PointsAConnectionElsewhereOrSaysWhyNot) {
  Plant plant;
  plant.name = "p";
  plant.connections["plc1"] = {"plc1", "modbus_tcp", "host", 502};
  EXPECT_EQ(override_connection(plant, "plc1=10.0.0.7:15010"), std::nullopt);
  EXPECT_EQ(plant.connections["plc1"].host, "10.0.0.7");
  EXPECT_EQ(plant.connections["plc1"].port, 15010);
  EXPECT_EQ(override_connection(plant, "plc2=h:1"), "plant p has no connection 'plc2'");
  EXPECT_EQ(override_connection(plant, "plc1"), "'plc1' is not of the form NAME=HOST:PORT");
  for (const auto* bad : {"plc1=h:0", "plc1=h:65536", "plc1=h:12x", "plc1=:12", "plc1=h:"})
    EXPECT_NE(override_connection(plant, bad), std::nullopt) << bad;
  EXPECT_EQ(plant.connections["plc1"].port, 15010) << "a refused override must change nothing";
}

}  // namespace
}  // namespace millwright::plant
