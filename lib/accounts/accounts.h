#pragma once
// Users, roles and passwords of an installation. They live in a database of their own (shared/accounts.db), which is
// neither SCADA's nor the MES's: both read it to sign people in; only the command line and account routes write.
// Passwords are argon2id (libsodium, moderate). Safe from any thread.

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/result.h"
#include "lib/base/time.h"
#include "lib/http/router.h"

namespace millwright::accounts {

enum class AccountError { refused, unknown_user, weak_password, exists, locked, storage, bad_role, bad_name };

/// operator, engineer, quality, planner, manager, admin for people; "bridge" for the bridge's own OPC UA session.
[[nodiscard]] const std::set<std::string>& known_roles();

/// 1 to 64 of a-z, 0-9, '.', '_', '-', beginning with a letter.
[[nodiscard]] bool valid_user_name(std::string_view name);

struct User {
  std::string name{};
  std::set<std::string> roles{};
  bool enabled = true;
  Timestamp created{};
};

class Accounts {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Accounts>, AccountError> open(const std::filesystem::path& shared,
                                                                            const Clock& clock);
  virtual ~Accounts() = default;

  /// Takes argon2id's time (some hundred ms, 256 MiB; two at once, more wait) also for unknown users: not for a thread
  /// that others wait for. After 5 failures in a row, in all processes together, a user is locked for 30 s.
  virtual Result<User, AccountError> verify(const std::string& name, const std::string& password) = 0;
  virtual Result<void, AccountError> add(const std::string& name, const std::string& password,
                                         const std::set<std::string>& roles) = 0;
  /// Ends the user's sessions.
  virtual Result<void, AccountError> set_password(const std::string& name, const std::string& password) = 0;
  /// Disabling ends the user's sessions; enabling again does not bring them back.
  virtual Result<void, AccountError> set_enabled(const std::string& name, bool enabled) = 0;
  virtual Result<std::vector<User>, AccountError> list() = 0;

  /// Tokens that ended before their time; kept until they would have expired.
  virtual Result<void, AccountError> revoke_token(const std::string& token_id, Timestamp expires) = 0;
  /// Answers from a short-lived cache (under 2 s old).
  [[nodiscard]] virtual bool token_revoked(const std::string& token_id) = 0;
  /// The same, and also when its user is gone, disabled, or was given a new password since the token was issued.
  [[nodiscard]] virtual bool session_ended(const http::Identity& identity) = 0;
};

/// What `millwright up` does before the first start: makes the folder (0700), the Ed25519 key (0600), accounts.db with
/// user `admin` (roles admin and operator and engineer) and the service user `bridge` (its password in
/// shared/bridge.secret, 0600). Does nothing on a second call.
struct Provisioned {
  bool admin_created = false;
  std::string admin_password;  // only when it was made here
};
/// `admin_password` empty: one is made. Fewer than 12 characters: weak_password.
[[nodiscard]] Result<Provisioned, AccountError> provision(const std::filesystem::path& shared,
                                                          const std::string& admin_password, const Clock& clock);

}  // namespace millwright::accounts
