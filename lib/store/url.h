#pragma once
// The two URLs a database is named by.

#include <optional>
#include <string>

#include "lib/store/database.h"

namespace millwright::store {

struct DatabaseUrl {
  Dialect dialect = Dialect::sqlite;
  std::string connect;  // what SOCI's backend is given
  std::string file;     // SQLite
  std::string schema;   // PostgreSQL: "" for the server's default
  std::string shown;    // for messages: without the password
};

[[nodiscard]] StoreResult<DatabaseUrl> parse_database_url(const std::string& url);

/// [a-z_][a-z0-9_]{0,39}: can stand in SQL without quotes.
[[nodiscard]] bool is_identifier(std::string_view text);

}  // namespace millwright::store
