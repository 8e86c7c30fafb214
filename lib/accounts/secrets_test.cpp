#include "lib/accounts/secrets.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace millwright::accounts {
namespace {

TEST(Secrets, Base64UrlIsReadStrictly) {
  for (const auto& text : {std::string(), std::string("a"), std::string("ab"), std::string("\0\xff\xfe", 3)})
    EXPECT_EQ(from_base64url(base64url(text)), text);
  for (const auto* bad : {"QQ==", "QQ=", "Q", "QR", "Q Q", "QQ\n", "+/+/", "QQ.QQ", "ä", "\xc6UJD"})
    EXPECT_FALSE(from_base64url(bad)) << bad;
}

TEST(Secrets, SignaturesFitTheirMessageAndKeyOnly) {
  const auto key = signing_key_from_seed(std::string(32, 'a'));
  const auto other = signing_key_from_seed(std::string(32, 'b'));
  ASSERT_TRUE(key && other);
  const auto signature = sign(*key, "message");
  EXPECT_TRUE(signature_fits(*key, "message", signature));
  EXPECT_FALSE(signature_fits(*key, "messagf", signature));
  EXPECT_FALSE(signature_fits(*other, "message", signature));
  EXPECT_FALSE(signature_fits(*key, "message", signature.substr(1)));
  EXPECT_FALSE(signing_key_from_seed("short"));
}

TEST(Secrets, MadePasswordsAreStrongAndDiffer) {
  EXPECT_TRUE(check_password_strength(random_password()));
  EXPECT_NE(random_password(), random_password());
  EXPECT_EQ(from_base64url(random_secret())->size(), 32U);
}

TEST(Secrets, WeakPasswordsAreRefused) {
  for (const auto& weak :
       {std::string(), std::string("elevenchars"), std::string(20, 'a'), std::string(1025, 'a') + "b"})
    EXPECT_FALSE(check_password_strength(weak)) << weak;
  EXPECT_TRUE(check_password_strength("twelve chars"));
}

TEST(Secrets, HashesAreArgon2idAndFitTheirPasswordOnly) {
  const auto hash = hash_password("a machine's secret", HashCost::machine);
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_TRUE(password_fits(hash, "a machine's secret"));
  EXPECT_FALSE(password_fits(hash, "a machine's secrets"));
  EXPECT_FALSE(password_fits("garbage", "garbage"));
}

TEST(Secrets, PrivateFilesAreForTheirOwner) {
  const auto file = std::filesystem::temp_directory_path() / ("mw_private_" + std::to_string(::getpid()));
  ASSERT_TRUE(write_private_file(file, "one"));
  ASSERT_TRUE(write_private_file(file, "two"));
  EXPECT_EQ(*read_private_file(file), "two");
  namespace fs = std::filesystem;
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  fs::permissions(file, fs::perms::others_read, fs::perm_options::add);
  EXPECT_FALSE(read_private_file(file));
  fs::remove(file);
  EXPECT_FALSE(read_private_file(file));
}

}  // namespace
}  // namespace millwright::accounts
