#pragma once
// What was written and read again, compared. A number may differ in its last digit: Boost.JSON reads decimal fractions
// fast rather than to the last bit.

#include <algorithm>
#include <cmath>

#include "lib/base/json.h"

namespace millwright::fuzz {

[[nodiscard]] inline bool same_json(const json::value& a, const json::value& b) {
  if (a.is_double() || b.is_double()) {
    if (!a.is_number() || !b.is_number()) return false;
    const auto x = a.to_number<double>();
    const auto y = b.to_number<double>();
    return std::abs(x - y) <= 1e-14 * std::abs(x) + 1e-300;
  }
  if (const auto* array = a.if_array()) return b.is_array() && std::ranges::equal(*array, b.get_array(), same_json);
  if (const auto* object = a.if_object()) {
    if (!b.is_object() || object->size() != b.get_object().size()) return false;
    return std::ranges::all_of(*object, [&](const auto& entry) {
      const auto* other = b.get_object().if_contains(entry.key());
      return other != nullptr && same_json(entry.value(), *other);
    });
  }
  return a == b;
}

}  // namespace millwright::fuzz
