#include "lib/store/url.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

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

/// What libpq may be told besides, all of it about TLS: passed on as it stands.
constexpr std::array<std::string_view, 7> kTlsParameters = {"sslmode", "sslrootcert", "sslcert",        "sslkey",
                                                            "sslcrl",  "sslcrldir",   "channel_binding"};

/// Sorts "schema=name&sslmode=verify-full" into `out`.
StoreResult<void> take_parameters(std::string_view query, DatabaseUrl& out) {
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto parameter = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const auto equals = std::min(parameter.find('='), parameter.size());
    const auto key = parameter.substr(0, equals);
    const auto value = parameter.substr(std::min(equals + 1, parameter.size()));
    if (key == "schema" && is_identifier(value)) {
      out.schema = value;
    } else if (std::ranges::find(kTlsParameters, key) != kTlsParameters.end() && !value.empty()) {
      out.connect += fmt::format("&{}", parameter);
    } else {
      return fail(StoreError::failed,
                  "\"{}\" of the database URL: after ? come schema=name and what PostgreSQL calls {}", key,
                  fmt::join(kTlsParameters, ", "));
    }
  }
  return {};
}

StoreResult<DatabaseUrl> parse_postgresql(const std::string& url) {
  DatabaseUrl out{.dialect = Dialect::postgresql, .connect = {}, .file = {}, .schema = {}, .shown = {}};
  // Otherwise parts of the password would be taken for a host or a parameter, and shown.
  const auto authority_end = std::min(url.find_first_of("/?#", kPostgresql.size()), url.size());
  const auto at = url.find('@');
  if (at != std::string::npos && (at > authority_end || url.find('@', at + 1) != std::string::npos))
    return fail(StoreError::failed, "the database URL: in user and password, / ? # @ are written %2F %3F %23 %40");
  const auto question = std::min(url.find('?'), url.size());
  const auto target = url.substr(0, question);
  out.shown = std::string(kPostgresql) + target.substr(at == std::string::npos ? kPostgresql.size() : at + 1);
  // A server that vanishes without a word is noticed after ten seconds, in a read as in a write.
  out.connect = target +
                "?connect_timeout=5&keepalives_idle=5&keepalives_interval=2&keepalives_count=3"
                "&tcp_user_timeout=10000&application_name=millwright";
  const auto query = std::string_view(url).substr(std::min(question + 1, url.size()));
  if (auto taken = take_parameters(query, out); !taken) return std::unexpected(std::move(taken.error()));
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
