#include "lib/opcua/client.h"

#include <gmock/gmock.h>
#include <open62541/client.h>
#include <open62541/client_config_default.h>
#include <open62541/client_highlevel.h>

#include <atomic>
#include <map>

#include "lib/opcua/test_server.h"
#include "lib/opcua/ua_log.h"

namespace millwright::opcua {
namespace {

using testing::client_options;
using testing::RawClient;
using testing::run_until;
using testing::TestPki;

const Timestamp kT0 = from_unix_ns(1'700'000'000'000'000'000);

/// One user, two variables, one method that answers with its argument.
class SmallServer : public ServerPolicy, private testing::RawHistory {
 public:
  SmallServer() {
    auto created = Server::create(
        {"127.0.0.1", 0, TestPki::instance().trusted(), "scada", "Small", testing::kTestNamespace}, *this);
    if (!created) throw std::runtime_error(created.error().message);
    server_ = std::move(*created);
    space_.emplace(server_->handle(), server_->plant_ns());
    space_->begin_object({"line1", "line1", "A line"}, NodeRef{std::uint32_t{UA_NS0ID_OBJECTSFOLDER}},
                         UA_NS0ID_ORGANIZES, NodeRef{std::uint32_t{UA_NS0ID_BASEOBJECTTYPE}});
    add_variable("line1/level", UA_NS0ID_DOUBLE);
    add_variable("line1/state", UA_NS0ID_INT64);
    space_->method({"line1/echo", "echo", "Says it again"}, std::string("line1"),
                   {{"text", UA_NS0ID_STRING, ""}, {"at", UA_NS0ID_DATETIME, ""}},
                   {{"text", UA_NS0ID_STRING, ""}, {"at", UA_NS0ID_DATETIME, ""}, {"user", UA_NS0ID_STRING, ""}},
                   [](const MethodCall& call) { return echo(call); });
    space_->finish("line1");
    EXPECT_EQ(space_->fault(), "");
    EXPECT_TRUE(server_->listen());
    server_->start();
  }
  ~SmallServer() override { server_.reset(); }

  std::optional<SessionUser> login(const std::string& user, const std::string& password) override {
    ++logins;
    if (user == "olga" && password == "right password") return SessionUser{user, {"operator"}};
    return std::nullopt;
  }
  [[nodiscard]] bool may_call(const SessionUser&, std::string_view method) const override {
    return method == "line1/echo" && calls_allowed;
  }
  [[nodiscard]] HistoryAccess& history() override { return *this; }
  using testing::RawHistory::recorded;

  void write(const std::string& path, const contracts::Sample& sample) {
    UA_DataValue value;
    UA_DataValue_init(&value);
    auto held = to_variant(sample.value);
    value.value = *held;
    value.hasValue = true;
    value.hasStatus = true;
    value.status = sample.quality.code();
    value.hasSourceTimestamp = true;
    value.sourceTimestamp = to_ua(sample.source_time);
    EXPECT_EQ(UA_Server_writeDataValue(server_->handle(), path_id(server_->plant_ns(), path), value),
              UA_STATUSCODE_GOOD);
  }
  [[nodiscard]] int port() const { return server_->port(); }
  Server& server() { return *server_; }
  void close() { server_.reset(); }

  std::atomic<int> logins{0};
  std::atomic<bool> calls_allowed{true};

 private:
  static MethodReply echo(const MethodCall& call) {
    MethodReply reply;
    reply.outputs.push_back(to_variant(*value_in(call.inputs[0])));
    reply.outputs.push_back(to_variant(*time_in(call.inputs[1])));
    reply.outputs.push_back(to_variant(contracts::Value{call.user.name}));
    return reply;
  }
  void add_variable(const std::string& path, std::uint32_t type) {
    space_->begin_variable({path, path.substr(6), ""}, std::string("line1"), UA_NS0ID_BASEDATAVARIABLETYPE, type,
                           path == "line1/level");
    space_->finish(path);
  }

  std::unique_ptr<Server> server_;
  std::optional<AddressSpace> space_;
};

std::unique_ptr<Client> connected(const ClientOptions& options) {
  auto client = Client::connect(options);
  if (!client) throw std::runtime_error(client.error().message);
  return std::move(*client);
}

TEST(Client, ARightPasswordOverAnEncryptedChannelSignsIn) {
  SmallServer server;
  const auto client = Client::connect(client_options(server.port()));
  ASSERT_TRUE(client) << client.error().message;
  EXPECT_EQ(server.logins, 1);
}

TEST(Client, AWrongPasswordIsRefused) {
  SmallServer server;
  const auto client = Client::connect(client_options(server.port(), "olga", "wrong password"));
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().code, ClientError::refused);
  EXPECT_EQ(server.logins, 1);
}

TEST(Client, ACertificateThatTheServerDoesNotTrustIsRefusedBeforeAnyLogin) {
  SmallServer server;
  auto options = client_options(server.port());
  options.pki = TestPki::instance().stranger();
  const auto client = Client::connect(options);
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().code, ClientError::refused) << client.error().message;
  EXPECT_EQ(server.logins, 0);
}

TEST(Client, AServerWhoseCertificateIsNotTrustedGetsNoPassword) {
  SmallServer server;
  const auto pki = std::filesystem::temp_directory_path() / ("mw_naive_" + std::to_string(::getpid()));
  ASSERT_TRUE(provision_pki(pki, {"bridge"}));
  auto options = client_options(server.port());
  options.pki = pki / "pki";
  const auto client = Client::connect(options);
  std::filesystem::remove_all(pki);
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().code, ClientError::refused) << client.error().message;
  EXPECT_EQ(server.logins, 0);
}

TEST(Client, NobodyListeningIsUnreachable) {
  int port = 0;
  {
    SmallServer server;
    port = server.port();
  }
  // The library's own waiting is a second; a busy machine is slow only now and then.
  auto quickest = std::chrono::steady_clock::duration::max();
  for (int attempt = 0; attempt < 3 && quickest >= 900ms; ++attempt) {
    const auto started = std::chrono::steady_clock::now();
    const auto client = Client::connect(client_options(port));
    quickest = std::min(quickest, std::chrono::steady_clock::now() - started);
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().code, ClientError::unreachable) << client.error().message;
  }
  EXPECT_LT(quickest, 900ms);
}

TEST(Client, ValuesArriveWithSourceTimeServerTimeAndQuality) {
  SmallServer server;
  const contracts::Sample good{contracts::Value{7.5}, contracts::quality::kGood, kT0};
  const auto before = SystemClock{}.utc() - 1us;
  server.write("line1/level", good);
  const auto client = connected(client_options(server.port()));
  std::map<std::size_t, std::vector<std::pair<contracts::Sample, Timestamp>>> seen;
  const auto subscribed = client->subscribe(
      {"line1/level", "line1/none", "line1/state"}, 5ms, 100,
      [&](std::size_t item, const contracts::Sample& sample, Timestamp at) { seen[item].emplace_back(sample, at); });
  ASSERT_TRUE(subscribed) << subscribed.error().message;
  EXPECT_THAT(subscribed->failed, ::testing::ElementsAre(1));
  ASSERT_TRUE(run_until(*client, [&] { return !seen[0].empty(); }));
  EXPECT_EQ(seen[0][0].first, good);
  EXPECT_GE(seen[0][0].second, before);  // the library stamps what is written with its own clock

  const contracts::Sample bad{contracts::Value{7.5}, contracts::quality::kBadNoCommunication, kT0 + 1s};
  server.write("line1/level", bad);
  const contracts::Sample state{contracts::Value{std::int64_t{6}}, contracts::quality::kGood, kT0 + 2s};
  server.write("line1/state", state);
  ASSERT_TRUE(run_until(
      *client, [&] { return seen[0].size() == 2 && !seen[2].empty() && seen[2].back().first.quality.is_good(); }));
  EXPECT_EQ(seen[0][1].first.quality, bad.quality);
  EXPECT_EQ(seen[0][1].first.source_time, bad.source_time);
  EXPECT_EQ(seen[2].back().first, state);

  const auto read = client->read({"line1/state", "line1/none"});
  ASSERT_TRUE(read);
  EXPECT_EQ((*read)[0], state);
  EXPECT_TRUE((*read)[1].quality.is_bad());
}

TEST(Client, EveryChangeOfAQueuedItemArrivesInOrder) {
  SmallServer server;
  const auto client = connected(client_options(server.port()));
  std::vector<double> seen;
  ASSERT_TRUE(
      client->subscribe({"line1/level"}, 5ms, 1000, [&](std::size_t, const contracts::Sample& sample, Timestamp) {
        if (sample.quality.is_good()) seen.push_back(*contracts::number_in(sample.value));
      }));
  for (int i = 0; i < 500; ++i)
    server.write("line1/level", {contracts::Value{i * 1.0}, contracts::quality::kGood, kT0 + i * 1ms});
  ASSERT_TRUE(run_until(*client, [&] { return seen.size() >= 500; }));
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], static_cast<double>(i));
}

TEST(Client, CallsMethodsAlsoFromInsideACallback) {
  SmallServer server;
  const auto client = connected(client_options(server.port()));
  std::optional<MethodAnswer> answer;
  ASSERT_TRUE(client->subscribe({"line1/level"}, 5ms, 10, [&](std::size_t, const contracts::Sample&, Timestamp) {
    auto called = client->call("line1", "line1/echo", {contracts::Value{std::string("hello")}, kT0});
    ASSERT_TRUE(called) << called.error().message;
    answer = *called;
  }));
  ASSERT_TRUE(run_until(*client, [&] { return answer.has_value(); }));
  EXPECT_TRUE(answer->status.is_good()) << answer->status.name();
  EXPECT_THAT(answer->outputs, ::testing::ElementsAre(contracts::Value{std::string("hello")},
                                                      contracts::Value{std::int64_t{unix_ns(kT0)}},
                                                      contracts::Value{std::string("olga")}));
}

TEST(Client, AMethodThatThePolicyDeniesIsNotExecuted) {
  SmallServer server;
  server.calls_allowed = false;
  const auto client = connected(client_options(server.port()));
  const auto answer = client->call("line1", "line1/echo", {contracts::Value{std::string("hello")}, kT0});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status.code(), UA_STATUSCODE_BADUSERACCESSDENIED);
  EXPECT_TRUE(answer->outputs.empty());
}

TEST(Client, WrongArgumentsAreAnAnswerAndTheSessionLivesOn) {
  SmallServer server;
  const auto client = connected(client_options(server.port()));
  const auto answer = client->call("line1", "line1/echo", {contracts::Value{true}, kT0});
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->status.is_bad());
  EXPECT_TRUE(client->read({"line1/level"}));
}

TEST(Client, HistoryComesWholeOverManyPages) {
  SmallServer server;
  for (int i = 0; i < 12'345; ++i)
    server.recorded.push_back({contracts::Value{i * 0.5}, contracts::quality::kGood, kT0 + i * 1ms});
  server.recorded[7].quality = contracts::quality::kBadNoCommunication;
  const auto client = connected(client_options(server.port()));
  const auto samples = client->history("line1/level", kT0 + 5ms, kT0 + 12'000ms);
  ASSERT_TRUE(samples) << samples.error().message;
  const std::vector<contracts::Sample> expected(server.recorded.begin() + 5, server.recorded.begin() + 12'000);
  EXPECT_EQ(*samples, expected);
  const auto none = client->history("line1/level", kT0 - 2s, kT0 - 1s);
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->empty());
  EXPECT_FALSE(client->history("line1/state", kT0, kT0 + 1s));
}

TEST(Client, ClockOffsetOnOneMachineIsWithinItsBound) {
  SmallServer server;
  const auto client = connected(client_options(server.port()));
  const auto offset = client->clock_offset();
  ASSERT_TRUE(offset) << offset.error().message;
  EXPECT_LE(std::chrono::abs(offset->offset), offset->bound + 1ms);
}

TEST(Client, AServerThatGoesAwayIsNoticed) {
  SmallServer server;
  const auto client = connected(client_options(server.port()));
  ASSERT_TRUE(client->run(10ms));
  server.close();
  const auto deadline = std::chrono::steady_clock::now() + 5s;
  auto ran = client->run(50ms);
  while (ran && std::chrono::steady_clock::now() < deadline) ran = client->run(50ms);
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, ClientError::disconnected);
  EXPECT_FALSE(client->read({"line1/level"}));
}

TEST(Client, AServerThatHangsIsNoticed) {
  std::atomic<bool> hangs{true};
  SmallServer server;
  const auto client = connected(client_options(server.port()));
  ASSERT_TRUE(client->run(10ms));
  // Its loop stands still, its sockets stay open.
  UA_UInt64 callback = 0;
  UA_Server_addRepeatedCallback(
      server.server().handle(), [](UA_Server*, void* flag) { static_cast<std::atomic<bool>*>(flag)->wait(true); },
      &hangs, 1, &callback);
  const auto started = std::chrono::steady_clock::now();
  auto ran = client->run(50ms);
  while (ran && std::chrono::steady_clock::now() - started < 10s) ran = client->run(50ms);
  EXPECT_FALSE(ran);
  EXPECT_LT(std::chrono::steady_clock::now() - started, 5s);
  hangs = false;
  hangs.notify_all();
}

// Sessions below our client: what a hostile or foreign one would try.
TEST(Server, OffersOnlyEncryptedEndpointsAndUserNames) {
  SmallServer server;
  RawClient raw;
  size_t count = 0;
  UA_EndpointDescription* endpoints = nullptr;
  ASSERT_EQ(UA_Client_getEndpoints(raw.client, ("opc.tcp://127.0.0.1:" + std::to_string(server.port())).c_str(), &count,
                                   &endpoints),
            UA_STATUSCODE_GOOD);
  EXPECT_EQ(count, 3u);
  for (size_t i = 0; i < count; ++i) {
    EXPECT_EQ(endpoints[i].securityMode, UA_MESSAGESECURITYMODE_SIGNANDENCRYPT);
    for (size_t p = 0; p < endpoints[i].userIdentityTokensSize; ++p)
      EXPECT_EQ(endpoints[i].userIdentityTokens[p].tokenType, UA_USERTOKENTYPE_USERNAME);
  }
  UA_Array_delete(endpoints, count, &UA_TYPES[UA_TYPES_ENDPOINTDESCRIPTION]);
}

/// Makes the client believe in an offer that the server never made, so that the token reaches the server.
UA_StatusCode connect_with_forged_offer(RawClient& raw, int port, UA_UserTokenType type, const char* policy_id) {
  RawClient asking;
  size_t count = 0;
  UA_EndpointDescription* endpoints = nullptr;
  const auto url = "opc.tcp://127.0.0.1:" + std::to_string(port);
  EXPECT_EQ(UA_Client_getEndpoints(asking.client, url.c_str(), &count, &endpoints), UA_STATUSCODE_GOOD);
  EXPECT_GT(count, 0u);
  UA_EndpointDescription_copy(&endpoints[0], &raw.config().endpoint);
  UA_Array_delete(endpoints, count, &UA_TYPES[UA_TYPES_ENDPOINTDESCRIPTION]);
  UA_UserTokenPolicy forged;
  UA_UserTokenPolicy_init(&forged);
  forged.tokenType = type;
  forged.policyId = borrowed(policy_id);
  forged.securityPolicyUri = borrowed("http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256");
  auto& offered = raw.config().endpoint;
  UA_Array_delete(offered.userIdentityTokens, offered.userIdentityTokensSize, &UA_TYPES[UA_TYPES_USERTOKENPOLICY]);
  offered.userIdentityTokensSize = 1;
  EXPECT_EQ(UA_Array_copy(&forged, 1, reinterpret_cast<void**>(&offered.userIdentityTokens),
                          &UA_TYPES[UA_TYPES_USERTOKENPOLICY]),
            UA_STATUSCODE_GOOD);
  UA_UserTokenPolicy_copy(&forged, &raw.config().userTokenPolicy);
  return raw.connect(port);
}

/// Every policy id that the library would have used for such tokens.
const std::vector<std::string> kPolicyIds{"", "open62541-anonymous-policy", "open62541-certificate-policy",
                                          "open62541-username-policy"};

TEST(Server, AForgedAnonymousTokenIsRefusedByTheServer) {
  SmallServer server;
  for (const auto& id : kPolicyIds) {
    RawClient raw;
    auto* token = UA_AnonymousIdentityToken_new();
    UA_ExtensionObject_setValue(&raw.config().userIdentityToken, token, &UA_TYPES[UA_TYPES_ANONYMOUSIDENTITYTOKEN]);
    const auto status = connect_with_forged_offer(raw, server.port(), UA_USERTOKENTYPE_ANONYMOUS, id.c_str());
    EXPECT_EQ(status, UA_STATUSCODE_BADIDENTITYTOKENINVALID) << id << ": " << status_name(status);
  }
}

TEST(Server, ATrustedApplicationCertificateIsNoUser) {
  SmallServer server;
  for (const auto& id : kPolicyIds) {
    RawClient raw;
    UA_ClientConfig_setAuthenticationCert(&raw.config(), borrowed(raw.certificate), borrowed(raw.key));
    const auto status = connect_with_forged_offer(raw, server.port(), UA_USERTOKENTYPE_CERTIFICATE, id.c_str());
    EXPECT_EQ(status, UA_STATUSCODE_BADIDENTITYTOKENINVALID) << id << ": " << status_name(status);
  }
  EXPECT_EQ(server.logins, 0);
}

TEST(Server, NothingCanBeWrittenAddedOrDeleted) {
  SmallServer server;
  RawClient raw;
  UA_ClientConfig_setAuthenticationUsername(&raw.config(), "olga", "right password");
  ASSERT_EQ(raw.connect(server.port()), UA_STATUSCODE_GOOD);
  const auto ns = server.server().plant_ns();
  const double value = 1;
  auto variant = to_variant(&value, UA_TYPES[UA_TYPES_DOUBLE]);
  EXPECT_NE(UA_Client_writeValueAttribute(raw.client, path_id(ns, "line1/level"), variant.get()), UA_STATUSCODE_GOOD);
  UA_LocalizedText name{UA_STRING_NULL, borrowed("renamed")};
  EXPECT_NE(UA_Client_writeDisplayNameAttribute(raw.client, path_id(ns, "line1/level"), &name), UA_STATUSCODE_GOOD);
  EXPECT_NE(UA_Client_deleteNode(raw.client, path_id(ns, "line1/level"), true), UA_STATUSCODE_GOOD);
  EXPECT_NE(UA_Client_addObjectNode(raw.client, path_id(ns, "intruder"), path_id(ns, "line1"),
                                    standard_id(UA_NS0ID_HASCOMPONENT), {ns, borrowed("intruder")},
                                    standard_id(UA_NS0ID_BASEOBJECTTYPE), UA_ObjectAttributes_default, nullptr),
            UA_STATUSCODE_GOOD);
}

}  // namespace
}  // namespace millwright::opcua
