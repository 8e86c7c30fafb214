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

/// Turns a token (cookie or bearer) into who it belongs to; nullopt when it is invalid, expired or revoked. Called on
/// worker threads, several at a time.
using Authenticator = std::function<std::optional<Identity>(std::string_view token)>;

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;  // 0: the system chooses; see port()
  int workers = 4;
  std::string cookie = "millwright_session";
  std::filesystem::path web_folder;  // static files; unknown paths without a dot get index.html. Empty: none
  std::size_t body_bytes_max = 1 << 20;
  std::size_t connections_max = 1000;
  /// To read one request (also: how long an unused connection is kept), and again to write its answer.
  Duration request_timeout = 30s;
  std::size_t header_bytes_max = 16 << 10;

  std::size_t websocket_message_bytes_max = 64 << 10;  // from the client; more closes the connection
  /// Of frames that wait to be sent on one connection. An empty queue takes any one frame.
  std::size_t websocket_queue_bytes_max = 4 << 20;
  std::size_t websocket_queue_frames_max = 64;
  /// A peer that answers nothing, not even pings, for this long is gone.
  Duration websocket_idle_timeout = 30s;
  /// How often the token of an open WebSocket is checked again; it is closed once its session ended.
  Duration websocket_recheck_interval = 1s;
};

/// Adds by itself: GET /api/openapi.json, GET /metrics, GET /health/live, GET /health/ready (200 or 503, from `ready`).
/// Cookie-carrying requests that change something must come from the same origin (Origin/Sec-Fetch-Site is checked);
/// a WebSocket handshake with a cookie from the same host, whatever its port: cookies know no ports either.
class Server {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Server>, ServerError> start(ServerOptions options, Router router,
                                                                          Authenticator authenticator, Metrics& metrics,
                                                                          std::function<bool()> ready);
  virtual ~Server() = default;
  [[nodiscard]] virtual int port() const = 0;
  /// Stops accepting, lets running requests end, closes connections, joins all threads. Called by the destructor too;
  /// not from a handler.
  virtual void stop() = 0;
  /// The I/O thread has turned within the last seconds (for the watchdog).
  [[nodiscard]] virtual bool alive() const = 0;
};

}  // namespace millwright::http
