#include "lib/base/yaml.h"

#include <gtest/gtest.h>

#include <fstream>

namespace millwright {
namespace {

std::filesystem::path file_with(const std::string& text) {
  const auto path = std::filesystem::path(testing::TempDir()) / "millwright_yaml_test.yaml";
  std::ofstream(path) << text;
  return path;
}

TEST(YamlReader, ReportsEveryFaultWithItsLine) {
  Diagnostics diagnostics;
  const auto path = file_with("name: x\nrange: wide\nperiod: 3 parsecs\ncolour: red\n");
  auto reader = YamlReader::load(path, diagnostics);
  EXPECT_EQ(reader.string("name"), "x");
  EXPECT_EQ(reader.number("range"), 0);
  EXPECT_EQ(reader.duration("period"), 0ns);
  EXPECT_EQ(reader.string("unit"), "");
  reader.finish();
  const auto file = path.string();
  EXPECT_EQ(diagnostics.text(), file + ":1: 'unit' is missing\n" + file + ":2: expected a number, found 'wide'\n" +
                                    file +
                                    ":3: expected a duration such as 250ms, 2s, 5min, 1h or 90d, found '3 parsecs'\n" +
                                    file + ":4: unknown field 'colour'; known here: name, period, range, unit\n");
}

TEST(YamlReader, ReportsAnUnreadableFileAndBrokenSyntax) {
  Diagnostics diagnostics;
  static_cast<void>(YamlReader::load("/nonexistent/plant.yaml", diagnostics));
  static_cast<void>(YamlReader::load(file_with("a: [1\nb: 2\n"), diagnostics));
  ASSERT_EQ(diagnostics.items().size(), 2u);
  EXPECT_EQ(diagnostics.items()[0].message, "cannot be read");
  EXPECT_GT(diagnostics.items()[1].line, 0);
}

TEST(YamlReader, RefusesTheSameKeyTwice) {
  Diagnostics diagnostics;
  auto reader = YamlReader::load(file_with("a: 1\na: 2\n"), diagnostics);
  static_cast<void>(reader.entries());
  ASSERT_EQ(diagnostics.items().size(), 1u);
  EXPECT_EQ(diagnostics.items()[0].line, 2);
}

}  // namespace
}  // namespace millwright
