#include "lib/store/url.h"

#include <algorithm>

namespace millwright::store {
namespace {

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kPostgresql = "postgresql://";
constexpr std::size_t kIdentifierMax = 40;

StoreResult<DatabaseUrl> parse_sqlite(const std::string& path) {
  if (path.empty()) return fail(StoreError::failed, "the database URL names no file: sqlite:/path/to/file.db");
  if (path.find('"') != std::string::npos) return fail(StoreError::failed, "the path {} contains a quote", path);
  return DatabaseUrl{.dialect = Dialect::sqlite,
                     .connect = "db=\"" + path + "\"",
                     .file = path,
                     .schema = {},
                     .shown = std::string(kSqlite) + path};
}

StoreResult<DatabaseUrl> parse_postgresql(std::string url) {
  DatabaseUrl out{.dialect = Dialect::postgresql, .connect = {}, .file = {}, .schema = {}, .shown = {}};
  if (auto question = url.find('?'); question != std::string::npos) {
    constexpr std::string_view kSchema = "schema=";
    auto query = url.substr(question + 1);
    if (!query.starts_with(kSchema) || !is_identifier(query.substr(kSchema.size()))) {
      return fail(StoreError::failed, "the database URL may end in ?schema=name, not in ?{}", query);
    }
    out.schema = query.substr(kSchema.size());
    url.resize(question);
  }
  const auto at = url.rfind('@');
  out.shown =
      std::string(kPostgresql) + (at == std::string::npos ? url.substr(kPostgresql.size()) : url.substr(at + 1));
  // A server that vanishes without a word is noticed after ten seconds, in a read as in a write.
  out.connect = url +
                "?connect_timeout=5&keepalives_idle=5&keepalives_interval=2&keepalives_count=3"
                "&tcp_user_timeout=10000&application_name=millwright";
  return out;
}

}  // namespace

bool is_identifier(std::string_view text) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= kIdentifierMax && !(text.front() >= '0' && text.front() <= '9') &&
         std::ranges::all_of(text, fits);
}

StoreResult<DatabaseUrl> parse_database_url(const std::string& url) {
  if (url.starts_with(kSqlite)) return parse_sqlite(url.substr(kSqlite.size()));
  if (url.starts_with(kPostgresql)) return parse_postgresql(url);
  // The scheme alone is named: the rest may hold a password.
  return fail(StoreError::failed, "a database URL begins with sqlite: or postgresql://, not with \"{}\"",
              url.substr(0, url.find(':')));
}

}  // namespace millwright::store
