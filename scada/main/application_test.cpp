#include "scada/main/application.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "lib/accounts/accounts.h"
#include "lib/http/loopback_client.h"
#include "lib/opcua/pki.h"

namespace millwright::scada {
namespace {

Result<Options, UsageError> parsed(std::vector<const char*> words) {
  words.insert(words.begin(), "millwright-scada");
  return parse_options(static_cast<int>(words.size()), words.data());
}

TEST(CommandLine, ReadsWhatTheSupervisorGives) {
  const auto options = parsed({"--plant", "p", "--data", "d", "--shared", "s", "--http", "127.0.0.1:8080",
                               "--opcua-port", "4840", "--connection", "plc1=127.0.0.1:5020", "--connection",
                               "plc2=127.0.0.1:5021", "--web", "w", "--link-mes", "http://mes"});
  ASSERT_TRUE(options.has_value());
  EXPECT_EQ(options->http_host, "127.0.0.1");
  EXPECT_EQ(options->http_port, 8080);
  EXPECT_EQ(options->opcua_port, 4840);
  EXPECT_EQ(options->connections.size(), 2u);
  EXPECT_EQ(options->links.mes_url, "http://mes");
}

TEST(CommandLine, SaysWhatIsWrongWithIt) {
  const std::vector<std::pair<std::vector<const char*>, std::string>> cases{
      {{}, "--plant"},
      {{"--plant", "p", "--data", "d", "--shared", "s", "--opcua-port", "0"}, "--http"},
      {{"--plant", "p", "--data", "d", "--shared", "s", "--http", "8080", "--opcua-port", "0"}, "--http"},
      {{"--plant", "p", "--data", "d", "--shared", "s", "--http", "h:99999", "--opcua-port", "0"}, "--http"},
      {{"--plant", "p", "--data", "d", "--shared", "s", "--http", "h:0", "--opcua-port", "x"}, "--opcua-port"},
      {{"--colour", "red"}, ""},
  };
  for (const auto& [words, named] : cases) {
    const auto options = parsed(words);
    ASSERT_FALSE(options.has_value());
    EXPECT_EQ(options.error().code, UsageError::wrong);
    EXPECT_NE(options.error().message.find(named), std::string::npos) << options.error().message;
  }
  EXPECT_EQ(parsed({"--help"}).error().code, UsageError::help);
}

struct Installation : testing::Test {
  Installation() {
    char name[] = "/tmp/millwright-scada-XXXXXX";
    folder = ::mkdtemp(name);
    options.plant = "plants/bottling";
    options.data = folder / "scada";
    options.shared = folder / "shared";
    // No device listens there: SCADA starts, serves and shows its tags as Bad.
    options.connections = {"plc1=127.0.0.1:1"};
  }
  ~Installation() override { std::filesystem::remove_all(folder); }
  void provision() {
    const SystemClock clock;
    ASSERT_TRUE(accounts::provision(options.shared, "correct horse battery", clock).has_value());
    ASSERT_TRUE(opcua::provision_pki(options.shared, {"scada", "bridge"}).has_value());
  }
  [[nodiscard]] StartError refused() const {
    const auto application = Application::start(options);
    EXPECT_FALSE(application.has_value());
    EXPECT_FALSE(application.error().message.empty());
    return application.error().code;
  }
  std::filesystem::path folder;
  Options options;
};

TEST_F(Installation, StartsWithoutItsPlcAndShowsItsTagsAsBad) {
  provision();
  const auto application = Application::start(options);
  ASSERT_TRUE(application.has_value()) << application.error().message;
  EXPECT_TRUE((*application)->healthy());
  EXPECT_GT((*application)->opcua_port(), 0);
  http::LoopbackClient client((*application)->http_port());
  EXPECT_EQ(client.request("GET", "/health/ready").status, 200);
  EXPECT_EQ(client.request("GET", "/api/v1/tags").status, 401);
  const auto session = client.request("POST", "/api/v1/session", "Content-Type: application/json\r\n",
                                      R"({"user":"admin","password":"correct horse battery"})");
  ASSERT_EQ(session.status, 200);
  const std::string token(json::parse(session.body).at("token").as_string());
  const auto tags = json::parse(
      client.request("GET", "/api/v1/tags?under=line1/pasteurizer", "Authorization: Bearer " + token + "\r\n").body);
  ASSERT_FALSE(tags.as_array().empty());
  for (const auto& tag : tags.as_array()) EXPECT_TRUE(tag.at("quality").as_string().starts_with("Bad"));
}

TEST_F(Installation, WithoutAccountsIsRefused) { EXPECT_EQ(refused(), StartError::accounts); }

TEST_F(Installation, WithAWrongPlantOrConnectionIsRefused) {
  provision();
  options.connections = {"plc9=127.0.0.1:1"};
  EXPECT_EQ(refused(), StartError::plant);
  options.plant = folder;
  EXPECT_EQ(refused(), StartError::plant);
}

TEST_F(Installation, OnAPortThatIsTakenIsRefused) {
  provision();
  const auto first = Application::start(options);
  ASSERT_TRUE(first.has_value()) << first.error().message;
  options.data = folder / "second";
  options.http_port = (*first)->http_port();
  EXPECT_EQ(refused(), StartError::address);
}

}  // namespace
}  // namespace millwright::scada
