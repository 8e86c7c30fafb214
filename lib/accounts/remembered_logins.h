#pragma once
// Verifies passwords for a thread that others wait for (an OPC UA server's loop): one that was right a while ago is not
// put through argon2id again. Remembers a keyed hash in memory, never the password; forgets a user whose sessions have
// ended, and on the first wrong password, so that guessing is throttled as it is without it. Belongs to one thread.

#include <array>
#include <map>
#include <string>

#include "lib/accounts/accounts.h"

namespace millwright::accounts {

class RememberedLogins {
 public:
  static constexpr Duration kKept = 10min;

  /// Both outlive this.
  RememberedLogins(Accounts& accounts, const Clock& clock);

  /// As Accounts::verify.
  Result<User, AccountError> verify(const std::string& name, const std::string& password);

 private:
  using Digest = std::array<unsigned char, 32>;
  struct Login {
    User user;
    Digest digest{};
    Timestamp verified_at{};
    MonotonicTime since{};
  };
  [[nodiscard]] Digest digest_of(const std::string& name, const std::string& password) const;
  [[nodiscard]] bool holds(const Login& login, const Digest& digest) const;

  Accounts& accounts_;
  const Clock& clock_;
  Digest key_{};
  std::map<std::string, Login> logins_;
};

}  // namespace millwright::accounts
