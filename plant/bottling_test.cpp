// plants/bottling is an example and a contract: it loads without a fault, and its addresses are those of the
// register document.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>

#include "plant/expression.h"
#include "plant/model.h"

namespace millwright::plant {
namespace {

const Plant& bottling() {
  static const Plant plant = [] {
    Diagnostics diagnostics;
    auto loaded = load_plant("plants/bottling", diagnostics);
    EXPECT_EQ(diagnostics.text(), "");
    return loaded ? std::move(*loaded) : Plant{};
  }();
  return plant;
}

struct Row {
  int address = 0;
  std::string encoding;
};

/// Absolute addresses by "unit/name", from the tables of the register document.
std::map<std::string, Row> documented() {
  std::map<std::string, Row> rows;
  std::ifstream file("docs/formats/plc_registers.md");
  EXPECT_TRUE(file.is_open());
  const std::regex unit_with_base(R"(([a-z]+) \((\d+)\))");
  const std::regex row(R"(\| \+(\d+) \| (\d+ × )?(u?int\d+|float32) \| ([a-z_0-9]+).*)");
  std::vector<std::pair<std::string, int>> units;
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with("#")) {
      units.clear();
      for (std::sregex_iterator it(line.begin(), line.end(), unit_with_base); it != std::sregex_iterator(); ++it)
        units.emplace_back((*it)[1], std::stoi((*it)[2]));
    }
    std::smatch cell;
    if (!std::regex_match(line, cell, row)) continue;
    const int count = cell[2].matched ? std::stoi(cell[2]) : 1;
    for (const auto& [unit, base] : units) {
      auto name = cell[4].str();
      for (int i = 0; i < count; ++i) {
        if (count > 1) name = name.substr(0, name.rfind('_') + 1) + std::to_string(i + 1);
        rows[unit + "/" + name] = {base + std::stoi(cell[1]) + 2 * i, cell[3]};
      }
    }
  }
  return rows;
}

bool same(Encoding encoding, const std::string& text) {
  switch (encoding) {
    case Encoding::boolean:
    case Encoding::uint16:
      return text == "uint16";
    case Encoding::uint32:
      return text == "uint32";
    case Encoding::float32:
      return text == "float32";
    default:
      return false;
  }
}

TEST(Bottling, HasTheUnitsAndTagsThatScriptsRelyOn) {
  for (const auto* unit : {"line1", "line1/mixer", "line1/pasteurizer", "line1/filler", "line1/capper",
                           "line1/labeller", "line1/palletizer", "line1/conveyors"}) {
    EXPECT_NE(bottling().find_equipment(EquipmentPath(unit)), nullptr) << unit;
    for (const auto* command : {"start", "stop", "reset"})
      EXPECT_NE(bottling().find_command(EquipmentPath(unit), command), nullptr) << unit << " " << command;
    for (const auto* tag : {"state", "stop_code", "local_switch"})
      EXPECT_NE(bottling().find_tag(TagPath(std::string(unit) + "/" + tag)), nullptr) << unit << " " << tag;
  }
  for (const auto* tag :
       {"line1/mixer/level", "line1/pasteurizer/temperature", "line1/pasteurizer/temperature_setpoint",
        "line1/filler/speed", "line1/filler/pressure", "line1/filler/good_count"})
    EXPECT_NE(bottling().find_tag(TagPath(tag)), nullptr) << tag;
  EXPECT_EQ(bottling().opcua_namespace(), "urn:millwright:plant:bottling");
}

TEST(Bottling, EveryAddressIsThatOfTheRegisterDocument) {
  const auto rows = documented();
  ASSERT_GT(rows.size(), 50u) << "the document's tables were not understood";
  std::size_t compared = 0;
  for (const auto& tag : bottling().tags) {
    if (tag.name == "state" || tag.name == "stop_code" || tag.name == "local_switch") continue;
    const auto& path = tag.path.str();
    const auto key = tag.equipment.str() == "line1" ? "line" + path.substr(5) : path.substr(6);
    const auto row = rows.find(key);
    ASSERT_NE(row, rows.end()) << key;
    EXPECT_EQ(tag.address.address, row->second.address) << key;
    EXPECT_TRUE(same(tag.address.encoding, row->second.encoding)) << key;
    ++compared;
  }
  EXPECT_EQ(compared, rows.size()) << "a documented value has no tag";
}

TEST(Bottling, HeadersLieWhereEveryBlockHasThem) {
  for (const auto& unit : bottling().equipment) {
    const auto at = [&](const char* name) {
      const auto* tag = bottling().find_tag(TagPath(unit.path.str() + "/" + name));
      return tag == nullptr ? -1 : tag->address.address - unit.block_base.value_or(0);
    };
    EXPECT_EQ(at("state"), 6) << unit.path.str();
    EXPECT_EQ(at("stop_code"), 7) << unit.path.str();
    EXPECT_EQ(at("local_switch"), 22) << unit.path.str();
  }
}

TEST(Bottling, TheMesMayAskForThreeThingsAndEachNozzlesTrimOnly) {
  std::vector<std::string> permitted;
  for (const auto& unit : bottling().equipment)
    for (const auto& command : unit.commands)
      if (command.remote) permitted.push_back(unit.path.str() + "/" + command.name);
  std::vector<std::string> expected{"line1/stop", "line1/pasteurizer/set_temperature", "line1/filler/set_speed"};
  for (int nozzle = 1; nozzle <= 12; ++nozzle) expected.push_back("line1/filler/set_trim_" + std::to_string(nozzle));
  EXPECT_EQ(permitted, expected);
  const auto* command = bottling().find_command(EquipmentPath("line1/pasteurizer"), "set_temperature");
  ASSERT_NE(command, nullptr);
  EXPECT_EQ(command->code, 10);
  EXPECT_EQ(command->remote->range->low, 72);
  EXPECT_EQ(command->remote->range->high, 78);
  EXPECT_EQ(command->remote->max_step, 6);
  EXPECT_EQ(command->remote->min_interval, Duration{5s});
  EXPECT_TRUE(command->remote->needs_condition);
  EXPECT_EQ(command->parameter->range->low, 60);
  const auto stepped = [](const char* tag) {
    return bottling().tags[bottling().tag_number(TagPath(tag)).value()].stepped;
  };
  EXPECT_TRUE(stepped("line1/pasteurizer/temperature_setpoint"));
  EXPECT_TRUE(stepped("line1/filler/state"));
  EXPECT_FALSE(stepped("line1/pasteurizer/temperature"));
  EXPECT_EQ(command->parameter->setpoint_tag, TagPath("line1/pasteurizer/temperature_setpoint"));
}

TEST(Bottling, HighTempNamesTheLimitAndItsContext) {
  ASSERT_EQ(bottling().rules.size(), 1u);
  const auto& rule = bottling().rules[0];
  EXPECT_EQ(rule.name, "HIGH_TEMP");
  EXPECT_EQ(rule.duration, Duration{2s});
  const auto* tag = bottling().find_tag(rule.tag);
  ASSERT_NE(tag, nullptr);
  ASSERT_NE(tag->limit(rule.limit), nullptr);
  EXPECT_EQ(tag->limit(rule.limit)->value, 80);
  EXPECT_EQ(tag->unit.unece, "CEL");
  EXPECT_EQ(rule.context.front(), TagPath("line1/pasteurizer/temperature_setpoint"));
}

/// The states in which the PLC takes a command, from the register document's table of commands.
std::set<std::int64_t> taken_in(const std::string& command) {
  std::ifstream file("docs/formats/plc_registers.md");
  const std::regex row("\\| \\d+ \\| " + command + "[^|]*\\| all \\| (.*) \\|");
  std::set<std::int64_t> states;
  std::string line;
  while (std::getline(file, line)) {
    std::smatch cell;
    if (!std::regex_match(line, cell, row)) continue;
    const auto text = std::regex_replace(cell[1].str(), std::regex(" \\([^)]*\\)"), "");  // where it leads to
    const bool every_but = text.starts_with("every state but");
    for (const auto& [number, name] : bottling().find_tag(TagPath("line1/filler/state"))->states)
      if (number != 0 && std::regex_search(text, std::regex("\\b" + name + "\\b")) != every_but) states.insert(number);
  }
  EXPECT_FALSE(states.empty()) << command << " was not found";
  return states;
}

/// The states of `unit` in which no interlock of `command` says no, with all else as it should be.
std::set<std::int64_t> offered_in(const std::string& unit, const std::string& command) {
  const EquipmentPath path(unit);
  std::set<std::int64_t> states;
  for (std::int64_t state = 1; state <= 17; ++state) {
    const auto lookup = [&](const TagPath& tag) {
      const auto& name = tag.str();
      contracts::Value value{3.0};
      if (name.ends_with("/state")) value = name == unit + "/state" ? state : std::int64_t{6};
      if (name.ends_with("/local_switch")) value = false;
      return contracts::Sample{value, contracts::quality::kGood, {}};
    };
    const auto& interlocks = bottling().find_command(path, command)->interlocks;
    const bool offered = std::ranges::all_of(interlocks, [&](const Interlock& interlock) {
      return Expression::compile(bottling(), path, interlock.expression)->evaluate(lookup).is_true();
    });
    if (offered) states.insert(state);
  }
  return states;
}

TEST(Bottling, AUnitsCommandsAreOfferedInThoseStatesInWhichThePlcTakesThem) {
  for (const auto& unit : bottling().equipment) {
    if (unit.path == EquipmentPath("line1")) continue;
    for (const auto* command : {"start", "stop", "reset"})
      EXPECT_EQ(offered_in(unit.path.str(), command), taken_in(command)) << unit.path.str() << " " << command;
  }
}

TEST(Bottling, ALineIsNotOfferedAStartThatNoneOfItsUnitsCouldTake) {
  // By the order of the line's states: in all others one of its units may be Stopped, Idle or Completed.
  EXPECT_EQ(offered_in("line1", "start"), (std::set<std::int64_t>{1, 2, 3, 4, 7, 8, 9, 15, 16, 17}));
  EXPECT_EQ(offered_in("line1", "stop").size(), 17u) << "some unit of it may run whatever the line's state";
  EXPECT_EQ(offered_in("line1", "reset"), taken_in("reset"));
}

}  // namespace
}  // namespace millwright::plant
