#include "lib/accounts/accounts.h"

#include <algorithm>
#include <mutex>
#include <semaphore>
#include <unordered_map>
#include <unordered_set>

#include "lib/accounts/secrets.h"
#include "lib/accounts/users_table.h"
#include "lib/base/log.h"

namespace millwright::accounts {
namespace {

using store::Session;
using store::StoreResult;

constexpr int kFailuresMax = 5;
constexpr Duration kLockedFor = 30s;
constexpr Duration kSnapshotLife = 1s;
constexpr int kHashesAtOnce = 2;  // 256 MiB each

class StoredAccounts final : public Accounts {
 public:
  StoredAccounts(std::unique_ptr<store::Database> database, const Clock& clock)
      : database_(std::move(database)), clock_(clock) {}

  Result<User, AccountError> verify(const std::string& name, const std::string& password) override;
  Result<void, AccountError> add(const std::string& name, const std::string& password,
                                 const std::set<std::string>& roles) override;
  Result<void, AccountError> set_password(const std::string& name, const std::string& password) override;
  Result<void, AccountError> set_enabled(const std::string& name, bool enabled) override;
  Result<std::vector<User>, AccountError> list() override;
  Result<void, AccountError> revoke_token(const std::string& token_id, Timestamp expires) override;
  [[nodiscard]] bool token_revoked(const std::string& token_id) override;
  [[nodiscard]] bool session_ended(const http::Identity& identity) override;

  Result<void, AccountError> load_snapshot();

 private:
  struct Snapshot {
    std::unordered_set<std::string> revoked;
    std::unordered_map<std::string, Timestamp> sessions_from;  // of enabled users
    MonotonicTime read_at{};
  };

  Result<void, AccountError> write(const std::function<void(Session&)>& work);
  Result<void, AccountError> change(const std::string& name, const std::function<void(UserRow&)>& edit);
  Result<void, AccountError> count_failure(const std::string& name);
  std::string hash(const std::string& password);
  bool fits(const std::optional<UserRow>& row, const std::string& password);
  // Both under snapshot_mutex_. When the accounts cannot be read for a while the last known answers stay in use: a
  // plant must not lose its operators because a file is locked.
  void refresh_snapshot();
  Result<void, AccountError> read_snapshot();

  const std::unique_ptr<store::Database> database_;
  const Clock& clock_;
  const Logger log_{"accounts"};
  std::counting_semaphore<kHashesAtOnce> hashing_{kHashesAtOnce};
  std::mutex snapshot_mutex_;
  Snapshot snapshot_;
};

std::unexpected<Failure<AccountError>> refused() {
  return fail(AccountError::refused, "the user name or the password is wrong");
}

// A clock that was set back must not lock a user for longer than the rule says.
bool locked(const ThrottleRow& throttle, Timestamp now) {
  return throttle.locked_until > now && throttle.locked_until <= now + kLockedFor;
}

Result<void, AccountError> check_new_user(const std::string& name, const std::set<std::string>& roles) {
  if (!valid_user_name(name))
    return fail(AccountError::bad_name, "a user name is 1 to 64 of a-z, 0-9, '.', '_', '-', and begins with a letter");
  if (roles.empty()) return fail(AccountError::bad_role, "a user needs at least one role");
  for (const auto& role : roles) {
    if (!known_roles().contains(role)) return fail(AccountError::bad_role, "{} is not a role", role);
  }
  return {};
}

Result<void, AccountError> StoredAccounts::write(const std::function<void(Session&)>& work) {
  auto done = database_->transaction([&](Session& sql) -> StoreResult<void> {
    work(sql);
    return {};
  });
  if (!done) return std::unexpected(storage_failure(done.error()));
  return {};
}

std::string StoredAccounts::hash(const std::string& password) {
  hashing_.acquire();
  auto text = hash_password(password, HashCost::people);
  hashing_.release();
  return text;
}

// An unknown user costs the same time as a known one.
bool StoredAccounts::fits(const std::optional<UserRow>& row, const std::string& password) {
  if (!row) {
    (void)hash(password);
    return false;
  }
  hashing_.acquire();
  const bool fits = password_fits(row->password_hash, password);
  hashing_.release();
  return fits && row->user.enabled;
}

Result<User, AccountError> StoredAccounts::verify(const std::string& name, const std::string& password) {
  std::optional<UserRow> row;
  ThrottleRow throttle;
  auto read = database_->read([&](Session& sql) -> StoreResult<void> {
    row = find_user(sql, name);
    throttle = find_throttle(sql, name);
    return {};
  });
  if (!read) return std::unexpected(storage_failure(read.error()));
  if (locked(throttle, clock_.utc()))
    return fail(AccountError::locked, "too many failed attempts: wait half a minute and try again");
  if (!fits(row, password)) {
    if (!valid_user_name(name)) return refused();
    if (auto counted = count_failure(name); !counted) return std::unexpected(std::move(counted.error()));
    return refused();
  }
  if (throttle.failures > 0) {
    if (auto cleared = write([&](Session& sql) { clear_throttle(sql, name); }); !cleared)
      return std::unexpected(std::move(cleared.error()));
  }
  return std::move(row->user);
}

Result<void, AccountError> StoredAccounts::count_failure(const std::string& name) {
  return write([&](Session& sql) {
    const auto now = clock_.utc();
    auto throttle = find_throttle(sql, name);
    if (locked(throttle, now)) return;
    throttle.locked_until = {};
    if (++throttle.failures >= kFailuresMax) throttle = {0, now + kLockedFor};
    put_throttle(sql, name, throttle, now);
  });
}

Result<void, AccountError> StoredAccounts::add(const std::string& name, const std::string& password,
                                               const std::set<std::string>& roles) {
  if (auto good = check_new_user(name, roles); !good) return good;
  if (auto strong = check_password_strength(password); !strong) return strong;
  const UserRow row{{name, roles, true, clock_.utc()}, hash(password), {}};
  bool added = false;
  if (auto done = write([&](Session& sql) { added = insert_user(sql, row); }); !done) return done;
  if (!added) return fail(AccountError::exists, "there is a user {} already", name);
  return load_snapshot();
}

Result<void, AccountError> StoredAccounts::change(const std::string& name, const std::function<void(UserRow&)>& edit) {
  bool found = false;
  auto done = write([&](Session& sql) {
    auto row = find_user(sql, name);
    found = row.has_value();
    if (!row) return;
    edit(*row);
    found = update_user(sql, *row);
  });
  if (!done) return done;
  if (!found) return fail(AccountError::unknown_user, "there is no user {}", name);
  return load_snapshot();
}

Result<void, AccountError> StoredAccounts::set_password(const std::string& name, const std::string& password) {
  if (auto strong = check_password_strength(password); !strong) return strong;
  const auto hashed = hash(password);
  return change(name, [&](UserRow& row) {
    row.password_hash = hashed;
    row.sessions_from = clock_.utc();
  });
}

Result<void, AccountError> StoredAccounts::set_enabled(const std::string& name, bool enabled) {
  return change(name, [&](UserRow& row) {
    if (!enabled) row.sessions_from = clock_.utc();
    row.user.enabled = enabled;
  });
}

Result<std::vector<User>, AccountError> StoredAccounts::list() {
  std::vector<User> users;
  auto done = database_->read([&](Session& sql) -> StoreResult<void> {
    users.clear();
    for (auto& row : all_users(sql)) users.push_back(std::move(row.user));
    return {};
  });
  if (!done) return std::unexpected(storage_failure(done.error()));
  return users;
}

Result<void, AccountError> StoredAccounts::revoke_token(const std::string& token_id, Timestamp expires) {
  if (auto done = write([&](Session& sql) { insert_revoked(sql, token_id, expires, clock_.utc()); }); !done)
    return done;
  return load_snapshot();
}

bool StoredAccounts::token_revoked(const std::string& token_id) {
  std::scoped_lock lock(snapshot_mutex_);
  refresh_snapshot();
  return snapshot_.revoked.contains(token_id);
}

bool StoredAccounts::session_ended(const http::Identity& identity) {
  std::scoped_lock lock(snapshot_mutex_);
  refresh_snapshot();
  const auto user = snapshot_.sessions_from.find(identity.user);
  return snapshot_.revoked.contains(identity.token_id) || user == snapshot_.sessions_from.end() ||
         identity.token_issued < user->second;
}

Result<void, AccountError> StoredAccounts::load_snapshot() {
  std::scoped_lock lock(snapshot_mutex_);
  return read_snapshot();
}

void StoredAccounts::refresh_snapshot() {
  if (clock_.monotonic() - snapshot_.read_at < kSnapshotLife) return;
  if (auto read = read_snapshot(); !read) {
    log_.warning("{}; the last known sessions stay in use", read.error().message);
    snapshot_.read_at = clock_.monotonic();
  }
}

Result<void, AccountError> StoredAccounts::read_snapshot() {
  Snapshot fresh;
  fresh.read_at = clock_.monotonic();
  auto done = database_->read([&](Session& sql) -> StoreResult<void> {
    const auto revoked = revoked_tokens(sql);
    fresh.revoked = {revoked.begin(), revoked.end()};
    fresh.sessions_from.clear();
    for (const auto& row : all_users(sql)) {
      if (row.user.enabled) fresh.sessions_from.emplace(row.user.name, row.sessions_from);
    }
    return {};
  });
  if (!done) return std::unexpected(storage_failure(done.error()));
  snapshot_ = std::move(fresh);
  return {};
}

}  // namespace

const std::set<std::string>& known_roles() {
  static const std::set<std::string> roles{"operator", "engineer", "quality", "planner", "manager", "admin", "bridge"};
  return roles;
}

bool valid_user_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= 64 && name.front() >= 'a' && name.front() <= 'z' &&
         std::ranges::all_of(name, allowed);
}

Result<std::unique_ptr<Accounts>, AccountError> Accounts::open(const std::filesystem::path& shared,
                                                               const Clock& clock) {
  auto database = open_accounts_database(shared);
  if (!database) return std::unexpected(std::move(database.error()));
  auto accounts = std::make_unique<StoredAccounts>(std::move(*database), clock);
  if (auto loaded = accounts->load_snapshot(); !loaded) return std::unexpected(std::move(loaded.error()));
  return accounts;
}

}  // namespace millwright::accounts
