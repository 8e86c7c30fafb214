#include "lib/accounts/remembered_logins.h"

#include <sodium.h>

#include "lib/base/assert.h"

namespace millwright::accounts {

RememberedLogins::RememberedLogins(Accounts& accounts, const Clock& clock) : accounts_(accounts), clock_(clock) {
  MW_ASSERT(sodium_init() >= 0);
  randombytes_buf(key_.data(), key_.size());
}

RememberedLogins::Digest RememberedLogins::digest_of(const std::string& name, const std::string& password) const {
  Digest digest{};
  const std::string text = std::to_string(name.size()) + ":" + name + password;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  crypto_generichash(digest.data(), digest.size(), bytes, text.size(), key_.data(), key_.size());
  return digest;
}

bool RememberedLogins::holds(const Login& login, const Digest& digest) const {
  if (clock_.monotonic() - login.since > kKept) return false;
  if (sodium_memcmp(login.digest.data(), digest.data(), digest.size()) != 0) return false;
  http::Identity identity;
  identity.user = login.user.name;
  identity.token_issued = login.verified_at;
  return !accounts_.session_ended(identity);
}

Result<User, AccountError> RememberedLogins::verify(const std::string& name, const std::string& password) {
  const auto digest = digest_of(name, password);
  if (const auto known = logins_.find(name); known != logins_.end()) {
    if (holds(known->second, digest)) return known->second.user;
    logins_.erase(known);
  }
  // Before the hash: a password that is changed meanwhile ends what is remembered of the old one.
  const auto verified_at = clock_.utc();
  auto user = accounts_.verify(name, password);
  if (user) logins_[name] = {*user, digest, verified_at, clock_.monotonic()};
  return user;
}

}  // namespace millwright::accounts
