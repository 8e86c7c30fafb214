#include <charconv>
#include <cmath>

#include "mes/workflow/bpmn/expression_parser.h"

namespace millwright::mes::bpmn {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

using Read = Result<ExpressionToken, ExpressionError>;
using Kind = ExpressionToken::Kind;

Read number_at(std::string_view text, std::size_t begin) {
  ExpressionToken token{Kind::number, {}, 0, begin + 1};
  const auto* first = text.data() + begin;
  const auto [end, error] = std::from_chars(first, text.data() + text.size(), token.number);
  if (error != std::errc{} || !std::isfinite(token.number))
    return fail(ExpressionError::syntax, "at character {}: this number is too large", begin + 1);
  token.text = std::string(first, end);
  const auto behind = begin + token.text.size();
  if (behind < text.size() && (is_letter(text[behind]) || text[behind] == '.'))
    return fail(ExpressionError::syntax, "at character {}: a number ends in '{}'", behind + 1, text[behind]);
  return token;
}

// Either quote; a doubled one stands for itself.
Result<std::pair<ExpressionToken, std::size_t>, ExpressionError> text_at(std::string_view text, std::size_t begin) {
  ExpressionToken token{Kind::text, {}, 0, begin + 1};
  const char quote = text[begin];
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (text[i] != quote) {
      token.text += text[i];
    } else if (i + 1 < text.size() && text[i + 1] == quote) {
      token.text += text[i++];
    } else {
      return std::pair{std::move(token), i + 1};
    }
  }
  return fail(ExpressionError::syntax, "at character {}: this text has no end", begin + 1);
}

Read name_at(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]) || text[end] == '.')) ++end;
  ExpressionToken token{Kind::name, std::string(text.substr(begin, end - begin)), 0, begin + 1};
  bool at_part = true;
  for (std::size_t i = begin; i < end; ++i) {
    if (at_part && !is_letter(text[i]))
      return fail(ExpressionError::syntax, "at character {}: a part of a name begins with '{}'", i + 1, text[i]);
    at_part = text[i] == '.';
  }
  if (at_part) return fail(ExpressionError::syntax, "at character {}: a name ends in '.'", end);
  return token;
}

Read sign_at(std::string_view text, std::size_t begin) {
  for (const std::string_view two : {"==", "!=", "<=", ">="})
    if (text.substr(begin).starts_with(two)) return ExpressionToken{Kind::sign, std::string(two), 0, begin + 1};
  if (std::string_view("()+-*/<>=,").find(text[begin]) != std::string_view::npos)
    return ExpressionToken{Kind::sign, std::string(1, text[begin]), 0, begin + 1};
  const auto byte = static_cast<unsigned char>(text[begin]);
  if (byte < 0x20 || byte >= 0x7F)
    return fail(ExpressionError::syntax, "at character {}: this character has no meaning outside a text", begin + 1);
  return fail(ExpressionError::syntax, "at character {}: '{}' has no meaning here", begin + 1, text[begin]);
}

}  // namespace

Result<std::vector<ExpressionToken>, ExpressionError> expression_tokens(std::string_view text) {
  if (text.size() > Expression::kLengthMax)
    return fail(ExpressionError::syntax, "an expression is at most {} characters long", Expression::kLengthMax);
  std::vector<ExpressionToken> out;
  std::size_t at = 0;
  while (true) {
    while (at < text.size() && std::string_view(" \t\r\n").find(text[at]) != std::string_view::npos) ++at;
    if (at == text.size()) break;
    const char c = text[at];
    if (c == '\'' || c == '"') {
      auto read = text_at(text, at);
      if (!read) return std::unexpected(std::move(read.error()));
      at = read->second;
      out.push_back(std::move(read->first));
      continue;
    }
    const bool number = is_digit(c) || (c == '.' && at + 1 < text.size() && is_digit(text[at + 1]));
    auto read = number ? number_at(text, at) : is_letter(c) ? name_at(text, at) : sign_at(text, at);
    if (!read) return std::unexpected(std::move(read.error()));
    at += read->text.size();
    out.push_back(std::move(*read));
  }
  out.push_back({Kind::end, {}, 0, text.size() + 1});
  return out;
}

}  // namespace millwright::mes::bpmn
