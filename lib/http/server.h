#pragma once
// HTTP/1.1 and WebSocket server over Boost.Beast (hidden behind this header). One I/O thread, a few workers for
// handlers. Owned by an application's main(); serves from construction until stop().

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "lib/base/metrics.h"
#include "lib/base/result.h"
#include "lib/http/router.h"

namespace millwright::http {

enum class ServerError { address, already_in_use };

/// Turns a token (cookie or bearer) into who it belongs to; nullopt when it is invalid, expired or revoked.
using Authenticator = std::function<std::optional<Identity>(std::string_view token)>;

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;  // 0: the system chooses; see port()
  int workers = 4;
  std::string cookie = "millwright_session";
  std::filesystem::path web_folder;  // static files; unknown paths without a dot get index.html. Empty: none
  std::size_t body_bytes_max = 1 << 20;
  std::size_t connections_max = 1000;
  Duration request_timeout = 30s;
};

/// Adds by itself: GET /api/openapi.json, GET /metrics, GET /health/live, GET /health/ready (200 or 503, from `ready`).
/// Cookie-carrying requests that change something must come from the same origin (Origin/Sec-Fetch-Site is checked).
class Server {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Server>, ServerError> start(ServerOptions options, Router router,
                                                                          Authenticator authenticator,
                                                                          Metrics& metrics,
                                                                          std::function<bool()> ready);
  virtual ~Server() = default;
  [[nodiscard]] virtual int port() const = 0;
  /// Stops accepting, closes connections, joins all threads. Called by the destructor too.
  virtual void stop() = 0;
  /// The I/O thread has turned within the last seconds (for the watchdog).
  [[nodiscard]] virtual bool alive() const = 0;
};

}  // namespace millwright::http
