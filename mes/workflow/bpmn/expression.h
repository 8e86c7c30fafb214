#pragma once
// The language of a process's conditions and values: numbers, texts, true, false, null, variables by dotted path
// (`deviation.value`), comparison, and / or / not, + - * /, min, max, abs, defined. It reads variables and nothing
// else; it has no loops, no assignment and no calls to the outside. Read once into a list of small steps for a stack,
// so that evaluating neither recurses nor parses. docs/formats/bpmn.md describes it for people who write processes.
//
// A value: cheap enough to copy, safe from any thread once it is read.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/json.h"

namespace millwright::mes::bpmn {

enum class ExpressionError {
  syntax,            // the text is no expression
  unknown_variable,  // nothing of that name is there now
  type,              // 'a text' < 5
  number,            // division by zero, or a result that is no finite number
};
BOOST_DESCRIBE_ENUM(ExpressionError, syntax, unknown_variable, type, number)

/// What a variable is now; nullopt where there is none. The path is dotted: "command.state".
using Lookup = std::function<std::optional<json::value>(std::string_view path)>;
/// Looks into an object, level by level.
[[nodiscard]] std::optional<json::value> value_at(const json::object& variables, std::string_view path);

class Expression {
 public:
  static constexpr std::size_t kLengthMax = 4000;
  static constexpr int kDepthMax = 64;
  static constexpr std::size_t kTextMax = 64 * 1024;  // a text that `+` makes

  /// The fault says at which character: "at character 7: expected a value, found ')'".
  [[nodiscard]] static Result<Expression, ExpressionError> parse(std::string_view text);

  [[nodiscard]] Result<json::value, ExpressionError> evaluate(const Lookup& lookup) const;
  /// A condition: anything but true and false is a type error.
  [[nodiscard]] Result<bool, ExpressionError> is_true(const Lookup& lookup) const;
  /// Each variable that it reads, once, in the order of the text.
  [[nodiscard]] const std::vector<std::string>& variables() const { return variables_; }
  [[nodiscard]] const std::string& text() const { return text_; }

  /// One step for the stack.
  struct Op {
    enum class Kind : std::uint8_t {
      constant,    // pushes
      variable,    // pushes
      defined,     // pushes whether the variable is there
      negate,      // - x
      complement,  // not x
      add,         // and the other operators: two down, one up
      subtract,
      multiply,
      divide,
      equal,
      unequal,
      less,
      less_or_equal,
      greater,
      greater_or_equal,
      skip_if_false,  // `and`: keeps the false and goes to `argument`; else drops the true
      skip_if_true,   // `or`
      truth,          // the top must be true or false: the right side of and / or
      minimum,        // of `argument` values
      maximum,
      absolute,
    };
    Kind kind;
    std::size_t argument = 0;  // where to go on, how many values, or which variable
    std::size_t at = 0;        // the character it came of, from 1
    json::value constant{};
  };

 private:
  friend class ExpressionParser;

  std::string text_;
  std::vector<Op> ops_;
  std::vector<std::string> variables_;
};

/// `name = expression, name = expression`: what a rule of a decision sets.
struct Assignment {
  std::string name;
  Expression value;
};
[[nodiscard]] Result<std::vector<Assignment>, ExpressionError> parse_assignments(std::string_view text);

/// Letters, digits and '_', no digit first, and no word of the language.
[[nodiscard]] bool is_variable_name(std::string_view name);

}  // namespace millwright::mes::bpmn
