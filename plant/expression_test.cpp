#include "plant/expression.h"

#include <gtest/gtest.h>

#include <map>

namespace millwright::plant {
namespace {

using contracts::Quality;
using contracts::Sample;

/// line1 with a filler and a capper; each has `state` and `level`; the line itself has `speed`.
Plant small_plant() {
  Plant plant;
  const auto add = [&](const char* path, std::vector<std::string> names) {
    Equipment unit;
    unit.path = EquipmentPath(path);
    for (const auto& name : names) {
      Tag tag;
      tag.path = TagPath(std::string(path) + "/" + name);
      plant.tag_index.emplace(tag.path, static_cast<std::uint32_t>(plant.tags.size()));
      unit.tags.push_back(tag.path);
      plant.tags.push_back(tag);
    }
    plant.equipment_index.emplace(unit.path, static_cast<std::uint32_t>(plant.equipment.size()));
    plant.equipment.push_back(unit);
  };
  add("line1", {"speed"});
  add("line1/filler", {"state", "level", "notes"});
  add("line1/capper", {"state", "level"});
  return plant;
}

class Expressions : public testing::Test {
 protected:
  Evaluation evaluate(std::string_view text, double parameter = 0, const char* from = "line1/filler") {
    const auto compiled = Expression::compile(plant_, EquipmentPath(from), text);
    EXPECT_TRUE(compiled.has_value()) << (compiled ? "" : compiled.error().message);
    if (!compiled) return {};
    return compiled->evaluate([&](const TagPath& path) { return samples_[path.str()]; }, parameter);
  }
  std::string refused(std::string_view text) {
    const auto compiled = Expression::compile(plant_, EquipmentPath("line1/filler"), text);
    EXPECT_FALSE(compiled.has_value()) << text;
    return compiled ? "" : compiled.error().message;
  }
  void set(const char* path, contracts::Value value, Quality quality = contracts::quality::kGood) {
    samples_[path] = {std::move(value), quality, {}};
  }

  Plant plant_ = small_plant();
  std::map<std::string, Sample> samples_;
};

TEST_F(Expressions, LookInTheEquipmentThenBesideItThenEverywhere) {
  set("line1/filler/level", 1.0);
  set("line1/capper/level", 2.0);
  set("line1/speed", 3.0);
  EXPECT_EQ(evaluate("level").value, 1);
  EXPECT_EQ(evaluate("capper.level").value, 2);
  EXPECT_EQ(evaluate("filler.level", 0, "line1").value, 1);
  EXPECT_EQ(evaluate("line1.speed").value, 3);
  EXPECT_EQ(evaluate("speed").value, 3) << "what the line has is beside the filler";
}

TEST_F(Expressions, KnowWordsComparisonAndArithmetic) {
  set("line1/filler/state", std::int64_t{6});
  set("line1/filler/level", 7.5);
  EXPECT_TRUE(evaluate("level > 5 and state == 6").is_true());
  EXPECT_FALSE(evaluate("level > 5 and state != 6").is_true());
  EXPECT_TRUE(evaluate("state == 2 or level * 2 == 15").is_true());
  EXPECT_TRUE(evaluate("not state == 2").is_true()) << "not binds less tightly than comparison";
  EXPECT_FALSE(evaluate("not state == 6 and level > 5").is_true());
  EXPECT_TRUE(evaluate("not (state == 6 and level > 8)").is_true());
  EXPECT_EQ(evaluate("if(state == 6, abs(-2), max(1, 2, 3))").value, 2);
  EXPECT_EQ(evaluate("1.5e1 + .5").value, 15.5);
}

TEST_F(Expressions, AWordInsideANameIsNoOperator) {
  set("line1/filler/notes", 4.0);
  EXPECT_EQ(evaluate("notes + 1").value, 5);
}

TEST_F(Expressions, ValueIsTheCommandsParameter) {
  set("line1/filler/level", 78.0);
  const auto* text = "abs(level - min(max(value, 72), 78)) < 0.05";
  EXPECT_TRUE(evaluate(text, 85).is_true());
  EXPECT_FALSE(evaluate(text, 74).is_true());
}

TEST_F(Expressions, ABooleanCountsAsOneOrZero) {
  set("line1/filler/state", true);
  EXPECT_EQ(evaluate("state").value, 1);
  EXPECT_FALSE(evaluate("not state").is_true());
}

TEST_F(Expressions, TheWorstQualityOfWhatWasReadDecides) {
  set("line1/filler/level", 9.0);
  set("line1/capper/level", 9.0, contracts::quality::kUncertain);
  EXPECT_EQ(evaluate("level > 5").quality, contracts::quality::kGood);
  EXPECT_EQ(evaluate("level > 5 and capper.level > 5").quality, contracts::quality::kUncertain);
  set("line1/filler/level", 9.0, contracts::quality::kBadNoCommunication);
  const auto outcome = evaluate("level > 5 and capper.level > 5");
  EXPECT_EQ(outcome.quality, contracts::quality::kBadNoCommunication);
  EXPECT_FALSE(outcome.is_true()) << "what is not known to be true is not true";
  EXPECT_TRUE(evaluate("1 == 1").is_true()) << "an expression without tags is Good";
}

TEST_F(Expressions, WhatIsNoNumberIsBad) {
  set("line1/filler/level", std::string("high"));
  EXPECT_TRUE(evaluate("level > 5").quality.is_bad());
  set("line1/filler/level", 0.0);
  EXPECT_FALSE(evaluate("1 / level > 5").is_true() && evaluate("0 / level == 0").is_true());
  EXPECT_TRUE(evaluate("1 / level").quality.is_bad());
}

TEST_F(Expressions, AnUnknownNameIsRefusedAndSaysWhatIsKnown) {
  EXPECT_EQ(refused("levle > 5"), "unknown tag 'levle', seen from line1/filler; it has state, level, notes");
  EXPECT_EQ(refused("sin(level)"), "unknown function 'sin'; known: if, abs, min, max");
}

TEST_F(Expressions, WhatIsNoExpressionIsRefused) {
  EXPECT_EQ(refused("level = 5"), "'level = 5': '=' assigns; comparison is '=='");
  for (const auto* text : {"", "level >", "(level", "level level", "level, 5", "level > 5 and", "\"text\"", "5 order"})
    refused(text);
}

TEST_F(Expressions, ListEachTagOnce) {
  const auto compiled =
      Expression::compile(plant_, EquipmentPath("line1/filler"), "level > 1 and level < capper.level");
  ASSERT_TRUE(compiled.has_value());
  EXPECT_EQ(compiled->tags(), (std::vector<TagPath>{TagPath("line1/filler/level"), TagPath("line1/capper/level")}));
}

}  // namespace
}  // namespace millwright::plant
