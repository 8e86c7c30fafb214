#include "mes/workflow/bpmn/expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace millwright::mes::bpmn {
namespace {

using Op = Expression::Op;
using Value = Result<json::value, ExpressionError>;

std::string_view kind_of(const json::value& value) {
  if (value.is_number()) return "a number";
  if (value.is_string()) return "a text";
  if (value.is_bool()) return "true or false";
  if (value.is_null()) return "null";
  return value.is_array() ? "a list" : "an object";
}

std::unexpected<Failure<ExpressionError>> wrong_type(const Op& op, std::string_view wanted, const json::value& value) {
  return fail(ExpressionError::type, "at character {}: {} is wanted, and this is {}", op.at, wanted, kind_of(value));
}

std::string in_words(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_bool()) return value.get_bool() ? "true" : "false";
  if (value.is_int64()) return fmt::format("{}", value.get_int64());
  if (value.is_uint64()) return fmt::format("{}", value.get_uint64());
  return fmt::format("{}", value.get_double());
}

Value number(const Op& op, double value) {
  if (!std::isfinite(value))
    return fail(ExpressionError::number, "at character {}: the result is no finite number", op.at);
  return json::value(value);
}

Value joined(const Op& op, const json::value& a, const json::value& b) {
  for (const auto* side : {&a, &b})
    if (!side->is_string() && !side->is_number() && !side->is_bool())
      return wrong_type(op, "a text or a number", *side);
  auto text = in_words(a) + in_words(b);
  if (text.size() > Expression::kTextMax)
    return fail(ExpressionError::number, "at character {}: the text is longer than {} bytes", op.at,
                Expression::kTextMax);
  return json::value(std::move(text));
}

Value computed(const Op& op, const json::value& a, const json::value& b) {
  if (op.kind == Op::Kind::add && (a.is_string() || b.is_string())) return joined(op, a, b);
  for (const auto* side : {&a, &b})
    if (!side->is_number()) return wrong_type(op, "a number", *side);
  const auto x = a.to_number<double>();
  const auto y = b.to_number<double>();
  switch (op.kind) {
    case Op::Kind::add:
      return number(op, x + y);
    case Op::Kind::subtract:
      return number(op, x - y);
    case Op::Kind::multiply:
      return number(op, x * y);
    default:
      if (y == 0) return fail(ExpressionError::number, "at character {}: division by zero", op.at);
      return number(op, x / y);
  }
}

bool same(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) return a.to_number<double>() == b.to_number<double>();
  return a == b;
}

template <class T>
bool holds(Op::Kind kind, const T& a, const T& b) {
  switch (kind) {
    case Op::Kind::less:
      return a < b;
    case Op::Kind::less_or_equal:
      return a <= b;
    case Op::Kind::greater:
      return a > b;
    default:
      return a >= b;
  }
}

// Numbers are ordered, and texts by their bytes; values of two kinds are unequal and have no order.
Value compared(const Op& op, const json::value& a, const json::value& b) {
  if (op.kind == Op::Kind::equal || op.kind == Op::Kind::unequal)
    return json::value(same(a, b) == (op.kind == Op::Kind::equal));
  if (a.is_number() && b.is_number()) return json::value(holds(op.kind, a.to_number<double>(), b.to_number<double>()));
  if (a.is_string() && b.is_string())
    return json::value(holds(op.kind, std::string_view(a.get_string()), std::string_view(b.get_string())));
  if (a.is_number() || a.is_string()) return wrong_type(op, kind_of(a), b);
  return wrong_type(op, "a number or a text", a);
}

Value extreme(const Op& op, std::span<const json::value> values) {
  std::optional<double> out;
  for (const auto& value : values) {
    if (!value.is_number()) return wrong_type(op, "a number", value);
    const auto x = value.to_number<double>();
    if (!out || (op.kind == Op::Kind::minimum ? x < *out : x > *out)) out = x;
  }
  return json::value(op.kind == Op::Kind::absolute ? std::abs(*out) : *out);
}

// 75 rather than 7.5E1 in what is sent and stored.
json::value whole_where_it_can(json::value value) {
  constexpr double kExact = 9007199254740992;  // 2^53: up to here a double holds every whole number
  if (const auto* number = value.if_double(); number != nullptr && std::abs(*number) <= kExact)
    if (std::trunc(*number) == *number) return json::value(static_cast<std::int64_t>(*number));
  return value;
}

// One evaluation: the stack and where it stands.
class Evaluation {
 public:
  Evaluation(const std::vector<Op>& ops, const std::vector<std::string>& variables, const Lookup& lookup)
      : ops_(ops), variables_(variables), lookup_(lookup) {}

  Value run() {
    for (std::size_t at = 0; at < ops_.size();) {
      const auto& op = ops_[at++];
      auto value = step(op, at);
      if (!value) return value;
      stack_.push_back(std::move(*value));
    }
    return stack_.empty() ? json::value(nullptr) : whole_where_it_can(pop());
  }

 private:
  json::value pop() {
    auto top = std::move(stack_.back());
    stack_.pop_back();
    return top;
  }

  // Takes what it needs from the stack and gives what is pushed.
  Value step(const Op& op, std::size_t& next) {
    switch (op.kind) {
      case Op::Kind::constant:
        return op.constant;
      case Op::Kind::variable:
        return variable(op);
      case Op::Kind::defined:
        return json::value(lookup_(variables_[op.argument]).has_value());
      case Op::Kind::negate:
      case Op::Kind::complement:
      case Op::Kind::truth:
        return unary(op, pop());
      case Op::Kind::skip_if_false:
      case Op::Kind::skip_if_true:
        return skip(op, next);
      case Op::Kind::minimum:
      case Op::Kind::maximum:
      case Op::Kind::absolute: {
        auto value = extreme(op, std::span(stack_).last(op.argument));
        stack_.resize(stack_.size() - op.argument);
        return value;
      }
      default: {
        const auto right = pop();
        const auto left = pop();
        return op.kind >= Op::Kind::equal ? compared(op, left, right) : computed(op, left, right);
      }
    }
  }

  Value variable(const Op& op) const {
    auto value = lookup_(variables_[op.argument]);
    if (!value)
      return fail(ExpressionError::unknown_variable, "at character {}: there is no variable '{}'", op.at,
                  variables_[op.argument]);
    return std::move(*value);
  }

  static Value unary(const Op& op, const json::value& value) {
    if (op.kind == Op::Kind::negate) {
      if (!value.is_number()) return wrong_type(op, "a number", value);
      return json::value(-value.to_number<double>());
    }
    if (!value.is_bool()) return wrong_type(op, "true or false", value);
    return json::value(op.kind == Op::Kind::truth ? value.get_bool() : !value.get_bool());
  }

  // The left side decides, or makes room for the right one, whose first step is taken at once.
  Value skip(const Op& op, std::size_t& next) {
    auto left = pop();
    if (!left.is_bool()) return wrong_type(op, "true or false", left);
    if (left.get_bool() == (op.kind == Op::Kind::skip_if_true)) {
      next = op.argument;
      return left;
    }
    const auto& first = ops_[next++];
    return step(first, next);
  }

  const std::vector<Op>& ops_;
  const std::vector<std::string>& variables_;
  const Lookup& lookup_;
  std::vector<json::value> stack_;
};

}  // namespace

std::optional<json::value> value_at(const json::object& variables, std::string_view path) {
  const json::object* level = &variables;
  while (true) {
    const auto dot = path.find('.');
    const auto* found = level->if_contains(path.substr(0, dot));
    if (found == nullptr) return std::nullopt;
    if (dot == std::string_view::npos) return *found;
    level = found->if_object();
    if (level == nullptr) return std::nullopt;
    path.remove_prefix(dot + 1);
  }
}

Result<json::value, ExpressionError> Expression::evaluate(const Lookup& lookup) const {
  return Evaluation(ops_, variables_, lookup).run();
}

Result<bool, ExpressionError> Expression::is_true(const Lookup& lookup) const {
  const auto value = evaluate(lookup);
  if (!value) return std::unexpected(value.error());
  if (!value->is_bool())
    return fail(ExpressionError::type, "a condition is true or false, and this is {}", kind_of(*value));
  return value->get_bool();
}

}  // namespace millwright::mes::bpmn
