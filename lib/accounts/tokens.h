#pragma once
// Session tokens: JWT signed with the installation's Ed25519 key (EdDSA, RFC 8037). Either application issues them and
// verifies the other's offline. Verification checks algorithm, signature, expiry and not-before; nothing in the header
// is believed but its exact bytes.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "lib/accounts/accounts.h"
#include "lib/base/ids.h"

namespace millwright::accounts {

class Tokens {
 public:
  /// Reads shared/signing.key. `issuer` is the application ("scada", "mes").
  [[nodiscard]] static Result<std::unique_ptr<Tokens>, AccountError> open(const std::filesystem::path& shared,
                                                                          std::string issuer, const Clock& clock);
  virtual ~Tokens() = default;

  struct Issued {
    std::string token;
    std::string id;
    Timestamp expires{};
  };
  [[nodiscard]] virtual Issued issue(const User& user, Duration lifetime = 12h) = 0;
  /// nullopt for anything that is not a valid, current token of this installation.
  [[nodiscard]] virtual std::optional<http::Identity> verify(std::string_view token) const = 0;
};

}  // namespace millwright::accounts
