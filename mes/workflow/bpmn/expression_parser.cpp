#include "mes/workflow/bpmn/expression_parser.h"

#include <algorithm>
#include <array>

namespace millwright::mes::bpmn {
namespace {

using Op = Expression::Op;
using Token = ExpressionToken;

constexpr std::array<std::string_view, 6> kWords = {"and", "or", "not", "true", "false", "null"};

bool is_word(std::string_view name) { return std::ranges::find(kWords, name) != kWords.end(); }

std::string found(const Token& token) {
  if (token.kind == Token::Kind::end) return "found the end";
  return fmt::format("found {}'{}'", token.kind == Token::Kind::text ? "the text " : "", token.text);
}

std::optional<Op::Kind> comparison_of(const Token& token) {
  if (token.kind != Token::Kind::sign) return std::nullopt;
  if (token.text == "==") return Op::Kind::equal;
  if (token.text == "!=") return Op::Kind::unequal;
  if (token.text == "<") return Op::Kind::less;
  if (token.text == "<=") return Op::Kind::less_or_equal;
  if (token.text == ">") return Op::Kind::greater;
  if (token.text == ">=") return Op::Kind::greater_or_equal;
  return std::nullopt;
}

}  // namespace

Result<ExpressionParser, ExpressionError> ExpressionParser::over(std::string_view text) {
  auto tokens = expression_tokens(text);
  if (!tokens) return std::unexpected(std::move(tokens.error()));
  return ExpressionParser(std::move(*tokens));
}

Result<Expression, ExpressionError> ExpressionParser::one() {
  out_ = {};
  if (!alternatives()) return std::unexpected(*fault_);
  return std::move(out_);
}

Result<Expression, ExpressionError> ExpressionParser::whole() {
  auto expression = one();
  if (!expression || next().kind == Token::Kind::end) return expression;
  wrong(next().at, next_is("=") ? "comparison is '=='" : "expected an operator or the end, " + found(next()));
  return std::unexpected(*fault_);
}

Result<std::vector<Assignment>, ExpressionError> ExpressionParser::assignments() {
  std::vector<Assignment> out;
  while (true) {
    const auto name = next();
    if (name.kind != Token::Kind::name || !is_variable_name(name.text)) {
      wrong(name.at, "expected the name of a variable, " + found(name));
      break;
    }
    ++at_;
    if (!expect("=")) break;
    auto value = one();
    if (!value) break;
    if (std::ranges::find(out, name.text, &Assignment::name) != out.end()) {
      wrong(name.at, fmt::format("{} is set twice", name.text));
      break;
    }
    out.push_back({name.text, std::move(*value)});
    if (next().kind == Token::Kind::end) return out;
    if (!expect(",")) break;
  }
  return std::unexpected(*fault_);
}

bool ExpressionParser::alternatives() {
  if (!conjunction()) return false;
  while (next_is_word("or")) {
    const auto at = tokens_[at_++].at;
    const auto skip = out_.ops_.size();
    emit(Op::Kind::skip_if_true, at);
    if (!conjunction()) return false;
    emit(Op::Kind::truth, at);
    out_.ops_[skip].argument = out_.ops_.size();
  }
  return true;
}

bool ExpressionParser::conjunction() {
  if (!negation()) return false;
  while (next_is_word("and")) {
    const auto at = tokens_[at_++].at;
    const auto skip = out_.ops_.size();
    emit(Op::Kind::skip_if_false, at);
    if (!negation()) return false;
    emit(Op::Kind::truth, at);
    out_.ops_[skip].argument = out_.ops_.size();
  }
  return true;
}

// Binds less tightly than comparison, so that `not a == b` reads as people mean it.
bool ExpressionParser::negation() {
  if (!next_is_word("not")) return comparison();
  const auto at = tokens_[at_++].at;
  if (!deeper(&ExpressionParser::negation, at)) return false;
  emit(Op::Kind::complement, at);
  return true;
}

bool ExpressionParser::comparison() {
  if (!sum()) return false;
  const auto kind = comparison_of(next());
  if (!kind) return true;
  const auto at = tokens_[at_++].at;
  if (!sum()) return false;
  emit(*kind, at);
  return !comparison_of(next()) || wrong(next().at, "comparisons do not follow each other: write 'and' between them");
}

bool ExpressionParser::sum() {
  if (!product()) return false;
  while (next_is("+") || next_is("-")) {
    const auto sign = tokens_[at_++];
    if (!product()) return false;
    emit(sign.text == "+" ? Op::Kind::add : Op::Kind::subtract, sign.at);
  }
  return true;
}

bool ExpressionParser::product() {
  if (!value()) return false;
  while (next_is("*") || next_is("/")) {
    const auto sign = tokens_[at_++];
    if (!value()) return false;
    emit(sign.text == "*" ? Op::Kind::multiply : Op::Kind::divide, sign.at);
  }
  return true;
}

bool ExpressionParser::value() {
  const auto token = next();
  if (token.kind == Token::Kind::end) return wrong(token.at, "expected a value, " + found(token));
  ++at_;
  switch (token.kind) {
    case Token::Kind::number:
      emit(Op::Kind::constant, token.at, 0, token.number);
      return true;
    case Token::Kind::text:
      emit(Op::Kind::constant, token.at, 0, json::value(token.text));
      return true;
    case Token::Kind::name:
      return named(token);
    default:
      break;
  }
  if (token.text == "(") return deeper(&ExpressionParser::alternatives, token.at) && expect(")");
  if (token.text != "-") return wrong(token.at, "expected a value, " + found(token));
  if (!deeper(&ExpressionParser::value, token.at)) return false;
  emit(Op::Kind::negate, token.at);
  return true;
}

bool ExpressionParser::named(const Token& name) {
  if (next_is("(") && !is_word(name.text)) return call(name);
  if (name.text == "true" || name.text == "false")
    emit(Op::Kind::constant, name.at, 0, name.text == "true");
  else if (name.text == "null")
    emit(Op::Kind::constant, name.at);
  else if (is_word(name.text))
    return wrong(name.at, "expected a value, " + found(name));
  else
    emit(Op::Kind::variable, name.at, variable(name.text));
  return true;
}

bool ExpressionParser::call(const Token& name) {
  if (name.text == "defined") return defined(name);
  const bool absolute = name.text == "abs";
  if (!absolute && name.text != "min" && name.text != "max")
    return wrong(name.at, fmt::format("unknown function '{}'; known: min, max, abs, defined", name.text));
  std::size_t values = 0;
  do {
    ++at_;  // the bracket, then each comma
    if (!deeper(&ExpressionParser::alternatives, name.at)) return false;
    ++values;
  } while (next_is(","));
  if (!expect(")")) return false;
  if (absolute && values != 1) return wrong(name.at, "abs takes one value");
  emit(absolute ? Op::Kind::absolute : name.text == "min" ? Op::Kind::minimum : Op::Kind::maximum, name.at, values);
  return true;
}

bool ExpressionParser::defined(const Token& name) {
  ++at_;
  const auto path = next();
  if (path.kind != Token::Kind::name || is_word(path.text))
    return wrong(path.at, "defined takes the name of a variable, " + found(path));
  ++at_;
  emit(Op::Kind::defined, name.at, variable(path.text));
  return expect(")");
}

bool ExpressionParser::deeper(bool (ExpressionParser::*part)(), std::size_t at) {
  if (depth_ >= Expression::kDepthMax)
    return wrong(at, fmt::format("it is nested more than {} deep", Expression::kDepthMax));
  ++depth_;
  const bool read = (this->*part)();
  --depth_;
  return read;
}

bool ExpressionParser::next_is(std::string_view sign) const {
  return next().kind == Token::Kind::sign && next().text == sign;
}

bool ExpressionParser::next_is_word(std::string_view word) const {
  return next().kind == Token::Kind::name && next().text == word;
}

bool ExpressionParser::expect(std::string_view sign) {
  if (!next_is(sign)) return wrong(next().at, fmt::format("expected '{}', {}", sign, found(next())));
  ++at_;
  return true;
}

bool ExpressionParser::wrong(std::size_t at, std::string message) {
  if (!fault_) fault_ = {ExpressionError::syntax, fmt::format("at character {}: {}", at, message)};
  return false;
}

void ExpressionParser::emit(Op::Kind kind, std::size_t at, std::size_t argument, json::value constant) {
  out_.ops_.push_back({kind, argument, at, std::move(constant)});
}

std::size_t ExpressionParser::variable(const std::string& path) {
  const auto known = std::ranges::find(out_.variables_, path);
  if (known != out_.variables_.end()) return static_cast<std::size_t>(known - out_.variables_.begin());
  out_.variables_.push_back(path);
  return out_.variables_.size() - 1;
}

Result<Expression, ExpressionError> Expression::parse(std::string_view text) {
  auto parser = ExpressionParser::over(text);
  if (!parser) return std::unexpected(std::move(parser.error()));
  auto expression = parser->whole();
  if (expression) expression->text_ = std::string(text);
  return expression;
}

Result<std::vector<Assignment>, ExpressionError> parse_assignments(std::string_view text) {
  auto parser = ExpressionParser::over(text);
  if (!parser) return std::unexpected(std::move(parser.error()));
  return parser->assignments();
}

bool is_variable_name(std::string_view name) {
  if (name.empty() || name.size() > 100 || is_word(name) || (name.front() >= '0' && name.front() <= '9')) return false;
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

}  // namespace millwright::mes::bpmn
