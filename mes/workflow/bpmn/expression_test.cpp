#include "mes/workflow/bpmn/expression.h"

#include <gtest/gtest.h>

namespace millwright::mes::bpmn {
namespace {

const json::object kVariables = json::parse(R"({
  "deviation": {"value": 79.5, "limit": 78, "rule": "high_temperature", "lots": ["L1", "L2"]},
  "command": {"state": "completed"}, "done": true, "nothing": null, "count": 3})")
                                    .as_object();

Lookup lookup() {
  return [](std::string_view path) { return value_at(kVariables, path); };
}

json::value value_of(std::string_view text) {
  const auto read = Expression::parse(text);
  EXPECT_TRUE(read) << text << ": " << (read ? "" : read.error().message);
  if (!read) return nullptr;
  const auto value = read->evaluate(lookup());
  EXPECT_TRUE(value) << text << ": " << (value ? "" : value.error().message);
  return value ? *value : json::value(nullptr);
}

std::string refused(std::string_view text) {
  const auto read = Expression::parse(text);
  EXPECT_FALSE(read) << text;
  return read ? "" : read.error().message;
}

Failure<ExpressionError> failed(std::string_view text) {
  const auto read = Expression::parse(text);
  EXPECT_TRUE(read) << text << ": " << (read ? "" : read.error().message);
  if (!read) return {ExpressionError::syntax, ""};
  const auto value = read->evaluate(lookup());
  EXPECT_FALSE(value) << text;
  return value ? Failure<ExpressionError>{ExpressionError::syntax, ""} : value.error();
}

TEST(BpmnExpression, Computes) {
  const std::pair<const char*, const char*> cases[] = {
      {"1 + 2 * 3 - 4 / 2", "5"},
      {"(1 + 2) * -3", "-9"},
      {"--2", "2"},
      {"10 - 3 - 2", "5"},
      {".5 + 1e1", "1.05E1"},
      {"min(3, count - 1, 7)", "2"},
      {"max(deviation.value, deviation.limit) - deviation.limit", "1.5E0"},
      {"abs(deviation.limit - deviation.value)", "1.5E0"},
      {"'it''s ' + deviation.rule + \" at \" + count + ' ' + true", R"("it's high_temperature at 3 true")"},
      {"deviation.lots", R"(["L1","L2"])"},
      {"null", "null"},
  };
  for (const auto& [text, wanted] : cases) EXPECT_EQ(json::serialize(value_of(text)), wanted) << text;
}

TEST(BpmnExpression, Decides) {
  for (const auto* text :
       {"deviation.value > deviation.limit", "command.state == 'completed' and done", "not command.state == 'failed'",
        "not (done and count < 3)", "false or count >= 3 and count <= 3", "nothing == null", "count == 3.0",
        "'b' > 'a'", "count != 'three'", "true or false and false", "deviation.lots == deviation.lots"})
    EXPECT_EQ(value_of(text), json::value(true)) << text;
}

TEST(BpmnExpression, TheRightSideIsReadOnlyWhereItDecides) {
  EXPECT_EQ(value_of("defined(task.outcome) and task.outcome == 'released'"), json::value(false));
  EXPECT_EQ(value_of("done or task.outcome == 'released'"), json::value(true));
  EXPECT_EQ(value_of("defined(command.state) and not defined(command.state.of.a.text)"), json::value(true));
  EXPECT_EQ(value_of("(false and missing) or (true and (false or done))"), json::value(true));
}

TEST(BpmnExpression, SaysWhatIsMissingOrOfTheWrongKind) {
  EXPECT_EQ(failed("1 + task.outcome").message, "at character 5: there is no variable 'task.outcome'");
  EXPECT_EQ(failed("task.outcome").code, ExpressionError::unknown_variable);
  EXPECT_EQ(failed("command.state > 5").message, "at character 15: a text is wanted, and this is a number");
  EXPECT_EQ(failed("deviation + 1").message, "at character 11: a number is wanted, and this is an object");
  EXPECT_EQ(failed("'a' + null").message, "at character 5: a text or a number is wanted, and this is null");
  EXPECT_EQ(failed("done and count").message, "at character 6: true or false is wanted, and this is a number");
  EXPECT_EQ(failed("not count").code, ExpressionError::type);
  EXPECT_EQ(failed("-done").code, ExpressionError::type);
  EXPECT_EQ(failed("max(1, 'b')").code, ExpressionError::type);
  EXPECT_EQ(failed("nothing < 1").code, ExpressionError::type);
  EXPECT_EQ(failed("1 / (count - 3)").message, "at character 3: division by zero");
  EXPECT_EQ(failed("1e308 * 10").code, ExpressionError::number);
}

TEST(BpmnExpression, AConditionIsTrueOrFalse) {
  EXPECT_TRUE(Expression::parse("count == 3")->is_true(lookup()).value());
  EXPECT_EQ(Expression::parse("count")->is_true(lookup()).error().message,
            "a condition is true or false, and this is a number");
}

TEST(BpmnExpression, WhatIsNoExpressionIsRefusedWithItsPlace) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "at character 1: expected a value, found the end"},
      {"a = 5", "at character 3: comparison is '=='"},
      {"a == ", "at character 6: expected a value, found the end"},
      {"(a", "at character 3: expected ')', found the end"},
      {"a b", "at character 3: expected an operator or the end, found 'b'"},
      {"a < b < c", "at character 7: comparisons do not follow each other: write 'and' between them"},
      {"1 + and", "at character 5: expected a value, found 'and'"},
      {"sin(1)", "at character 1: unknown function 'sin'; known: min, max, abs, defined"},
      {"abs(1, 2)", "at character 1: abs takes one value"},
      {"min()", "at character 5: expected a value, found ')'"},
      {"defined('x')", "at character 9: defined takes the name of a variable, found the text 'x'"},
      {"'abc", "at character 1: this text has no end"},
      {"a..b", "at character 3: a part of a name begins with '.'"},
      {"a.", "at character 2: a name ends in '.'"},
      {"1x", "at character 2: a number ends in 'x'"},
      {"1e999", "at character 1: this number is too large"},
      {"a & b", "at character 3: '&' has no meaning here"},
      {"\xC3\xA4", "at character 1: this character has no meaning outside a text"},
      {"a[0]", "at character 2: '[' has no meaning here"},
  };
  for (const auto& [text, wanted] : cases) EXPECT_EQ(refused(text), wanted) << text;
}

TEST(BpmnExpression, LengthAndDepthAreBounded) {
  EXPECT_EQ(refused(std::string(5000, '1')), "an expression is at most 4000 characters long");
  for (const auto* part : {"(", "-", "not ", "abs("}) {
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += part;
    EXPECT_NE(refused(deep + "1").find("nested more than 64 deep"), std::string::npos) << part;
  }
  std::string wide = "0";
  while (wide.size() < 3990) wide += "+1";
  EXPECT_EQ(value_of(wide), json::value(1995)) << "a long sum is no depth";
  std::string ands = "true";
  while (ands.size() < 3980) ands += " and true";
  EXPECT_EQ(value_of(ands), json::value(true));
}

TEST(BpmnExpression, TellsEachVariableOnce) {
  EXPECT_EQ(Expression::parse("b > 1 and a.c < b or defined(d)")->variables(),
            (std::vector<std::string>{"b", "a.c", "d"}));
}

TEST(BpmnExpression, ReadsAssignments) {
  const auto read = parse_assignments("setpoint = max(72, deviation.limit - 4), reason='a, b'");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ(read->at(0).name, "setpoint");
  EXPECT_EQ(read->at(0).value.evaluate(lookup()).value(), json::value(74));
  EXPECT_EQ(read->at(1).value.evaluate(lookup()).value(), json::value("a, b"));
  const std::pair<const char*, const char*> cases[] = {
      {"", "at character 1: expected the name of a variable, found the end"},
      {"a.b = 1", "at character 1: expected the name of a variable, found 'a.b'"},
      {"a == 1", "at character 3: expected '=', found '=='"},
      {"a = 1 b = 2", "at character 7: expected ',', found 'b'"},
      {"a = 1,", "at character 7: expected the name of a variable, found the end"},
      {"a = 1, a = 2", "at character 8: a is set twice"},
  };
  for (const auto& [text, wanted] : cases) EXPECT_EQ(parse_assignments(text).error().message, wanted) << text;
}

}  // namespace
}  // namespace millwright::mes::bpmn
