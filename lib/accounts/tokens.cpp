#include "lib/accounts/tokens.h"

#include "lib/accounts/secrets.h"
#include "lib/base/json.h"

namespace millwright::accounts {
namespace {

// What the payload says (RFC 7519). `issued_ns` is ours: seconds are too coarse to tell what came before a change of
// password and what after.
struct Claims {
  std::string iss;
  std::string sub;
  std::vector<std::string> roles;
  std::string jti;
  std::int64_t iat = 0;
  std::int64_t nbf = 0;
  std::int64_t exp = 0;
  std::int64_t issued_ns = 0;
};
BOOST_DESCRIBE_STRUCT(Claims, (), (iss, sub, roles, jti, iat, nbf, exp, issued_ns))

constexpr std::size_t kTokenBytesMax = 4096;
constexpr std::int64_t kLatestSecond = 9'000'000'000;  // year 2255: a Timestamp holds it
constexpr Duration kClockLeeway = 2s;                  // between the clocks of two machines

const std::string& header() {
  static const std::string text = base64url(R"({"alg":"EdDSA","typ":"JWT"})");
  return text;
}

std::int64_t seconds_of(Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}
Timestamp from_seconds(std::int64_t seconds) { return Timestamp{std::chrono::seconds{seconds}}; }

bool possible(std::int64_t seconds) { return seconds >= 0 && seconds <= kLatestSecond; }

bool sound(const Claims& claims) {
  return possible(claims.iat) && possible(claims.nbf) && possible(claims.exp) && claims.issued_ns >= 0 &&
         !claims.sub.empty() && !claims.jti.empty() && !claims.iss.empty();
}

class SignedTokens final : public Tokens {
 public:
  SignedTokens(SigningKey key, std::string issuer, const Clock& clock)
      : key_(key), issuer_(std::move(issuer)), clock_(clock), ids_(clock) {}

  Issued issue(const User& user, Duration lifetime) override;
  [[nodiscard]] std::optional<http::Identity> verify(std::string_view token) const override;

 private:
  [[nodiscard]] std::optional<Claims> authentic(std::string_view token) const;
  const SigningKey key_;
  const std::string issuer_;
  const Clock& clock_;
  IdSource ids_;
};

Tokens::Issued SignedTokens::issue(const User& user, Duration lifetime) {
  const auto now = clock_.utc();
  Claims claims{issuer_,
                user.name,
                {user.roles.begin(), user.roles.end()},
                ids_.next(),
                seconds_of(now),
                seconds_of(now),
                seconds_of(now + lifetime),
                unix_ns(now)};
  const auto message = header() + "." + base64url(to_json_text(claims));
  return {message + "." + base64url(sign(key_, message)), claims.jti, from_seconds(claims.exp)};
}

// The claims of a token that this installation signed, whatever the time. Nothing is parsed before the signature fits.
std::optional<Claims> SignedTokens::authentic(std::string_view token) const {
  if (token.size() > kTokenBytesMax) return std::nullopt;
  const auto first = token.find('.');
  const auto last = token.rfind('.');
  if (first == std::string_view::npos || first == last || token.substr(0, first) != header()) return std::nullopt;
  const auto signature = from_base64url(token.substr(last + 1));
  if (!signature || !signature_fits(key_, token.substr(0, last), *signature)) return std::nullopt;
  const auto payload = from_base64url(token.substr(first + 1, last - first - 1));
  if (!payload) return std::nullopt;
  auto claims = from_json_text<Claims>(*payload);
  if (!claims || !sound(*claims)) return std::nullopt;
  return std::move(*claims);
}

std::optional<http::Identity> SignedTokens::verify(std::string_view token) const {
  auto claims = authentic(token);
  if (!claims) return std::nullopt;
  const auto now = clock_.utc();
  if (from_seconds(claims->exp) <= now || from_seconds(claims->nbf) > now + kClockLeeway) return std::nullopt;
  return http::Identity{std::move(claims->sub),
                        {claims->roles.begin(), claims->roles.end()},
                        std::move(claims->jti),
                        from_unix_ns(claims->issued_ns),
                        from_seconds(claims->exp)};
}

}  // namespace

Result<std::unique_ptr<Tokens>, AccountError> Tokens::open(const std::filesystem::path& shared, std::string issuer,
                                                           const Clock& clock) {
  const auto file = shared / "signing.key";
  const auto text = read_private_file(file);
  if (!text) return std::unexpected(text.error());
  const auto seed = from_base64url(*text);
  const auto key = seed ? signing_key_from_seed(*seed) : std::nullopt;
  if (!key) return fail(AccountError::storage, "{} is not a signing key of this installation", file.string());
  return std::make_unique<SignedTokens>(*key, std::move(issuer), clock);
}

}  // namespace millwright::accounts
