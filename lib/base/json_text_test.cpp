#include "lib/base/json_text.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <random>

namespace millwright {
namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Inner {
  double number = 0;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (number, note))

struct Outer {
  bool yes = true;
  std::int64_t whole = -7;
  Colour colour = Colour::green;
  Timestamp time{};
  std::string text;
  std::vector<Inner> list;
  std::vector<std::optional<double>> gaps;
  std::map<std::string, int> map;
  json::value any;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (yes, whole, colour, time, text, list, gaps, map, any))

template <class T>
std::string text_of(const T& value) {
  std::string out;
  append_json(out, value);
  return out;
}

TEST(JsonText, SaysWhatTheTreeSays) {
  Outer outer;
  outer.time = Timestamp{std::chrono::milliseconds{1'795'000'000'123}};
  outer.text = "say \"°C\" \\ \n\t\x01 / end";
  outer.list = {{81, std::nullopt}, {-0.1, "x"}, {1e300, ""}};
  outer.gaps = {1.5, std::nullopt, std::numeric_limits<double>::quiet_NaN()};
  outer.map = {{"a", 1}, {"b\"", 2}};
  outer.any = json::object{{"k", {1, 2}}};
  EXPECT_EQ(json::parse(text_of(outer)), to_json(outer));
  EXPECT_EQ(text_of(outer.list[0]), R"({"number":81.0})");
  EXPECT_EQ(text_of(outer.gaps), "[1.5,null,null]");
  EXPECT_EQ(text_of(Outer{}.list), "[]");
}

TEST(JsonText, EveryDoubleComesBackAsItWas) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 20'000; ++i) {
    const auto number = std::bit_cast<double>(random());
    if (!std::isfinite(number)) continue;
    const auto text = text_of(number);
    ASSERT_TRUE(json::parse(text).is_double()) << text;
    ASSERT_EQ(std::strtod(text.c_str(), nullptr), number) << text;
  }
}

}  // namespace
}  // namespace millwright
