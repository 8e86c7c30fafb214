// Session tokens: base64url has one text for each bytes, a token nobody signed is refused, and one that is signed but
// says nonsense is refused as well.
#include "lib/accounts/secrets.h"
#include "lib/accounts/tokens.h"
#include "tests/fuzz/fuzz.h"

namespace millwright::fuzz {
namespace {

using namespace accounts;

struct Installation {
  Installation() {
    MW_ASSERT(write_private_file(folder() / "signing.key", base64url(kSeed)));
    tokens = std::move(*Tokens::open(folder(), "scada", clock));
    issued = tokens->issue({"ann", {"operator"}, true, {}}).token;
  }
  /// A token signed with the installation's key, whatever it says.
  [[nodiscard]] std::string signed_token(std::string_view payload) const {
    const auto message = issued.substr(0, issued.find('.') + 1) + base64url(payload);
    return message + "." + base64url(sign(*signing_key_from_seed(kSeed), message));
  }

  inline static const std::string kSeed = std::string(32, 's');
  ManualClock clock;
  std::unique_ptr<Tokens> tokens;
  std::string issued;
};

void check_base64url(std::string_view text) {
  MW_ASSERT(from_base64url(base64url(text)) == text);
  if (const auto bytes = from_base64url(text)) MW_ASSERT(base64url(*bytes) == text);
}

}  // namespace

std::vector<std::string> seeds() {
  return {R"({"iss":"scada","sub":"ann","roles":["admin"],"jti":"x","iat":1700000000,"nbf":1700000000,)"
          R"("exp":1800000000,"issued_ns":1700000000000000000})",
          "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.e30.AAAA", "QUJD", R"({"iss":"s","roles":[],"exp":-1})"};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright;
  static const fuzz::Installation installation;
  const auto text = fuzz::Input(data, size).text();
  fuzz::check_base64url(text);
  MW_ASSERT(!installation.tokens->verify(text) || text == installation.issued);
  const auto identity = installation.tokens->verify(installation.signed_token(text));
  if (!identity) return 0;
  fuzz::accept();
  MW_ASSERT(!identity->user.empty() && !identity->token_id.empty());
  MW_ASSERT(identity->token_expires > installation.clock.utc() && identity->token_issued >= Timestamp{});
  return 0;
}
