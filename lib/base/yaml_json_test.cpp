#include "lib/base/yaml_json.h"

#include <gtest/gtest.h>

namespace millwright {
namespace {

std::string text_of(const std::string& yaml) {
  const auto read = yaml_as_json(yaml);
  return read ? json::serialize(*read) : "nothing";
}

TEST(YamlAsJson, WordsNumbersListsAndMapsInTheirOrder) {
  EXPECT_EQ(text_of("bills:\n  - {material: A, quantity: 0.25, version: 7, on: 2026-07-01, at: 06:00}\nname: b\n"),
            R"({"bills":[{"material":"A","quantity":2.5E-1,"version":7,"on":"2026-07-01","at":"06:00"}],"name":"b"})");
  EXPECT_EQ(text_of("[true, false, null, ~, -3]"), "[true,false,null,null,-3]");
}

TEST(YamlAsJson, WhatIsQuotedIsAText) {
  EXPECT_EQ(text_of(R"({"size": "500", 'to': 'true', "from": ""})"), R"({"size":"500","to":"true","from":""})");
}

TEST(YamlAsJson, JsonStaysWhatItIs) {
  const std::string json = R"({"bills":[{"material":"A","items":[{"quantity":3,"unit":"H87"}]}]})";
  EXPECT_EQ(text_of(json), json);
}

TEST(YamlAsJson, WhatIsNoneOrBeyondBeliefIsNothing) {
  EXPECT_EQ(text_of("{\"bills\": "), "nothing");
  EXPECT_EQ(text_of("a: 1\n---\nb: 2\n"), "nothing");
  EXPECT_EQ(text_of("{[1, 2]: a list is no name}"), "nothing");
  EXPECT_EQ(text_of(std::string(40, '[') + std::string(40, ']')), "nothing");
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) laughs += (k > 0 ? ", *a" : "*a") + std::to_string(i - 1);
    laughs += "]\n";
  }
  EXPECT_EQ(text_of(laughs), "nothing");
}

}  // namespace
}  // namespace millwright
