#include "lib/base/json_text.h"

#include <gtest/gtest.h>

#include <array>
#include <charconv>
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

TEST(JsonText, ADecimalIsWrittenAsShortAsItIs) {
  EXPECT_EQ(text_of(std::vector{0.0, 76.53, -76.5, 0.001, -0.05, 100.0, 999'999'999'999.999, 1767225600000.25}),
            "[0.0,76.53,-76.5,0.001,-0.05,100.0,999999999999.999,1767225600000.25]");
  std::mt19937_64 random(6);
  for (int i = 0; i < 20'000; ++i) {
    const auto number = static_cast<double>(static_cast<std::int64_t>(random() % 2'000'000'000) - 1'000'000'000) /
                        std::array{1.0, 10.0, 100.0, 1000.0, 10'000.0}[random() % 5];
    char digits[32];
    const std::string shortest(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    const auto text = text_of(number);
    // As short as the library's, but for the point that says a double, and powers of ten, which are written out.
    if (shortest.find('e') == std::string::npos) {
      ASSERT_EQ(text, shortest.find('.') == std::string::npos ? shortest + ".0" : shortest);
    }
    ASSERT_EQ(std::strtod(text.c_str(), nullptr), number) << text;
  }
}

}  // namespace
}  // namespace millwright
