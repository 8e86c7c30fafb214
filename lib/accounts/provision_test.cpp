// What the first start makes, and that later starts leave it alone.

#include <fstream>
#include <iterator>

#include "lib/accounts/accounts_fixture.h"

namespace millwright::accounts {
namespace fs = std::filesystem;
namespace {

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

using ProvisionTest = InstallationTest;

TEST_F(ProvisionTest, MakesTheFolderAndItsSecretsForTheirOwnerOnly) {
  const auto fresh = root_ / "data/shared";
  const auto done = provision(fresh, "", clock_);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(done->admin_created);
  EXPECT_EQ(fs::status(fresh).permissions(), fs::perms::owner_all);
  for (const auto* file : {"signing.key", "bridge.secret", "accounts.db"})
    EXPECT_EQ(fs::status(fresh / file).permissions(), fs::perms::owner_read | fs::perms::owner_write) << file;
  const auto accounts = Accounts::open(fresh, clock_);
  ASSERT_TRUE(accounts);
  EXPECT_TRUE((*accounts)->verify("admin", done->admin_password));
  EXPECT_EQ((*accounts)->verify("bridge", text_of(fresh / "bridge.secret"))->roles, std::set<std::string>{"bridge"});
}

TEST_F(ProvisionTest, ASecondCallChangesNothing) {
  const auto key = text_of(shared_ / "signing.key");
  const auto secret = text_of(shared_ / "bridge.secret");
  for (const auto* password : {"", "weak", "another good password"}) {
    const auto again = provision(shared_, password, clock_);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_FALSE(again->admin_created);
    EXPECT_EQ(again->admin_password, "");
  }
  EXPECT_EQ(text_of(shared_ / "signing.key"), key);
  EXPECT_EQ(text_of(shared_ / "bridge.secret"), secret);
  EXPECT_TRUE(open_accounts()->verify("admin", kAdminPassword));
}

TEST_F(ProvisionTest, AWeakPasswordLeavesNothingBehind) {
  const auto refused = provision(root_ / "fresh", "elevenchars", clock_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, AccountError::weak_password);
  EXPECT_FALSE(fs::exists(root_ / "fresh"));
}

TEST_F(ProvisionTest, AnInterruptedFirstStartIsCompleted) {
  fs::remove(shared_ / "bridge.secret");
  ASSERT_TRUE(provision(shared_, "", clock_));
  EXPECT_TRUE(open_accounts()->verify("bridge", text_of(shared_ / "bridge.secret")));
}

TEST_F(ProvisionTest, AFolderThatCannotBeMadeIsSaidSo) {
  std::ofstream(root_ / "file") << "in the way";
  const auto refused = provision(root_ / "file/shared", "", clock_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, AccountError::storage);
}

}  // namespace
}  // namespace millwright::accounts
