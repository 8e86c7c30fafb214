#pragma once
// For tests: a small OPC UA server on a free loopback port, with certificates made once per test program.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "lib/opcua/address_space.h"
#include "lib/opcua/client.h"
#include "lib/opcua/pki.h"
#include "lib/opcua/server.h"

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
