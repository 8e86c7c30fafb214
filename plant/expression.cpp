#include "plant/expression.h"

#include <fmt/ranges.h>
#include <muParser.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "plant/names_in_expression.h"

namespace millwright::plant {
namespace {

constexpr std::array<std::string_view, 4> kFunctions = {"if", "abs", "min", "max"};

double negate(double v) { return v == 0 ? 1 : 0; }
double choose(double condition, double a, double b) { return condition != 0 ? a : b; }

std::string names_near(const Plant& plant, const EquipmentPath& equipment) {
  const auto* unit = plant.find_equipment(equipment);
  std::vector<std::string_view> names;
  if (unit != nullptr)
    for (const auto& tag : unit->tags) names.push_back(contracts::leaf_of(tag.str()));
  return names.empty() ? "it has no tags" : fmt::format("it has {}", fmt::join(names, ", "));
}

/// Worse of two: Bad before Uncertain before Good; of the same severity the one seen first stays.
contracts::Quality worse(contracts::Quality a, contracts::Quality b) {
  return (b.code() >> 30) > (a.code() >> 30) ? b : a;
}

/// muParser would take `=` as an assignment to a variable.
bool assigns(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') continue;
    const bool after = i > 0 && std::string_view("=!<>").find(text[i - 1]) != std::string_view::npos;
    const bool before = i + 1 < text.size() && text[i + 1] == '=';
    if (!after && !before) return true;
  }
  return false;
}

}  // namespace

struct Expression::Impl {
  // Where each name's number lies while muParser computes: it keeps the addresses. Slot 0 is the parameter.
  std::vector<double> slots;
  std::vector<TagPath> tags;
  mu::Parser parser;

  void define() {
    parser.DefineVar("value_", &slots[0]);
    for (std::size_t i = 0; i < tags.size(); ++i) parser.DefineVar(fmt::format("tag{}_", i), &slots[i + 1]);
    // Binds less tightly than comparison, so that `not a == b` reads as people mean it.
    parser.DefineInfixOprt("!", negate, mu::prLOGIC);
    parser.DefineFun("if", choose);
  }
};

Expression::Expression(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;
Expression::~Expression() = default;

namespace {

/// The expression in muParser's words: tags as tag0_, tag1_ … (their paths go to `tags`), `and` as && and so on.
Result<std::string, ExpressionError> translate(const Plant& plant, const EquipmentPath& equipment,
                                               std::string_view text, std::vector<TagPath>& tags) {
  std::string out;
  for (const auto& token : tokens_of(text)) {
    if (token.kind == ExpressionToken::Kind::word) {
      out += token.text == "and" ? "&&" : token.text == "or" ? "||" : "!";
    } else if (token.kind == ExpressionToken::Kind::function) {
      if (std::ranges::find(kFunctions, token.text) == kFunctions.end())
        return fail(ExpressionError::unknown_name, "unknown function '{}'; known: {}", token.text,
                    fmt::join(kFunctions, ", "));
      out += token.text;
    } else if (token.kind == ExpressionToken::Kind::other) {
      out += token.text;
    } else if (token.text == "value") {
      out += "value_";
    } else {
      const auto tag = resolve_name(plant, equipment, token.text);
      if (!tag)
        return fail(ExpressionError::unknown_name, "unknown tag '{}', seen from {}; {}", token.text, equipment.str(),
                    names_near(plant, equipment));
      auto at = std::ranges::find(tags, *tag);
      if (at == tags.end()) at = tags.insert(tags.end(), *tag);
      out += fmt::format("tag{}_", at - tags.begin());
    }
  }
  return out;
}

}  // namespace

Result<Expression, ExpressionError> Expression::compile(const Plant& plant, const EquipmentPath& equipment,
                                                        std::string_view text) {
  if (assigns(text)) return fail(ExpressionError::syntax, "'{}': '=' assigns; comparison is '=='", text);
  auto impl = std::make_unique<Impl>();
  const auto translated = translate(plant, equipment, text, impl->tags);
  if (!translated) return std::unexpected(translated.error());
  impl->slots.assign(impl->tags.size() + 1, 0.0);
  try {
    impl->define();
    impl->parser.SetExpr(*translated);
    int results = 0;
    impl->parser.Eval(results);
    if (results != 1) return fail(ExpressionError::syntax, "'{}' is {} expressions, not one", text, results);
  } catch (const mu::Parser::exception_type& error) {
    return fail(ExpressionError::syntax, "'{}' is no expression: {}", text, error.GetMsg());
  }
  return Expression(std::move(impl));
}

Evaluation Expression::evaluate(const Lookup& lookup, double parameter) const {
  Evaluation outcome{0, contracts::quality::kGood};
  impl_->slots[0] = parameter;
  for (std::size_t i = 0; i < impl_->tags.size(); ++i) {
    const auto sample = lookup(impl_->tags[i]);
    const auto number = contracts::number_in(sample.value);
    outcome.quality = worse(outcome.quality, number ? sample.quality : contracts::quality::kBadConfigurationError);
    impl_->slots[i + 1] = number.value_or(0);
  }
  try {
    outcome.value = impl_->parser.Eval();
  } catch (const mu::Parser::exception_type&) {
    // Division by zero and its like: the outcome is not usable, which is what Bad says.
    outcome = {0, contracts::quality::kBad};
  }
  if (!std::isfinite(outcome.value)) outcome = {0, contracts::quality::kBad};
  return outcome;
}

const std::vector<TagPath>& Expression::tags() const { return impl_->tags; }

}  // namespace millwright::plant
