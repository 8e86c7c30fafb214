#include "lib/base/json.h"

#include <algorithm>

namespace millwright {
namespace {

bool all_finite(const json::value& value) {
  if (const auto* number = value.if_double()) return std::isfinite(*number);
  if (const auto* array = value.if_array()) return std::ranges::all_of(*array, all_finite);
  const auto* object = value.if_object();
  return object == nullptr || std::ranges::all_of(*object, [](const auto& entry) { return all_finite(entry.value()); });
}

}  // namespace

Result<json::value, JsonError> parse_json(std::string_view text) {
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = 32;
  auto value = json::parse(text, error, {}, options);
  if (error) return fail(JsonError::syntax, "{}", error.message());
  if (!all_finite(value)) return fail(JsonError::syntax, "a number is too large");
  return value;
}

}  // namespace millwright
