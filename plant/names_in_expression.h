#pragma once
// The identifiers of an expression, found without evaluating it, and how a name is resolved from an equipment's point
// of view. Shared by the compiler (expression.cpp) and the checker (check_expressions.cpp).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plant/model.h"

namespace millwright::plant {

/// A piece of an expression: text as written, and what it is.
struct ExpressionToken {
  enum class Kind { name, function, word, other };  // word: and, or, not
  Kind kind = Kind::other;
  std::string text;
};

[[nodiscard]] std::vector<ExpressionToken> tokens_of(std::string_view expression);

/// Words with a meaning in expressions; no tag may be called so.
[[nodiscard]] bool is_reserved_word(std::string_view word);

/// Where `name` ("capper.state") may stand, seen from `equipment`: in it, beside it, anywhere. In the order of lookup.
[[nodiscard]] std::vector<TagPath> candidates_for(const EquipmentPath& equipment, std::string_view name);
[[nodiscard]] std::optional<TagPath> resolve_name(const Plant& plant, const EquipmentPath& equipment,
                                                  std::string_view name);

}  // namespace millwright::plant
