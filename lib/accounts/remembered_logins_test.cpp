#include "lib/accounts/remembered_logins.h"

#include "lib/accounts/accounts_fixture.h"

namespace millwright::accounts {
namespace {

/// Counts what reaches argon2id.
class Counted final : public Accounts {
 public:
  explicit Counted(Accounts& real) : real_(real) {}
  Result<User, AccountError> verify(const std::string& name, const std::string& password) override {
    ++verified;
    return real_.verify(name, password);
  }
  Result<void, AccountError> add(const std::string& name, const std::string& password,
                                 const std::set<std::string>& roles) override {
    return real_.add(name, password, roles);
  }
  Result<void, AccountError> set_password(const std::string& name, const std::string& password) override {
    return real_.set_password(name, password);
  }
  Result<void, AccountError> set_enabled(const std::string& name, bool enabled) override {
    return real_.set_enabled(name, enabled);
  }
  Result<std::vector<User>, AccountError> list() override { return real_.list(); }
  Result<void, AccountError> revoke_token(const std::string& id, Timestamp expires) override {
    return real_.revoke_token(id, expires);
  }
  bool token_revoked(const std::string& id) override { return real_.token_revoked(id); }
  bool session_ended(const http::Identity& identity) override { return real_.session_ended(identity); }

  int verified = 0;

 private:
  Accounts& real_;
};

class RememberedLoginsTest : public InstallationTest {
 protected:
  bool signs_in(const std::string& password) { return logins_.verify("admin", password).has_value(); }

  std::unique_ptr<Accounts> real_ = open_accounts();
  Counted accounts_{*real_};
  RememberedLogins logins_{accounts_, clock_};
};

TEST_F(RememberedLoginsTest, TheSamePasswordIsHashedOnceInItsTime) {
  EXPECT_TRUE(signs_in(kAdminPassword));
  clock_.advance(RememberedLogins::kKept);
  const auto again = logins_.verify("admin", kAdminPassword);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->roles.contains("admin"));
  EXPECT_EQ(accounts_.verified, 1);
  clock_.advance(1s);
  EXPECT_TRUE(signs_in(kAdminPassword));
  EXPECT_EQ(accounts_.verified, 2);
}

TEST_F(RememberedLoginsTest, AWrongPasswordIsRefusedAndCountedAndEndsTheRemembering) {
  EXPECT_TRUE(signs_in(kAdminPassword));
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(signs_in("not the password"));
  EXPECT_EQ(accounts_.verified, 6);
  EXPECT_FALSE(signs_in(kAdminPassword)) << "locked, as everybody is after five";
}

TEST_F(RememberedLoginsTest, APasswordOrAUserThatWasWithdrawnIsForgotten) {
  EXPECT_TRUE(signs_in(kAdminPassword));
  clock_.advance(5s);
  ASSERT_TRUE(accounts_.set_password("admin", "another long password"));
  EXPECT_FALSE(signs_in(kAdminPassword));
  EXPECT_TRUE(signs_in("another long password"));
  clock_.advance(5s);
  ASSERT_TRUE(accounts_.set_enabled("admin", false));
  EXPECT_FALSE(signs_in("another long password"));
}

}  // namespace
}  // namespace millwright::accounts
