#pragma once
// The words of an expression, and the reading of them by recursive descent, for expression.h's two entrances. Lives for
// one reading.

#include "mes/workflow/bpmn/expression.h"

namespace millwright::mes::bpmn {

struct ExpressionToken {
  enum class Kind { number, text, name, sign, end };
  Kind kind = Kind::end;
  std::string text;  // of a text: what is between its quotes; of a name: the dotted path
  double number = 0;
  std::size_t at = 1;  // the first character, from 1
};

[[nodiscard]] Result<std::vector<ExpressionToken>, ExpressionError> expression_tokens(std::string_view text);

class ExpressionParser {
 public:
  [[nodiscard]] static Result<ExpressionParser, ExpressionError> over(std::string_view text);

  /// One expression to the end of the text.
  [[nodiscard]] Result<Expression, ExpressionError> whole();
  /// `name = expression`, separated by commas, to the end.
  [[nodiscard]] Result<std::vector<Assignment>, ExpressionError> assignments();

 private:
  explicit ExpressionParser(std::vector<ExpressionToken> tokens) : tokens_(std::move(tokens)) {}

  // Each reads what its name says and emits its steps; false once there is a fault, which is the first.
  bool alternatives();  // or
  bool conjunction();   // and
  bool negation();      // not
  bool comparison();
  bool sum();
  bool product();
  bool value();
  bool named(const ExpressionToken& name);
  bool call(const ExpressionToken& name);
  bool defined(const ExpressionToken& name);
  bool deeper(bool (ExpressionParser::*part)(), std::size_t at);

  [[nodiscard]] const ExpressionToken& next() const { return tokens_[at_]; }
  [[nodiscard]] bool next_is(std::string_view sign) const;
  [[nodiscard]] bool next_is_word(std::string_view word) const;
  bool expect(std::string_view sign);
  bool wrong(std::size_t at, std::string message);
  void emit(Expression::Op::Kind kind, std::size_t at, std::size_t argument = 0, json::value constant = {});
  std::size_t variable(const std::string& path);
  [[nodiscard]] Result<Expression, ExpressionError> one();

  std::vector<ExpressionToken> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Expression out_;
  std::optional<Failure<ExpressionError>> fault_;
};

}  // namespace millwright::mes::bpmn
