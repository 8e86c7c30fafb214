#include "lib/accounts/secrets.h"

#include <sodium.h>

#include <algorithm>

#include "lib/base/assert.h"

namespace millwright::accounts {
namespace {

constexpr std::size_t kPasswordBytesMin = 12;
constexpr std::size_t kPasswordBytesMax = 1024;

void need_sodium() {
  static const bool ready = sodium_init() >= 0;
  MW_ASSERT(ready);
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

std::string hash_password(const std::string& password, HashCost cost) {
  need_sodium();
  const bool people = cost == HashCost::people;
  std::array<char, crypto_pwhash_STRBYTES> out{};
  const int failed = crypto_pwhash_str(out.data(), password.data(), password.size(),
                                       people ? crypto_pwhash_OPSLIMIT_MODERATE : crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                       people ? crypto_pwhash_MEMLIMIT_MODERATE : crypto_pwhash_MEMLIMIT_INTERACTIVE);
  MW_ASSERT(failed == 0);  // fails only without memory
  return out.data();
}

bool password_fits(const std::string& hash, const std::string& password) {
  need_sodium();
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

Result<void, AccountError> check_password_strength(const std::string& password) {
  if (password.size() < kPasswordBytesMin)
    return fail(AccountError::weak_password, "a password needs at least {} characters", kPasswordBytesMin);
  if (password.size() > kPasswordBytesMax)
    return fail(AccountError::weak_password, "a password has at most {} bytes", kPasswordBytesMax);
  if (std::ranges::all_of(password, [&](char c) { return c == password.front(); }))
    return fail(AccountError::weak_password, "a password is more than one character over and over");
  return {};
}

std::string random_password() {
  need_sodium();
  static constexpr std::string_view kAlphabet = "abcdefghjkmnpqrstuvwxyz023456789";
  static_assert(kAlphabet.size() == 32);
  std::string out;
  for (int i = 0; i < 20; ++i) {
    if (i > 0 && i % 5 == 0) out += '-';
    out += kAlphabet[randombytes_uniform(kAlphabet.size())];
  }
  return out;
}

std::string random_secret() {
  need_sodium();
  std::string bytes(32, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return base64url(bytes);
}

std::string base64url(std::string_view bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string out(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes_of(bytes), bytes.size(), kVariant);
  out.pop_back();  // the terminating NUL
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out(text.size() / 4 * 3 + 3, '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(),
                                       text.size(), nullptr, &length, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  if (failed != 0 || end != text.data() + text.size()) return std::nullopt;
  out.resize(length);
  // libsodium takes some bytes above 0x7f for letters; only the one spelling that we would write counts.
  if (base64url(out) != text) return std::nullopt;
  return out;
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), bytes_of(bytes), bytes.size());
  std::string hex(digest.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  hex.pop_back();
  return hex;
}

std::optional<SigningKey> signing_key_from_seed(std::string_view seed) {
  need_sodium();
  if (seed.size() != crypto_sign_SEEDBYTES) return std::nullopt;
  SigningKey key;
  crypto_sign_seed_keypair(key.public_key.data(), key.secret_key.data(), bytes_of(seed));
  return key;
}

std::string sign(const SigningKey& key, std::string_view message) {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, bytes_of(message), message.size(),
                       key.secret_key.data());
  return signature;
}

bool signature_fits(const SigningKey& key, std::string_view message, std::string_view signature) {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(bytes_of(signature), bytes_of(message), message.size(), key.public_key.data()) ==
             0;
}

}  // namespace millwright::accounts
