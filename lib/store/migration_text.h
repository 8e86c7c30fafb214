#pragma once
// Turns the SQL of a Migration into statements of a dialect.

#include <string>
#include <string_view>
#include <vector>

#include "lib/store/database.h"

namespace millwright::store {

/// Statements without their ';', the words in braces replaced. Quotes and `--` comments are respected; a statement
/// that contains ';' itself (a trigger's body) is not supported.
[[nodiscard]] std::vector<std::string> statements_of(std::string_view sql, Dialect dialect);

}  // namespace millwright::store
