#pragma once
// What the contracts look like from outside: a JSON Schema for each event type, and an AsyncAPI of the bus built of
// them. Made from the structs; `millwright contracts FOLDER` writes them, a test holds the published files against it.

#include <map>
#include <string>

#include "lib/base/json.h"

namespace millwright::contracts {

/// File name ("millwright.count.v1.json") → JSON Schema of the whole CloudEvent.
[[nodiscard]] std::map<std::string, json::object> event_schemas();
/// AsyncAPI 3.0 of both exchanges.
[[nodiscard]] json::object asyncapi();
/// Indented, keys in order, a newline at the end: for files that people read and git compares.
[[nodiscard]] std::string pretty(const json::value& value);

}  // namespace millwright::contracts
