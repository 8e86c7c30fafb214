#pragma once
// Everything that libsodium does for accounts, and the files that only their owner may read. Stateless; safe from any
// thread. Nothing here is ever logged.

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "lib/accounts/accounts.h"

namespace millwright::accounts {

/// `people` is libsodium's moderate cost. `machine` (interactive cost) is for secrets of 256 random bits, which nobody
/// guesses at any cost, so that a process signing in does not hold up the server it signs in to.
enum class HashCost { people, machine };
[[nodiscard]] std::string hash_password(const std::string& password, HashCost cost);
[[nodiscard]] bool password_fits(const std::string& hash, const std::string& password);
/// 12 to 1024 bytes, and more than one character over and over.
[[nodiscard]] Result<void, AccountError> check_password_strength(const std::string& password);

/// 100 random bits in letters and digits that are not mistaken for one another: "k7m2q-h4xv9-…".
[[nodiscard]] std::string random_password();
/// 256 random bits, base64url.
[[nodiscard]] std::string random_secret();

[[nodiscard]] std::string base64url(std::string_view bytes);
/// Strict: no padding, no other character, no loose bits at the end.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// Ed25519. The seed is what is kept; the pair is made from it.
struct SigningKey {
  std::array<unsigned char, 32> public_key{};
  std::array<unsigned char, 64> secret_key{};
};
[[nodiscard]] std::optional<SigningKey> signing_key_from_seed(std::string_view seed);
[[nodiscard]] std::string sign(const SigningKey& key, std::string_view message);
[[nodiscard]] bool signature_fits(const SigningKey& key, std::string_view message, std::string_view signature);

/// Creates or replaces `file` with mode 0600, whole or not at all, and on disk when it returns.
[[nodiscard]] Result<void, AccountError> write_private_file(const std::filesystem::path& file, std::string_view text);
/// Refuses a file that others than owner and group may read.
[[nodiscard]] Result<std::string, AccountError> read_private_file(const std::filesystem::path& file);

}  // namespace millwright::accounts
