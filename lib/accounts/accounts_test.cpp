#include "lib/accounts/accounts.h"

#include "lib/accounts/accounts_fixture.h"

namespace millwright::accounts {
namespace {

constexpr auto kWrong = "not the password";

class AccountsTest : public InstallationTest {
 protected:
  AccountError verify_error(const std::string& name, const std::string& password) {
    const auto user = accounts_->verify(name, password);
    EXPECT_FALSE(user);
    return user ? AccountError{} : user.error().code;
  }
  [[nodiscard]] http::Identity session_of(const std::string& name) {
    return *tokens_->verify(tokens_->issue({name, {"operator"}, true, {}}).token);
  }
  std::unique_ptr<Accounts> accounts_ = open_accounts();
  std::unique_ptr<Tokens> tokens_ = open_tokens();
};

TEST_F(AccountsTest, ARightPasswordGivesTheUserWithItsRoles) {
  const auto user = accounts_->verify("admin", kAdminPassword);
  ASSERT_TRUE(user) << user.error().message;
  EXPECT_EQ(user->roles, (std::set<std::string>{"admin", "engineer", "operator"}));
}

TEST_F(AccountsTest, UnknownUserAndWrongPasswordReadTheSame) {
  const auto wrong = accounts_->verify("admin", kWrong);
  const auto unknown = accounts_->verify("nobody", kWrong);
  ASSERT_FALSE(wrong || unknown);
  EXPECT_EQ(wrong.error().code, AccountError::refused);
  EXPECT_EQ(unknown.error().code, AccountError::refused);
  EXPECT_EQ(wrong.error().message, unknown.error().message);
  EXPECT_EQ(verify_error("admin' or '1'='1", kWrong), AccountError::refused);
  EXPECT_EQ(verify_error(std::string(100'000, 'a'), kWrong), AccountError::refused);
}

TEST_F(AccountsTest, FiveFailuresInARowLockForHalfAMinuteInAllProcesses) {
  const auto other = open_accounts();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(verify_error("admin", kWrong), AccountError::refused);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(other->verify("admin", kWrong).error().code, AccountError::refused);
  EXPECT_EQ(verify_error("admin", kAdminPassword), AccountError::locked);
  EXPECT_EQ(other->verify("admin", kAdminPassword).error().code, AccountError::locked);
  clock_.advance(29s);
  EXPECT_EQ(verify_error("admin", kAdminPassword), AccountError::locked);
  clock_.advance(1s);
  EXPECT_TRUE(accounts_->verify("admin", kAdminPassword));
}

TEST_F(AccountsTest, ASuccessStartsTheCountAnew) {
  for (int i = 0; i < 4; ++i) EXPECT_EQ(verify_error("admin", kWrong), AccountError::refused);
  EXPECT_TRUE(accounts_->verify("admin", kAdminPassword));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(verify_error("admin", kWrong), AccountError::refused);
  EXPECT_TRUE(accounts_->verify("admin", kAdminPassword));
}

TEST_F(AccountsTest, AClockThatIsSetBackLocksNobodyForLonger) {
  for (int i = 0; i < 5; ++i) (void)accounts_->verify("admin", kWrong);
  clock_.step_utc(-1h);
  EXPECT_TRUE(accounts_->verify("admin", kAdminPassword));
}

TEST_F(AccountsTest, NewUsersNeedAGoodNamePasswordAndRole) {
  const auto add = [&](const std::string& name, const std::string& password, const std::set<std::string>& roles) {
    const auto added = accounts_->add(name, password, roles);
    EXPECT_FALSE(added);
    return added ? AccountError{} : added.error().code;
  };
  EXPECT_EQ(add("Ann", kAdminPassword, {"operator"}), AccountError::bad_name);
  EXPECT_EQ(add("", kAdminPassword, {"operator"}), AccountError::bad_name);
  EXPECT_EQ(add("ann", "short", {"operator"}), AccountError::weak_password);
  EXPECT_EQ(add("ann", kAdminPassword, {"king"}), AccountError::bad_role);
  EXPECT_EQ(add("ann", kAdminPassword, {}), AccountError::bad_role);
  EXPECT_EQ(add("admin", kAdminPassword, {"operator"}), AccountError::exists);
  EXPECT_EQ(accounts_->list()->size(), 2U);
  ASSERT_TRUE(accounts_->add("ann", "another good one", {"quality"}));
  EXPECT_EQ(accounts_->verify("ann", "another good one")->roles, std::set<std::string>{"quality"});
  EXPECT_EQ(accounts_->list()->size(), 3U);
}

TEST_F(AccountsTest, ANewPasswordEndsTheOldSessionsAndNoLaterOne) {
  const auto before = session_of("admin");
  clock_.advance(1ms);
  ASSERT_TRUE(accounts_->set_password("admin", "a password of today"));
  clock_.advance(1ms);
  const auto after = session_of("admin");
  EXPECT_TRUE(accounts_->session_ended(before));
  EXPECT_FALSE(accounts_->session_ended(after));
  EXPECT_EQ(verify_error("admin", kAdminPassword), AccountError::refused);
  EXPECT_TRUE(accounts_->verify("admin", "a password of today"));
  EXPECT_EQ(accounts_->set_password("nobody", "a password of today").error().code, AccountError::unknown_user);
}

TEST_F(AccountsTest, ADisabledUserIsOutAtOnceHereAndSoonElsewhere) {
  const auto elsewhere = open_accounts();
  const auto session = session_of("admin");
  EXPECT_FALSE(elsewhere->session_ended(session));
  clock_.advance(1ms);
  ASSERT_TRUE(accounts_->set_enabled("admin", false));
  EXPECT_TRUE(accounts_->session_ended(session));
  clock_.advance(2s);
  EXPECT_TRUE(elsewhere->session_ended(session));
  EXPECT_EQ(verify_error("admin", kAdminPassword), AccountError::refused);
  ASSERT_TRUE(accounts_->set_enabled("admin", true));
  EXPECT_TRUE(accounts_->verify("admin", kAdminPassword));
  EXPECT_TRUE(accounts_->session_ended(session)) << "enabling again brings no session back";
  EXPECT_FALSE(accounts_->session_ended(session_of("admin")));
}

TEST_F(AccountsTest, ARevokedTokenIsOutAtOnceHereAndSoonElsewhere) {
  const auto elsewhere = open_accounts();
  const auto session = session_of("admin");
  ASSERT_TRUE(accounts_->revoke_token(session.token_id, session.token_expires));
  EXPECT_TRUE(accounts_->token_revoked(session.token_id));
  EXPECT_TRUE(accounts_->session_ended(session));
  EXPECT_FALSE(accounts_->token_revoked("another"));
  clock_.advance(2s);
  EXPECT_TRUE(elsewhere->token_revoked(session.token_id));
  clock_.advance(11h);
  ASSERT_TRUE(accounts_->revoke_token("another", clock_.utc() + 1h));
  EXPECT_TRUE(elsewhere->token_revoked(session.token_id)) << "kept until it would have expired";
}

TEST_F(AccountsTest, ASessionOfAUserWhoIsNotThereHasEnded) {
  EXPECT_TRUE(accounts_->session_ended(session_of("ghost")));
}

}  // namespace
}  // namespace millwright::accounts
