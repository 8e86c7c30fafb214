#pragma once
// From a request to its answer: route, caller, access, query, handler, error. Holds no connection and no network type;
// made by the server, called on its worker threads, several at a time. `router` and `metrics` must outlive it.

#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "lib/base/log.h"
#include "lib/base/metrics.h"
#include "lib/http/message.h"
#include "lib/http/server.h"
#include "lib/http/static_files.h"

namespace millwright::http {

class Dispatcher {
 public:
  Dispatcher(const Router& router, Authenticator authenticator, const ServerOptions& options, Metrics& metrics);

  /// The complete answer, every error included. For HEAD the body is the one GET would have.
  [[nodiscard]] RawResponse answer(const Request& request) const;
  /// True when the route is declared slow. Cheap; for the I/O thread.
  [[nodiscard]] bool slow(const Request& request) const;

  /// A WebSocket handshake that may go on.
  struct Admission {
    std::shared_ptr<WebSocketHandler> handler;
    Identity identity;
    std::string token;  // empty on a public route without one
  };
  [[nodiscard]] std::expected<Admission, RawResponse> admit(const Request& request) const;
  /// The token still belongs to somebody.
  [[nodiscard]] bool still_valid(const std::string& token) const;
  /// An answer made before there was a request to route: too large, not HTTP.
  void count_refused(int status) const;

 private:
  struct Caller {
    Identity identity;
    std::string token;
    bool by_cookie = false;
    bool known = false;
  };
  [[nodiscard]] HttpResult<RawResponse> run(const Request& request, std::string& label) const;
  [[nodiscard]] HttpResult<RawResponse> unrouted(const Request& request, std::string_view path,
                                                 std::string& label) const;
  [[nodiscard]] HttpResult<Admission> admitted(const Request& request, std::string& label) const;
  [[nodiscard]] Caller caller_of(const Request& request) const;
  [[nodiscard]] std::optional<Identity> authenticate(const std::string& token) const;
  void count(const std::string& method, const std::string& label, int status, double seconds) const;

  const Router& router_;
  Authenticator authenticator_;
  std::string cookie_;
  StaticFiles files_;
  Metrics& metrics_;
  const Logger log_{"http"};
};

}  // namespace millwright::http
