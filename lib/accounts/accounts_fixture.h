#pragma once
// For tests: a provisioned installation in a temporary folder, with a clock that stands still. Hashing passwords is
// slow on purpose, so the folder is made once and copied, and the admin's password is hashed at the lower cost.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "lib/accounts/accounts.h"
#include "lib/accounts/secrets.h"
#include "lib/accounts/tokens.h"
#include "lib/accounts/users_table.h"

namespace millwright::accounts {

inline constexpr auto kAdminPassword = "correct horse battery";

class InstallationTest : public testing::Test {
 protected:
  InstallationTest() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    root_ = std::filesystem::temp_directory_path() / fmt::format("mw_accounts_{}_{}", test->name(), ::getpid());
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_);
    shared_ = root_ / "shared";
    std::filesystem::copy(provisioned(), shared_, std::filesystem::copy_options::recursive);
  }
  ~InstallationTest() override { std::filesystem::remove_all(root_); }

  [[nodiscard]] std::unique_ptr<Accounts> open_accounts() {
    auto accounts = Accounts::open(shared_, clock_);
    EXPECT_TRUE(accounts) << accounts.error().message;
    return std::move(*accounts);
  }
  [[nodiscard]] std::unique_ptr<Tokens> open_tokens(const std::string& issuer = "scada") {
    auto tokens = Tokens::open(shared_, issuer, clock_);
    EXPECT_TRUE(tokens) << tokens.error().message;
    return std::move(*tokens);
  }

  ManualClock clock_;
  std::filesystem::path root_;
  std::filesystem::path shared_;

 private:
  struct Provision {
    Provision() : root(std::filesystem::temp_directory_path() / fmt::format("mw_provisioned_{}", ::getpid())) {
      std::filesystem::remove_all(root);
      const ManualClock clock;
      const auto done = provision(root, kAdminPassword, clock);
      EXPECT_TRUE(done) << done.error().message;
      const auto database = open_accounts_database(root);
      const auto rehashed = (*database)->transaction([](store::Session& sql) -> store::StoreResult<void> {
        auto row = find_user(sql, "admin");
        row->password_hash = hash_password(kAdminPassword, HashCost::machine);
        EXPECT_TRUE(update_user(sql, *row));
        return {};
      });
      EXPECT_TRUE(rehashed);
    }
    ~Provision() { std::filesystem::remove_all(root); }
    std::filesystem::path root;
  };
  static const std::filesystem::path& provisioned() {
    static const Provision once;
    return once.root;
  }
};

}  // namespace millwright::accounts
