// The first start of an installation. Every step looks before it acts, so that one that was interrupted is completed
// by the next call.

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "lib/accounts/secrets.h"
#include "lib/accounts/users_table.h"

namespace millwright::accounts {
namespace fs = std::filesystem;
namespace {

/// Keeps two processes from provisioning one folder at the same time.
class FolderLock {
 public:
  explicit FolderLock(const fs::path& folder)
      : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (descriptor_ >= 0) ::flock(descriptor_, LOCK_EX);
  }
  ~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  [[nodiscard]] bool held() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

Result<void, AccountError> make_folder(const fs::path& shared) {
  std::error_code error;
  fs::create_directories(shared, error);
  if (!error && !fs::exists(shared / "signing.key")) fs::permissions(shared, fs::perms::owner_all, error);
  if (error) return fail(AccountError::storage, "cannot make the folder {}: {}", shared.string(), error.message());
  return {};
}

Result<void, AccountError> make_key(const fs::path& shared) {
  if (fs::exists(shared / "signing.key")) return {};
  return write_private_file(shared / "signing.key", random_secret());  // a seed is 256 random bits
}

template <class Work>
Result<void, AccountError> in_transaction(store::Database& database, Work work) {
  auto done = database.transaction([&](store::Session& sql) -> store::StoreResult<void> {
    work(sql);
    return {};
  });
  if (!done) return std::unexpected(storage_failure(done.error()));
  return {};
}

Result<bool, AccountError> user_exists(store::Database& database, const std::string& name) {
  bool exists = false;
  auto done = database.read([&](store::Session& sql) -> store::StoreResult<void> {
    exists = find_user(sql, name).has_value();
    return {};
  });
  if (!done) return std::unexpected(storage_failure(done.error()));
  return exists;
}

// The file comes first: a secret in the table alone would be known to nobody.
Result<void, AccountError> make_bridge_user(store::Database& database, const fs::path& shared, Timestamp now) {
  const auto file = shared / "bridge.secret";
  const auto known = user_exists(database, "bridge");
  if (!known) return std::unexpected(known.error());
  if (*known && fs::exists(file)) return {};
  const auto secret = random_secret();
  if (auto written = write_private_file(file, secret); !written) return written;
  const UserRow row{{"bridge", {"bridge"}, true, now}, hash_password(secret, HashCost::machine), now};
  return in_transaction(database, [&](store::Session& sql) {
    if (!insert_user(sql, row)) (void)update_user(sql, row);
  });
}

Result<Provisioned, AccountError> make_admin(store::Database& database, const std::string& wanted, Timestamp now) {
  Provisioned result;
  const auto known = user_exists(database, "admin");
  if (!known) return std::unexpected(known.error());
  if (*known) return result;
  if (wanted.empty()) result.admin_password = random_password();
  const auto& password = wanted.empty() ? result.admin_password : wanted;
  if (auto strong = check_password_strength(password); !strong) return std::unexpected(std::move(strong.error()));
  const UserRow row{
      {"admin", {"admin", "engineer", "operator"}, true, now}, hash_password(password, HashCost::people), {}};
  auto done = in_transaction(database, [&](store::Session& sql) { result.admin_created = insert_user(sql, row); });
  if (!done) return std::unexpected(std::move(done.error()));
  return result;
}

}  // namespace

Result<Provisioned, AccountError> provision(const fs::path& shared, const std::string& admin_password,
                                            const Clock& clock) {
  if (!admin_password.empty() && !fs::exists(accounts_file(shared))) {  // before anything is made
    if (auto strong = check_password_strength(admin_password); !strong)
      return std::unexpected(std::move(strong.error()));
  }
  if (auto made = make_folder(shared); !made) return std::unexpected(std::move(made.error()));
  const FolderLock lock(shared);
  if (!lock.held()) return fail(AccountError::storage, "cannot open {}: {}", shared.string(), std::strerror(errno));
  if (auto made = make_key(shared); !made) return std::unexpected(std::move(made.error()));
  auto database = open_accounts_database(shared);
  if (!database) return std::unexpected(std::move(database.error()));
  if (auto made = make_bridge_user(**database, shared, clock.utc()); !made)
    return std::unexpected(std::move(made.error()));
  return make_admin(**database, admin_password, clock.utc());
}

}  // namespace millwright::accounts
