#pragma once
// Many texts as one parameter of a statement.

#include <fmt/format.h>
#include <soci/soci.h>

#include <string>
#include <vector>

#include "lib/base/json.h"
#include "lib/store/database.h"

namespace millwright::mes {

/// The condition that `column` is one of the texts that are bound as `:name`, by texts_parameter(). PostgreSQL goes
/// through its index in the order of an array, which takes half the time of looking the rows of a query up.
[[nodiscard]] inline std::string among(store::Session& sql, std::string_view column, std::string_view name) {
  return sql.get_backend_name() == "sqlite3"
             ? fmt::format("{} in (select value from json_each(:{}))", column, name)
             : fmt::format("{} = any(array(select json_array_elements_text(cast(:{} as json))))", column, name);
}
[[nodiscard]] inline std::string texts_parameter(const std::vector<std::string>& texts) { return to_json_text(texts); }

}  // namespace millwright::mes
