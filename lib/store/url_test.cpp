#include "lib/store/url.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/cpp/private_server.h"

namespace millwright::store {
namespace {

TEST(DatabaseUrl, SchemaIsOursAndWhatIsSaidAboutTlsGoesToLibpq) {
  const auto url =
      parse_database_url("postgresql://u:p%40w@h:1/d?sslmode=verify-full&schema=s1&sslrootcert=/etc/ca.pem");
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->schema, "s1");
  EXPECT_EQ(url->shown, "postgresql://h:1/d");
  EXPECT_TRUE(url->connect.starts_with("postgresql://u:p%40w@h:1/d?connect_timeout=")) << url->connect;
  EXPECT_TRUE(url->connect.ends_with("&sslmode=verify-full&sslrootcert=/etc/ca.pem")) << url->connect;
}

TEST(DatabaseUrl, AnythingElseIsRefusedAndNoPartOfAPasswordIsShown) {
  for (const char* text :
       {"postgresql://u:se/cret@h/d", "postgresql://u:se?cret@h/d", "postgresql://u:se@cret@h/d",
        "postgresql://u:se#cret@h/d", "postgresql://u@h/d?password=cret", "postgresql://u:secret@h/d?schema=s;x",
        "postgresql://u:secret@h/d?sslmode=", "postgresql://u:secret@h/d?sslmode"}) {
    const auto url = parse_database_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().message.find("cret"), std::string::npos) << url.error().message;
  }
}

/// On a server with the settings of deploy/postgresql: what is spoken goes over TLS, and only to a server that proves
/// its name.
TEST(DatabaseOverTls, AServerIsBelievedByItsCertificateAlone) {
  const test::TemporaryFolder others;
  const test::TemporaryFolder folder;
  const auto make = [](const std::filesystem::path& where) {
    return std::system(("scripts/private-certificates " + where.string()).c_str());
  };
  ASSERT_EQ(make(folder.path() / "tls"), 0);
  ASSERT_EQ(make(others.path() / "tls"), 0);
  const test::PrivateServer server("scripts/private-postgres", test::free_ports(1), folder.path());
  const auto with = [&](const std::string& part, const std::string& by) {
    auto url = server.url();
    return url.replace(url.find(part), part.size(), by);
  };
  auto database = Database::open(server.url());
  ASSERT_TRUE(database) << database.error().message;
  std::string tls;
  const auto asked = (*database)->transaction([&](Session& sql) -> StoreResult<void> {
    sql << "select version from pg_stat_ssl where pid = pg_backend_pid()", soci::into(tls);
    return {};
  });
  ASSERT_TRUE(asked) << asked.error().message;
  EXPECT_TRUE(tls.starts_with("TLSv1.")) << tls;
  for (const auto& url : {with("sslmode=verify-full", "sslmode=disable"), with("@localhost", "@127.0.0.1"),
                          with(folder.path().string(), others.path().string())})
    EXPECT_FALSE(Database::open(url, 0s)) << url;
}

}  // namespace
}  // namespace millwright::store
