#include "plant/names_in_expression.h"

#include <algorithm>
#include <array>

namespace millwright::plant {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool in_name(char c) { return is_letter(c) || is_digit(c) || c == '.'; }

/// End of the number that starts at `at`: digits, a fraction, an exponent.
std::size_t end_of_number(std::string_view text, std::size_t at) {
  while (at < text.size() && (is_digit(text[at]) || text[at] == '.')) ++at;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    std::size_t exponent = at + 1;
    if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
    if (exponent < text.size() && is_digit(text[exponent])) {
      at = exponent;
      while (at < text.size() && is_digit(text[at])) ++at;
    }
  }
  return at;
}

ExpressionToken named(std::string_view text, std::size_t from, std::size_t to) {
  const auto word = std::string(text.substr(from, to - from));
  if (word == "and" || word == "or" || word == "not") return {ExpressionToken::Kind::word, word};
  const auto next = text.find_first_not_of(" \t\n", to);
  const bool call = next != std::string_view::npos && text[next] == '(';
  return {call ? ExpressionToken::Kind::function : ExpressionToken::Kind::name, word};
}

}  // namespace

std::vector<ExpressionToken> tokens_of(std::string_view expression) {
  std::vector<ExpressionToken> tokens;
  std::size_t at = 0;
  while (at < expression.size()) {
    std::size_t end = at + 1;
    if (is_letter(expression[at])) {
      while (end < expression.size() && in_name(expression[end])) ++end;
      tokens.push_back(named(expression, at, end));
    } else {
      if (is_digit(expression[at]) || expression[at] == '.') end = std::max(end, end_of_number(expression, at));
      tokens.push_back({ExpressionToken::Kind::other, std::string(expression.substr(at, end - at))});
    }
    at = end;
  }
  return tokens;
}

bool is_reserved_word(std::string_view word) {
  constexpr std::array<std::string_view, 8> kWords = {"value", "and", "or", "not", "if", "abs", "min", "max"};
  return std::ranges::find(kWords, word) != kWords.end();
}

std::vector<TagPath> candidates_for(const EquipmentPath& equipment, std::string_view name) {
  std::string path(name);
  std::ranges::replace(path, '.', '/');
  std::vector<TagPath> found{TagPath(equipment.str() + "/" + path)};
  const auto slash = equipment.str().rfind('/');
  if (slash != std::string::npos) found.emplace_back(equipment.str().substr(0, slash) + "/" + path);
  found.emplace_back(path);
  return found;
}

std::optional<TagPath> resolve_name(const Plant& plant, const EquipmentPath& equipment, std::string_view name) {
  for (auto& candidate : candidates_for(equipment, name))
    if (plant.find_tag(candidate) != nullptr) return std::move(candidate);
  return std::nullopt;
}

}  // namespace millwright::plant
