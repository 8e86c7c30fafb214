#include "lib/accounts/tokens.h"

#include <random>

#include "lib/accounts/accounts_fixture.h"
#include "lib/accounts/secrets.h"
#include "lib/base/json.h"

namespace millwright::accounts {
namespace {

class TokensTest : public InstallationTest {
 protected:
  [[nodiscard]] std::string issue(Duration lifetime = 12h) {
    return scada_->issue({"ann", {"operator", "quality"}, true, {}}, lifetime).token;
  }
  /// A token signed with the installation's true key, whatever it says.
  [[nodiscard]] std::string forged(const std::string& header, const std::string& payload) const {
    const auto seed = from_base64url(*read_private_file(shared_ / "signing.key"));
    const auto message = base64url(header) + "." + base64url(payload);
    return message + "." + base64url(sign(*signing_key_from_seed(*seed), message));
  }
  [[nodiscard]] std::string payload(std::int64_t issued_s, std::int64_t expires_s) const {
    return fmt::format(
        R"({{"iss":"scada","sub":"ann","roles":["admin"],"jti":"x","iat":{0},"nbf":{0},"exp":{1},"issued_ns":{0}}})",
        issued_s, expires_s);
  }
  const std::string header_ = R"({"alg":"EdDSA","typ":"JWT"})";
  const std::unique_ptr<Tokens> scada_ = open_tokens("scada");
  const std::unique_ptr<Tokens> mes_ = open_tokens("mes");
};

TEST_F(TokensTest, OneApplicationIssuesAndTheOtherVerifies) {
  const auto issued = scada_->issue({"ann", {"operator", "quality"}, true, {}}, 1h);
  const auto identity = mes_->verify(issued.token);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->user, "ann");
  EXPECT_EQ(identity->roles, (std::set<std::string>{"operator", "quality"}));
  EXPECT_EQ(identity->token_id, issued.id);
  EXPECT_EQ(identity->token_expires, issued.expires);
  EXPECT_EQ(identity->token_issued, clock_.utc());
  EXPECT_NE(issue(), issue());
}

TEST_F(TokensTest, ATokenEndsAtItsTime) {
  const auto token = issue(1h);
  clock_.advance(1h - 1s);
  EXPECT_TRUE(mes_->verify(token));
  clock_.advance(1s);
  EXPECT_FALSE(mes_->verify(token));
}

TEST_F(TokensTest, ATokenFromTheFutureIsNotBelieved) {
  clock_.step_utc(1min);
  const auto token = issue();
  clock_.step_utc(-1min);
  EXPECT_FALSE(mes_->verify(token));
}

TEST_F(TokensTest, TheHeaderIsBelievedForItsExactBytesOnly) {
  const auto good = payload(1'700'000'000, 1'800'000'000);
  ASSERT_TRUE(mes_->verify(forged(header_, good)));
  for (const auto* header :
       {R"({"alg":"none","typ":"JWT"})", R"({"alg":"HS256","typ":"JWT"})", R"({"typ":"JWT","alg":"EdDSA"})",
        R"({"alg":"EdDSA","typ":"JWT","kid":"1"})", R"({"alg":"EdDSA","typ":"JWT"} )", ""})
    EXPECT_FALSE(mes_->verify(forged(header, good))) << header;
}

TEST_F(TokensTest, AnyChangedCharacterVoidsTheToken) {
  const auto token = issue();
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(mes_->verify(changed)) << i;
    EXPECT_FALSE(mes_->verify(token.substr(0, i))) << i;
  }
  for (const auto& more : {"=", ".", "A", " ", "\n"}) EXPECT_FALSE(mes_->verify(token + more)) << more;
  EXPECT_FALSE(mes_->verify(" " + token));
}

TEST_F(TokensTest, UnsignedAndForeignTokensAreRefused) {
  const auto good = payload(1'700'000'000, 1'800'000'000);
  const auto none = base64url(R"({"alg":"none","typ":"JWT"})") + "." + base64url(good);
  const auto message = base64url(header_) + "." + base64url(good);
  const auto foreign = signing_key_from_seed(std::string(32, 'k'));
  for (const auto& bad : {std::string(), std::string("."), std::string(".."), std::string("..."), none + ".",
                          message + ".", message + "." + base64url(sign(*foreign, message)), std::string(100'000, 'A')})
    EXPECT_FALSE(mes_->verify(bad)) << bad.substr(0, 80);
}

TEST_F(TokensTest, SignedNonsenseIsRefused) {
  for (const auto& bad : {std::string("{"), std::string("[]"), std::string("null"), std::string("{}"),
                          payload(1'700'000'000, -1), payload(-5, 1'800'000'000),
                          payload(1'700'000'000, std::numeric_limits<std::int64_t>::max()), std::string(1000, '[')})
    EXPECT_FALSE(mes_->verify(forged(header_, bad))) << bad;
}

TEST_F(TokensTest, SurvivesRandomText) {
  std::mt19937 random(5);
  const auto token = issue();
  for (int round = 0; round < 5'000; ++round) {
    auto text = token;
    for (int n = 0; n < 3; ++n) text[random() % text.size()] = static_cast<char>(random());
    if (text == token) continue;
    ASSERT_FALSE(mes_->verify(text));
  }
}

TEST_F(TokensTest, AKeyThatIsMissingBrokenOrOpenToAllIsNotUsed) {
  namespace fs = std::filesystem;
  const auto key = shared_ / "signing.key";
  fs::permissions(key, fs::perms::others_read, fs::perm_options::add);
  EXPECT_FALSE(Tokens::open(shared_, "mes", clock_));
  ASSERT_TRUE(write_private_file(key, "not a key"));
  EXPECT_FALSE(Tokens::open(shared_, "mes", clock_));
  fs::remove(key);
  EXPECT_FALSE(Tokens::open(shared_, "mes", clock_));
}

}  // namespace
}  // namespace millwright::accounts
