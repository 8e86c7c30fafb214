#pragma once
// For tests: a small OPC UA server on a free loopback port, with certificates made once per test program.

#include <gtest/gtest.h>
#include <open62541/client.h>
#include <open62541/client_config_default.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "lib/opcua/address_space.h"
#include "lib/opcua/client.h"
#include "lib/opcua/pki.h"
#include "lib/opcua/server.h"
#include "lib/opcua/ua.h"
#include "lib/opcua/ua_log.h"

namespace millwright::opcua::testing {

/// A folder with certificates of scada and bridge (trusting each other) and, apart, of a stranger.
class TestPki {
 public:
  static const TestPki& instance() {
    static const TestPki pki;
    return pki;
  }
  [[nodiscard]] std::filesystem::path trusted() const { return root_ / "installation" / "pki"; }
  [[nodiscard]] std::filesystem::path stranger() const { return root_ / "elsewhere" / "pki"; }
  TestPki(const TestPki&) = delete;
  TestPki& operator=(const TestPki&) = delete;

 private:
  TestPki() : root_(std::filesystem::temp_directory_path() / ("mw_pki_" + std::to_string(::getpid()))) {
    EXPECT_TRUE(provision_pki(root_ / "installation", {"scada", "bridge"}));
    EXPECT_TRUE(provision_pki(root_ / "elsewhere", {"bridge"}));
    // The stranger trusts our server; our server does not know the stranger.
    std::filesystem::copy_file(trusted() / "trusted" / "scada.der", stranger() / "trusted" / "scada.der");
  }
  ~TestPki() {
    std::error_code ignored_at_exit;
    std::filesystem::remove_all(root_, ignored_at_exit);
  }
  std::filesystem::path root_;
};

inline constexpr const char* kTestNamespace = "urn:millwright:plant:test";

inline ClientOptions client_options(int port, const std::string& user = "olga",
                                    const std::string& password = "right password") {
  ClientOptions options;
  options.url = "opc.tcp://127.0.0.1:" + std::to_string(port);
  options.user = user;
  options.password = password;
  options.pki = TestPki::instance().trusted();
  options.certificate = "bridge";
  options.plant_namespace = kTestNamespace;
  options.timeout = 5s;
  return options;
}

/// A session below our client: what a hostile or foreign one would try. Application certificate "bridge".
struct RawClient {
  RawClient() {
    UA_ClientConfig config{};
    config.logging = ua_logger();
    const auto identity = load_identity(TestPki::instance().trusted(), "bridge");
    std::vector<UA_ByteString> trusted;
    for (const auto& der : identity->trusted_der) trusted.push_back(borrowed(der));
    EXPECT_EQ(
        UA_ClientConfig_setDefaultEncryption(&config, borrowed(identity->certificate_der), borrowed(identity->key_der),
                                             trusted.data(), trusted.size(), nullptr, 0),
        UA_STATUSCODE_GOOD);
    UA_String_clear(&config.clientDescription.applicationUri);
    config.clientDescription.applicationUri = UA_STRING_ALLOC(identity->application_uri.c_str());
    config.securityMode = UA_MESSAGESECURITYMODE_SIGNANDENCRYPT;
    certificate = identity->certificate_der;
    key = identity->key_der;
    client = UA_Client_newWithConfig(&config);
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() { UA_Client_delete(client); }
  UA_ClientConfig& config() { return *UA_Client_getConfig(client); }
  UA_StatusCode connect(int port) {
    return UA_Client_connect(client, ("opc.tcp://127.0.0.1:" + std::to_string(port)).c_str());
  }
  UA_Client* client = nullptr;
  std::string certificate;
  std::string key;
};

/// Raw history of line1/level; nothing else can be done with it.
struct RawHistory : HistoryAccess {
  static constexpr StatusCode kNot = UA_STATUSCODE_BADHISTORYOPERATIONUNSUPPORTED;
  [[nodiscard]] bool keeps(const std::string& node) const override { return node == "line1/level"; }
  [[nodiscard]] bool may_edit(const SessionUser&) const override { return false; }
  [[nodiscard]] Result<std::vector<contracts::Sample>, StatusCode> raw(const std::string&, Timestamp from, Timestamp to,
                                                                       std::size_t limit, Order order) const override {
    std::vector<contracts::Sample> samples;
    for (const auto& sample : recorded)
      if (sample.source_time >= from && sample.source_time < to) samples.push_back(sample);
    if (order == Order::newest_first) std::ranges::reverse(samples);
    if (samples.size() > limit) samples.resize(limit);
    return samples;
  }
  [[nodiscard]] Result<std::vector<HistoryValue>, StatusCode> at_time(const std::string&, const std::vector<Timestamp>&,
                                                                      bool) const override {
    return fail(kNot, "not in this test");
  }
  [[nodiscard]] Result<ProcessedPage, StatusCode> processed(const std::string&, const ProcessedQuery&) const override {
    return fail(kNot, "not in this test");
  }
  [[nodiscard]] Result<std::vector<StatusCode>, StatusCode> update(const SessionUser&, const std::string&,
                                                                   PerformUpdate,
                                                                   const std::vector<HistoryValue>&) override {
    return fail(kNot, "not in this test");
  }
  [[nodiscard]] StatusCode remove(const SessionUser&, const std::string&, Timestamp, Timestamp) override {
    return kNot;
  }
  std::vector<contracts::Sample> recorded;
};

/// Runs the client until `done`; false if that takes longer than is ever right.
inline bool run_until(Client& client, const std::function<bool()>& done) {
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    if (auto ran = client.run(20ms); !ran) {
      ADD_FAILURE() << ran.error().message;
      return false;
    }
  }
  return true;
}

}  // namespace millwright::opcua::testing
