// What is read of characteristics, and what is wrong with them.

#include "mes/definitions/characteristics.h"

#include <gtest/gtest.h>

#include "mes/definitions/read_characteristics.h"
#include "mes/definitions/test_bottling.h"

namespace millwright::mes {
namespace {

struct Read {
  Characteristic of;
  std::string faults;
};
Read read(const std::string& text) {
  Diagnostics diagnostics;
  auto in = YamlReader::parse(text, "c", diagnostics);
  const std::set<std::string> equipment{"line1/filler"};
  Read out{read_characteristic(in, Reading(equipment)), {}};
  out.faults = diagnostics.text();
  return out;
}

const std::string kHead = "id: W\nequipment: line1/filler\n";
const std::string kStreams = "streams:\n  - {name: a, tag: line1/filler/a}\n";

TEST(Characteristics, OfTheBottlingPlantEachNozzleHasAChart) {
  const auto* weight = bottling().find_characteristic("FILL-WEIGHT");
  ASSERT_NE(weight, nullptr);
  EXPECT_EQ(weight->streams.size(), 12u);
  EXPECT_EQ(weight->target, 500);
  EXPECT_TRUE(weight->rules.has(spc::Rule::nelson_1));
  EXPECT_FALSE(weight->rules.has(spc::Rule::nelson_3));
  const auto* stream = weight->stream_of(contracts::TagPath{"line1/filler/nozzle_7"});
  ASSERT_NE(stream, nullptr);
  EXPECT_EQ(stream->adjust->command, "set_trim_7");
  EXPECT_TRUE(weight->watches(contracts::TagPath{"line1/filler/trim_7"}));
}

TEST(Characteristics, WhatIsLeftOutHasADefault) {
  const auto [of, faults] = read(kHead + kStreams);
  EXPECT_EQ(faults, "");
  EXPECT_EQ(of.rules, spc::kNelson);
  EXPECT_EQ(of.sampling.every, 1);
  EXPECT_EQ(of.limits.baseline, 25);
  EXPECT_FALSE(of.lower || of.upper || of.target);
}

TEST(Characteristics, EachFaultIsToldWhereItStands) {
  const auto fault = [](const std::string& line) { return read(kHead + line + "\n" + kStreams).faults; };
  EXPECT_EQ(fault("rules: [nelson_9]"),
            "c:3: there is no rule 'nelson_9'; there are nelson_1 to nelson_8, western_electric_1 to _4\n");
  EXPECT_EQ(fault("sampling: {every: 2, tightened: 3}"),
            "c:3: tightened sampling must not be rarer than the usual one\n");
  EXPECT_EQ(fault("sampling: {every: 0}"), "c:3: must be 1 or more\n");
  EXPECT_EQ(fault("limits: {mean: 500}"), "c:3: a mean and a sigma are given together, or neither\n");
  EXPECT_EQ(fault("limits: {mean: 500, sigma: 0}"), "c:3: must be above zero\n");
  EXPECT_EQ(fault("lower: 5\nupper: 4"), "c:4: must be above lower\n");
  EXPECT_EQ(fault("target: 9\nupper: 4"), "c:3: must lie between lower and upper\n");
  EXPECT_EQ(fault("severity: 5"), "c:3: the severity is 1 (critical) to 4 (low)\n");
  EXPECT_EQ(read(kHead + "streams:\n  - {name: a, tag: line1/capper/a}\n").faults,
            "c:4: the tag is not one of line1/filler\n");
  EXPECT_EQ(read(kHead + kStreams + "  - {name: a, tag: line1/filler/b}\n").faults,
            "c:5: there is a stream 'a' already\n");
  EXPECT_NE(read(kHead).faults.find("streams"), std::string::npos);
}

}  // namespace
}  // namespace millwright::mes
