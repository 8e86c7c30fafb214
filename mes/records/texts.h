#pragma once
// Many texts as one parameter of a statement.

#include <soci/soci.h>

#include <string>
#include <vector>

#include "lib/base/json.h"
#include "lib/store/database.h"

namespace millwright::mes {

/// A query whose rows are the texts that are bound as `:name`, by texts_parameter(): "… where id in (" + it + ")".
[[nodiscard]] inline std::string texts_of(store::Session& sql, const std::string& name) {
  return sql.get_backend_name() == "sqlite3" ? "select value from json_each(:" + name + ")"
                                             : "select json_array_elements_text(cast(:" + name + " as json))";
}
[[nodiscard]] inline std::string texts_parameter(const std::vector<std::string>& texts) { return to_json_text(texts); }

}  // namespace millwright::mes
