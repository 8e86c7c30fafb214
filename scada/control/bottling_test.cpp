// What the example plant's interlocks tell an operator, from the values that its PLC gives.

#include <gtest/gtest.h>

#include "scada/control/rule_book.h"

namespace millwright::scada::control {
namespace {

namespace quality = contracts::quality;
using plant::EquipmentPath;

plant::Plant bottling() {
  Diagnostics diagnostics;
  auto plant = plant::load_plant("plants/bottling", diagnostics);
  EXPECT_TRUE(plant.has_value()) << diagnostics.text();
  return plant ? std::move(*plant) : plant::Plant{};
}

struct BottlingInterlocks : testing::Test {
  BottlingInterlocks() {
    for (const auto& tag : plant.tags) {
      if (tag.name == "state") set(tag.path.str(), std::int64_t{6});
      if (tag.name == "local_switch") set(tag.path.str(), std::int64_t{0});
    }
    set("line1/filler/pressure", 2.0);
  }
  void set(const std::string& tag, contracts::Value raw, contracts::Quality quality = quality::kGood) {
    now += 100ms;
    engine.apply({now, {{plant.tag_number(plant::TagPath{tag}).value(), std::move(raw), quality, now}}});
  }
  /// What stands against `command`; empty where nothing does.
  [[nodiscard]] std::string against(const std::string& unit, const std::string& command) const {
    return rules.blocked_by(*plant.find_command(EquipmentPath{unit}, command), 0).value_or("");
  }

  plant::Plant plant = bottling();
  Metrics metrics;
  tags::TagEngine engine{plant, metrics};
  RuleBook rules{plant, engine.values()};
  Timestamp now{};
};

TEST_F(BottlingInterlocks, AUnitThatRunsIsStoppedAndNotStarted) {
  EXPECT_EQ(against("line1/filler", "start"), "The filler runs already");
  EXPECT_EQ(against("line1/mixer", "start"), "The unit runs already");
  EXPECT_EQ(against("line1", "start"), "The line runs already");
  EXPECT_EQ(against("line1/filler", "reset"), "There is nothing to reset");
  for (const auto* unit : {"line1/filler", "line1/mixer", "line1"}) EXPECT_EQ(against(unit, "stop"), "") << unit;
}

TEST_F(BottlingInterlocks, AStoppedUnitIsStartedAndNotStopped) {
  set("line1/filler/state", std::int64_t{2});
  EXPECT_EQ(against("line1/filler", "start"), "");
  EXPECT_EQ(against("line1/filler", "stop"), "The unit is stopped already");
}

TEST_F(BottlingInterlocks, AnAbortedUnitIsResetAndNothingElse) {
  set("line1/pasteurizer/state", std::int64_t{9});
  EXPECT_EQ(against("line1/pasteurizer", "start"), "The unit is aborted; reset it first");
  EXPECT_EQ(against("line1/pasteurizer", "stop"), "The unit is aborted already");
  EXPECT_EQ(against("line1/pasteurizer", "reset"), "");
}

TEST_F(BottlingInterlocks, AUnitBetweenTwoStatesAsksForPatience) {
  set("line1/mixer/state", std::int64_t{7});
  EXPECT_EQ(against("line1/mixer", "start"), "The unit is changing its state; wait a moment");
  EXPECT_EQ(against("line1/mixer", "stop"), "The unit is stopping already");
}

TEST_F(BottlingInterlocks, AStateThatCannotBeToldOfOneUnitDoesNotKeepTheLineFromBeingStopped) {
  set("line1/filler/state", std::int64_t{6}, quality::kBadNoCommunication);
  EXPECT_NE(against("line1/filler", "start").find("cannot be told now"), std::string::npos);
  EXPECT_EQ(against("line1", "stop"), "");
}

}  // namespace
}  // namespace millwright::scada::control
