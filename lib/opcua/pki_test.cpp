#include "lib/opcua/pki.h"

#include <gtest/gtest.h>

#include <fstream>

#include "lib/opcua/test_server.h"

namespace millwright::opcua {
namespace {

namespace fs = std::filesystem;

TEST(Pki, KeysAreReadableByTheirOwnerAlone) {
  const auto key = testing::TestPki::instance().trusted() / "scada.key.der";
  EXPECT_EQ(fs::status(key).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(Pki, ASecondProvisioningChangesNothing) {
  const auto pki = testing::TestPki::instance().trusted();
  const auto before = load_identity(pki, "scada");
  ASSERT_TRUE(provision_pki(pki.parent_path(), {"scada", "bridge"}));
  const auto after = load_identity(pki, "scada");
  ASSERT_TRUE(before && after);
  EXPECT_EQ(before->certificate_der, after->certificate_der);
  EXPECT_EQ(before->key_der, after->key_der);
  EXPECT_EQ(after->trusted_der.size(), 2u);
  EXPECT_EQ(after->application_uri, "urn:millwright:scada");
}

TEST(Pki, AMissingApplicationIsSaidByName) {
  const auto identity = load_identity(testing::TestPki::instance().trusted(), "uplink");
  ASSERT_FALSE(identity);
  EXPECT_EQ(identity.error().code, PkiError::missing);
  EXPECT_NE(identity.error().message.find("uplink"), std::string::npos);
}

TEST(Pki, AnEmptyTrustListIsNoIdentityBecauseItWouldTrustEverybody) {
  const auto folder = fs::temp_directory_path() / ("mw_untrusting_" + std::to_string(::getpid()));
  fs::create_directories(folder / "trusted");
  const auto pki = testing::TestPki::instance().trusted();
  fs::copy_file(pki / "scada.cert.der", folder / "scada.cert.der");
  fs::copy_file(pki / "scada.key.der", folder / "scada.key.der");
  EXPECT_FALSE(load_identity(folder, "scada"));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace millwright::opcua
