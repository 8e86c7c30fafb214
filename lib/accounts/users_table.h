#pragma once
// The tables of accounts.db and the statements on them. Used inside transactions of the caller.

#include <optional>
#include <string>
#include <vector>

#include "lib/accounts/accounts.h"
#include "lib/store/database.h"

namespace millwright::accounts {

[[nodiscard]] inline std::filesystem::path accounts_file(const std::filesystem::path& shared) {
  return shared / "accounts.db";
}
/// Opens shared/accounts.db, made with mode 0600 if absent, with its tables.
[[nodiscard]] Result<std::unique_ptr<store::Database>, AccountError> open_accounts_database(
    const std::filesystem::path& shared);

struct UserRow {
  User user;
  std::string password_hash;
  Timestamp sessions_from{};  // tokens issued before are void
};
[[nodiscard]] std::optional<UserRow> find_user(store::Session& sql, const std::string& name);
[[nodiscard]] std::vector<UserRow> all_users(store::Session& sql);
/// False when the name is taken.
[[nodiscard]] bool insert_user(store::Session& sql, const UserRow& row);
/// All but name and time of creation; false when there is no such user.
[[nodiscard]] bool update_user(store::Session& sql, const UserRow& row);

struct ThrottleRow {
  int failures = 0;  // in a row
  Timestamp locked_until{};
};
[[nodiscard]] ThrottleRow find_throttle(store::Session& sql, const std::string& name);
/// Also forgets rows that were not touched for an hour, so that made-up names do not pile up.
void put_throttle(store::Session& sql, const std::string& name, const ThrottleRow& row, Timestamp now);
void clear_throttle(store::Session& sql, const std::string& name);

/// Also forgets tokens that have expired.
void insert_revoked(store::Session& sql, const std::string& token_id, Timestamp expires, Timestamp now);
[[nodiscard]] std::vector<std::string> revoked_tokens(store::Session& sql);

[[nodiscard]] Failure<AccountError> storage_failure(const Failure<store::StoreError>& failure);

}  // namespace millwright::accounts
