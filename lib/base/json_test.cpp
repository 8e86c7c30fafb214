#include "lib/base/json.h"

#include <gtest/gtest.h>

#include "lib/base/json_schema.h"

namespace millwright {
namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Inner {
  double x = 0;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (x))

struct Outer {
  std::string name;
  std::vector<Inner> points;
  std::optional<std::int32_t> count;
  Colour colour = Colour::red;
  Timestamp time;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (name, points, count, colour, time))

constexpr auto kGood = R"({"name":"a","points":[{"x":1}],"colour":"green","time":"2026-11-23T06:00:00Z"})";

TEST(Json, ReadsWhatItWrites) {
  const auto read = from_json_text<Outer>(kGood);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->points.at(0).x, 1);
  EXPECT_EQ(read->colour, Colour::green);
  EXPECT_EQ(read->count, std::nullopt);
  const auto again = from_json_text<Outer>(to_json_text(*read));
  ASSERT_TRUE(again);
  EXPECT_EQ(to_json_text(*again), to_json_text(*read));
}

TEST(Json, NamesTheFieldThatIsWrong) {
  const auto message = [](std::string_view text) { return from_json_text<Outer>(text).error().message; };
  EXPECT_EQ(message("{}"), "name: is missing");
  EXPECT_EQ(message(R"({"name":"a","points":[{"x":1},{"x":"no"}],"colour":"red","time":"2026-11-23T06:00:00Z"})"),
            "points[1].x: expected a number");
  EXPECT_EQ(message(R"({"name":"a","points":[],"colour":"blue","time":"2026-11-23T06:00:00Z"})"),
            "colour: expected one of red, green");
  EXPECT_EQ(message(R"({"name":"a","points":[],"count":5000000000,"colour":"red","time":"2026-11-23T06:00:00Z"})"),
            "count: expected a whole number from -2147483648 to 2147483647");
  EXPECT_EQ(message(R"({"name":"a","points":[],"colour":"red","time":"2026-11-23T06:00:00Z","extra":1})"),
            "extra: is not a known field");
  EXPECT_EQ(from_json_text<Outer>("{").error().code, JsonError::syntax);
}

TEST(Json, RefusesNumbersThatWouldBeInfinite) {
  for (const auto* text : {"1e400", "[1,-1e309]", R"({"a":{"b":[1e999]}})"}) {
    const auto read = parse_json(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().message, "a number is too large");
  }
  EXPECT_EQ(from_json_text<double>("1e400").error().message, "the body is not JSON: a number is too large");
  EXPECT_EQ(from_json_text<double>("1.7e308"), 1.7e308);
}

TEST(JsonSchema, SaysWhatTheReaderAccepts) {
  EXPECT_EQ(json::serialize(json_schema<Inner>()),
            R"({"type":"object","properties":{"x":{"type":"number"}},"required":["x"],"additionalProperties":false})");
  EXPECT_EQ(json_schema<Outer>().at("properties").at("colour").at("enum").as_array().size(), 2u);
}

}  // namespace
}  // namespace millwright
