#pragma once
// A YAML text as JSON, for who reads JSON alone. Pure function.

#include <optional>
#include <string>

#include "lib/base/json.h"

namespace millwright {

/// Quoted scalars are strings, plain ones numbers, true, false and null where they read as such. nullopt: no YAML, not
/// one document, or more in it than is believed of a text that people write (an alias can stand for any amount).
[[nodiscard]] std::optional<json::value> yaml_as_json(const std::string& text);

}  // namespace millwright
