#include "lib/accounts/users_table.h"

#include <fcntl.h>
#include <unistd.h>

#include <sstream>

namespace millwright::accounts {
namespace {

using soci::into;
using soci::use;

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> steps{
      {1, "users", R"(
        create table users (
          name text primary key,
          password_hash text not null,
          roles text not null,
          enabled integer not null,
          created_ns bigint not null,
          sessions_from_ns bigint not null);
        create table sign_in_failures (
          name text primary key,
          failures integer not null,
          locked_until_ns bigint not null,
          last_ns bigint not null);
        create table revoked_tokens (
          token_id text primary key,
          expires_ns bigint not null))"},
  };
  return steps;
}

// Roles are plain words: one text, separated by spaces.
std::string joined(const std::set<std::string>& roles) {
  std::string text;
  for (const auto& role : roles) text += (text.empty() ? "" : " ") + role;
  return text;
}
std::set<std::string> split(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

/// The columns of one user, to be bound and fetched.
struct Columns {
  std::string name;
  std::string password_hash;
  std::string roles;
  int enabled = 0;
  long long created_ns = 0;
  long long sessions_from_ns = 0;

  [[nodiscard]] UserRow row() const {
    return {
        {name, split(roles), enabled != 0, from_unix_ns(created_ns)}, password_hash, from_unix_ns(sessions_from_ns)};
  }
  static Columns of(const UserRow& row) {
    return {row.user.name,
            row.password_hash,
            joined(row.user.roles),
            row.user.enabled ? 1 : 0,
            unix_ns(row.user.created),
            unix_ns(row.sessions_from)};
  }
};

}  // namespace

Result<std::unique_ptr<store::Database>, AccountError> open_accounts_database(const std::filesystem::path& shared) {
  const auto file = accounts_file(shared);
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return fail(AccountError::storage, "cannot open {}", file.string());
  ::close(descriptor);
  auto database = store::Database::open("sqlite:" + file.string());
  if (!database) return std::unexpected(storage_failure(database.error()));
  if (auto migrated = (*database)->migrate("accounts", migrations()); !migrated)
    return std::unexpected(storage_failure(migrated.error()));
  return std::move(*database);
}

std::optional<UserRow> find_user(store::Session& sql, const std::string& name) {
  Columns c;
  sql << "select name, password_hash, roles, enabled, created_ns, sessions_from_ns from users where name = :name",
      into(c.name), into(c.password_hash), into(c.roles), into(c.enabled), into(c.created_ns), into(c.sessions_from_ns),
      use(name);
  if (!sql.got_data()) return std::nullopt;
  return c.row();
}

std::vector<UserRow> all_users(store::Session& sql) {
  Columns c;
  soci::statement statement =
      (sql.prepare
           << "select name, password_hash, roles, enabled, created_ns, sessions_from_ns from users order by name",
       into(c.name), into(c.password_hash), into(c.roles), into(c.enabled), into(c.created_ns),
       into(c.sessions_from_ns));
  std::vector<UserRow> rows;
  statement.execute();
  while (statement.fetch()) rows.push_back(c.row());
  return rows;
}

bool insert_user(store::Session& sql, const UserRow& row) {
  const auto c = Columns::of(row);
  soci::statement statement =
      (sql.prepare << "insert into users (name, password_hash, roles, enabled, created_ns, sessions_from_ns) "
                      "values (:name, :hash, :roles, :enabled, :created, :sessions) on conflict do nothing",
       use(c.name), use(c.password_hash), use(c.roles), use(c.enabled), use(c.created_ns), use(c.sessions_from_ns));
  statement.execute(true);
  return statement.get_affected_rows() == 1;
}

bool update_user(store::Session& sql, const UserRow& row) {
  const auto c = Columns::of(row);
  soci::statement statement =
      (sql.prepare << "update users set password_hash = :hash, roles = :roles, enabled = :enabled, "
                      "sessions_from_ns = :sessions where name = :name",
       use(c.password_hash), use(c.roles), use(c.enabled), use(c.sessions_from_ns), use(c.name));
  statement.execute(true);
  return statement.get_affected_rows() == 1;
}

ThrottleRow find_throttle(store::Session& sql, const std::string& name) {
  int failures = 0;
  long long locked_until_ns = 0;
  sql << "select failures, locked_until_ns from sign_in_failures where name = :name", into(failures),
      into(locked_until_ns), use(name);
  return {failures, from_unix_ns(locked_until_ns)};
}

void put_throttle(store::Session& sql, const std::string& name, const ThrottleRow& row, Timestamp now) {
  const long long locked_until_ns = unix_ns(row.locked_until);
  const long long now_ns = unix_ns(now);
  const long long old_ns = unix_ns(now - 1h);
  sql << "insert into sign_in_failures (name, failures, locked_until_ns, last_ns) values (:name, :failures, :locked, "
         ":last) on conflict (name) do update set failures = excluded.failures, "
         "locked_until_ns = excluded.locked_until_ns, last_ns = excluded.last_ns",
      use(name), use(row.failures), use(locked_until_ns), use(now_ns);
  sql << "delete from sign_in_failures where last_ns < :old", use(old_ns);
}

void clear_throttle(store::Session& sql, const std::string& name) {
  sql << "delete from sign_in_failures where name = :name", use(name);
}

void insert_revoked(store::Session& sql, const std::string& token_id, Timestamp expires, Timestamp now) {
  const long long expires_ns = unix_ns(expires);
  const long long now_ns = unix_ns(now);
  sql << "insert into revoked_tokens (token_id, expires_ns) values (:id, :expires) on conflict do nothing",
      use(token_id), use(expires_ns);
  sql << "delete from revoked_tokens where expires_ns < :now", use(now_ns);
}

std::vector<std::string> revoked_tokens(store::Session& sql) {
  std::string id;
  soci::statement statement = (sql.prepare << "select token_id from revoked_tokens", into(id));
  std::vector<std::string> ids;
  statement.execute();
  while (statement.fetch()) ids.push_back(id);
  return ids;
}

Failure<AccountError> storage_failure(const Failure<store::StoreError>& failure) {
  return {AccountError::storage, "the accounts cannot be read or written: " + failure.message};
}

}  // namespace millwright::accounts
