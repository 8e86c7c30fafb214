#pragma once
// An OPC UA server over open62541: encrypted and signed endpoints only, user names only, nothing writable but history.
// It owns the UA_Server and the one thread that runs it; who may sign in and call what is the owner's ServerPolicy.
// Build the address space (lib/opcua/address_space.h) between create() and listen().

#include <open62541/server.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "lib/base/result.h"
#include "lib/opcua/continuation_points.h"
#include "lib/opcua/history_access.h"
#include "lib/opcua/session_user.h"

namespace millwright::opcua {

/// What the server asks its owner, on the server's thread.
class ServerPolicy {
 public:
  virtual ~ServerPolicy() = default;
  /// nullopt refuses. May take as long as a password hash takes: it happens at login only.
  virtual std::optional<SessionUser> login(const std::string& user, const std::string& password) = 0;
  /// `method` is a node of the plant's namespace by its path, or "i=…" in the standard's. Reading, browsing,
  /// subscribing and history are open to everyone who signed in.
  [[nodiscard]] virtual bool may_call(const SessionUser& user, std::string_view method) const = 0;
  [[nodiscard]] virtual HistoryAccess& history() = 0;
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;  // 0: the system chooses
  std::filesystem::path pki;
  std::string certificate;  // own certificate's name in the pki
  std::string application_name;
  std::string plant_namespace;
};

enum class ServerError { address, certificate, internal };

class Server {
 public:
  /// `policy` outlives the server.
  [[nodiscard]] static Result<std::unique_ptr<Server>, ServerError> create(const ServerOptions& options,
                                                                           ServerPolicy& policy);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// Opens the port. Clients that connect wait until run.
  [[nodiscard]] Result<void, ServerError> listen();
  void start();
  /// Closes all connections too; the policy is not asked again.
  void stop();
  [[nodiscard]] int port() const { return port_; }
  /// The server's loop has turned within the last seconds.
  [[nodiscard]] bool alive() const;

  [[nodiscard]] UA_Server* handle() { return server_; }
  [[nodiscard]] std::uint16_t plant_ns() const { return ns_; }
  [[nodiscard]] ServerPolicy& policy() { return policy_; }
  [[nodiscard]] ContinuationPoints& continuation_points() { return continuation_points_; }
  /// Asks the policy, and counts as a turn of the loop: several logins may come in one.
  std::optional<SessionUser> login(const std::string& user, const std::string& password);

 private:
  Server(ServerPolicy& policy, ServerOptions options) : policy_(policy), options_(std::move(options)) {}
  Result<void, ServerError> build();
  void run();

  ServerPolicy& policy_;
  const ServerOptions options_;
  ContinuationPoints continuation_points_;
  UA_Server* server_ = nullptr;
  std::uint16_t ns_ = 0;
  int port_ = 0;
  bool listening_ = false;
  std::atomic<bool> running_{false};
  std::atomic<std::int64_t> last_turn_ns_{0};
  std::thread thread_;
};

}  // namespace millwright::opcua
