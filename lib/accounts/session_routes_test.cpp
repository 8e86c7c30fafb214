// Signing in, asking who one is, and signing out, over a real server.

#include "lib/accounts/session_routes.h"

#include "lib/accounts/accounts_fixture.h"
#include "lib/http/loopback_client.h"

namespace millwright::accounts {
namespace {

using testing::HasSubstr;
using testing::Not;

class SessionRoutes : public InstallationTest {
 protected:
  struct Application {
    explicit Application(SessionRoutes& test, const std::string& name)
        : accounts(test.open_accounts()), tokens(test.open_tokens(name)) {
      database = std::move(*store::Database::open("sqlite:" + (test.root_ / (name + ".db")).string()));
      audit = std::move(*AuditTrail::open(*database));
      http::Router router("Test", "1");
      add_session_routes(router, *accounts, *tokens, *audit, test.clock_);
      auto started = http::Server::start({}, std::move(router), make_authenticator(*accounts, *tokens), metrics, {});
      EXPECT_TRUE(started) << started.error().message;
      server = std::move(*started);
    }
    http::ClientResponse ask(const std::string& method, const std::string& target, const std::string& headers = "",
                             const std::string& body = "") const {
      return http::LoopbackClient(server->port()).request(method, target, headers, body);
    }
    http::ClientResponse sign_in(const std::string& user, const std::string& password) const {
      return ask("POST", "/api/v1/session", "", json::serialize(json::object{{"user", user}, {"password", password}}));
    }
    Metrics metrics;
    std::unique_ptr<Accounts> accounts;
    std::unique_ptr<Tokens> tokens;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<AuditTrail> audit;
    std::unique_ptr<http::Server> server;
  };
  static std::string bearer(const http::ClientResponse& signed_in) {
    const auto body = json::parse(signed_in.body);
    return "Authorization: Bearer " + std::string(body.at("token").as_string()) + "\r\n";
  }
  Application scada_{*this, "scada"};
};

TEST_F(SessionRoutes, OneSignInServesBothApplications) {
  const Application mes(*this, "mes");
  const auto signed_in = scada_.sign_in("admin", kAdminPassword);
  ASSERT_EQ(signed_in.status, 200) << signed_in.body;
  for (const Application* application : {static_cast<const Application*>(&scada_), &mes}) {
    const auto who = application->ask("GET", "/api/v1/session", bearer(signed_in));
    EXPECT_EQ(who.status, 200);
    EXPECT_EQ(json::parse(who.body).at("user"), "admin");
  }
  const auto cookie = signed_in.headers.at("set-cookie");
  for (const auto* part : {"HttpOnly", "SameSite=Strict", "Path=/"}) EXPECT_THAT(cookie, HasSubstr(part));
  const auto by_cookie = mes.ask("GET", "/api/v1/session", "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n");
  EXPECT_EQ(by_cookie.status, 200);
}

TEST_F(SessionRoutes, SigningOutEndsTheSessionInBothApplications) {
  const Application mes(*this, "mes");
  const auto signed_in = scada_.sign_in("admin", kAdminPassword);
  const auto out = scada_.ask("DELETE", "/api/v1/session", bearer(signed_in));
  EXPECT_EQ(out.status, 200);
  EXPECT_THAT(out.headers.at("set-cookie"), HasSubstr("Max-Age=0"));
  EXPECT_EQ(scada_.ask("GET", "/api/v1/session", bearer(signed_in)).status, 401);
  clock_.advance(2s);
  EXPECT_EQ(mes.ask("GET", "/api/v1/session", bearer(signed_in)).status, 401);
}

TEST_F(SessionRoutes, FailuresAreToldApartAndGiveNothingAway) {
  const auto wrong = scada_.sign_in("admin", "not the password");
  const auto unknown = scada_.sign_in("nobody", "not the password");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.body, unknown.body);
  EXPECT_FALSE(wrong.headers.contains("set-cookie"));
  for (int i = 0; i < 4; ++i) scada_.sign_in("admin", "not the password");
  EXPECT_EQ(scada_.sign_in("admin", kAdminPassword).status, 429);
  const auto bad = scada_.ask("POST", "/api/v1/session", "", R"({"user":"admin"})");
  EXPECT_EQ(bad.status, 400);
  EXPECT_THAT(bad.body, HasSubstr("password"));
}

TEST_F(SessionRoutes, EveryAttemptIsInTheTrailAndNoSecretIs) {
  scada_.sign_in("admin", "not the password");
  scada_.sign_in("My Secret Typed As User", "x");
  const auto signed_in = scada_.sign_in("admin", kAdminPassword);
  const auto rows = scada_.ask("GET", "/api/v1/audit?limit=10", bearer(signed_in));
  ASSERT_EQ(rows.status, 200) << rows.body;
  const auto list = json::parse(rows.body);
  ASSERT_EQ(list.as_array().size(), 3U);
  EXPECT_EQ(list.at(0).at("outcome"), "accepted");
  EXPECT_EQ(list.at(0).at("user"), "admin");
  EXPECT_EQ(list.at(2).at("outcome"), "rejected(wrong_credentials)");
  for (const auto* secret : {"not the password", kAdminPassword, "My Secret"})
    EXPECT_THAT(rows.body, Not(HasSubstr(secret)));
  EXPECT_EQ(scada_.audit->first_broken().value_or(-1), 0);
}

TEST_F(SessionRoutes, AttemptsOnALockedUserDoNotFillTheTrail) {
  for (int i = 0; i < 5; ++i) scada_.sign_in("admin", "not the password");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(scada_.sign_in("admin", "again").status, 429);
  EXPECT_EQ(scada_.audit->latest(100)->size(), 6U);
}

TEST_F(SessionRoutes, TheTrailIsForAdminsOnly) {
  const auto token = scada_.tokens->issue({"admin", {"operator"}, true, {}}).token;
  EXPECT_EQ(scada_.ask("GET", "/api/v1/audit", "Authorization: Bearer " + token + "\r\n").status, 403);
  EXPECT_EQ(scada_.ask("GET", "/api/v1/audit").status, 401);
  const auto admin = "Authorization: Bearer " + scada_.tokens->issue({"admin", {"admin"}, true, {}}).token + "\r\n";
  for (const auto* limit : {"0", "-1", "1001", "x", "1x", "", "99999999999999"})
    EXPECT_EQ(scada_.ask("GET", std::string("/api/v1/audit?limit=") + limit, admin).status, 400) << limit;
}

}  // namespace
}  // namespace millwright::accounts
