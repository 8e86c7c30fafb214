#pragma once
// What an application serves: routes with their access rule, types and documentation in one declaration, from which
// requests are checked, answers written and /api/openapi.json generated. Free of any network type.
//
// Access is denied by default: a route says who may call it, and a router refuses to start with one that does not.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "lib/base/json.h"
#include "lib/base/json_schema.h"
#include "lib/base/json_text.h"

namespace millwright::http {

/// Who is calling, from a verified token.
struct Identity {
  std::string user{};
  std::set<std::string> roles{};
  std::string token_id{};
  Timestamp token_issued{};
  Timestamp token_expires{};
  [[nodiscard]] bool has_any(const std::set<std::string>& wanted) const;
};

/// Becomes {"error":{"code","message"}} with this status. `code` is a stable word, `message` a sentence.
struct HttpFailure {
  int status = 500;
  std::string code;
  std::string message;
};
template <class T>
using HttpResult = std::expected<T, HttpFailure>;

[[nodiscard]] std::unexpected<HttpFailure> bad_request(std::string message);                 // 400 bad_request
[[nodiscard]] std::unexpected<HttpFailure> not_found(std::string message);                   // 404 not_found
[[nodiscard]] std::unexpected<HttpFailure> forbidden(std::string message);                   // 403 forbidden
[[nodiscard]] std::unexpected<HttpFailure> conflict(std::string code, std::string message);  // 409
[[nodiscard]] std::unexpected<HttpFailure> unavailable(std::string message);                 // 503 unavailable

enum class Method { get, post, put, del };

/// A request as handlers see it.
struct Call {
  Method method = Method::get;
  std::string path{};
  std::map<std::string, std::string> parameters{};  // {id} in the route's path, decoded
  std::map<std::string, std::string> query{};       // decoded; only the declared ones get here
  std::string body{};
  Identity identity{};  // empty user on public routes without a token
  std::string peer{};   // "127.0.0.1:51234"

  [[nodiscard]] std::optional<std::string> find(const std::string& query_key) const;
};

/// Who may call a route.
struct Access {
  enum class Kind { undecided, anyone, signed_in, roles } kind = Kind::undecided;
  std::set<std::string> roles{};
  static Access anyone() { return {Kind::anyone, {}}; }
  static Access signed_in() { return {Kind::signed_in, {}}; }
  static Access any_of(std::set<std::string> roles) { return {Kind::roles, std::move(roles)}; }
};

struct QueryParameter {
  std::string name{};
  std::string description{};
  bool required = false;
};

struct Route {
  Method method = Method::get;
  std::string path{};  // "/api/v1/alarms/{id}/acknowledge"
  std::string summary{};
  Access access{};
  std::vector<QueryParameter> query{};
  int success_status = 200;
  bool slow = false;  // may take long (password hashing, reports): runs on workers of its own, so that a crowd of such
                      // requests never holds up the others
};

/// The rest of a body, made piece by piece while it is sent: each call gives the next piece, an empty one at the end;
/// nullopt where it cannot go on: the connection is cut, so that nobody takes the part for the whole. Called on the
/// workers for what is slow, one call at a time, and not before the piece before has gone out.
using BodyStream = std::function<std::optional<std::string>()>;

/// An answer that is not JSON, or needs headers of its own.
struct RawResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::string body{};
  std::map<std::string, std::string> headers{};
  BodyStream stream{};  // instead of `body`: an answer of any length, in the memory of a piece
};

/// Stands for "no body" in either direction.
struct Nothing {};

/// A JSON answer with headers of its own (Set-Cookie, Location).
template <class T>
struct Answer {
  T body;
  std::map<std::string, std::string> headers;
};

using Handler = std::function<HttpResult<RawResponse>(const Call&)>;

/// A WebSocket connection, as the application sees it. send() from any thread; the frame is shared, not copied.
class WebSocket {
 public:
  virtual ~WebSocket() = default;
  /// Queues a text frame. False when the connection is gone or its bounded queue is full (the caller conflates and
  /// tries again when idle()).
  virtual bool send(std::shared_ptr<const std::string> frame) = 0;
  /// Nothing queued or in flight.
  [[nodiscard]] virtual bool idle() const = 0;
  virtual void close() = 0;
  [[nodiscard]] virtual const Identity& identity() const = 0;
};

/// The application's side of a WebSocket route. Called on the server's I/O thread: must not block.
class WebSocketHandler {
 public:
  virtual ~WebSocketHandler() = default;
  virtual void opened(const std::shared_ptr<WebSocket>& socket) = 0;
  virtual void received(const std::shared_ptr<WebSocket>& socket, std::string_view text) = 0;
  virtual void closed(const std::shared_ptr<WebSocket>& socket) = 0;
};

class Router {
 public:
  Router(std::string title, std::string version) : title_(std::move(title)), version_(std::move(version)) {}

  /// `handler` is HttpResult<Res>(const Call&, Req), or HttpResult<Res>(const Call&) when Req is Nothing. Handlers run
  /// on the server's worker threads, several at a time. A body that does not read as Req is a 400 naming the field.
  template <class Req, class Res, class Function>
  void add(Route route, Function handler);
  /// For answers in another content type (metrics, files). `content_type` is documented.
  void add_raw(Route route, std::string content_type, Handler handler);
  void add_websocket(Route route, std::shared_ptr<WebSocketHandler> handler);

  struct Entry {
    Route route;
    std::vector<std::string> segments;  // of the path; set by the router
    std::optional<json::object> request_schema;
    std::optional<json::object> response_schema;
    std::string response_type;
    Handler handler;                              // empty for WebSocket routes
    std::shared_ptr<WebSocketHandler> websocket;  // empty for plain ones
  };
  struct Match {
    const Entry* entry = nullptr;
    std::map<std::string, std::string> parameters;
    bool path_known = false;  // some other method would match: 405 and not 404
  };
  /// `path` as it stands in the request: a %2F inside a segment is part of a parameter, not a border. Where several
  /// routes fit, the one whose leftmost differing segment is literal wins ("/orders/plan" before "/orders/{id}").
  [[nodiscard]] Match match(Method method, std::string_view path) const;
  /// Every method some route has at this path.
  [[nodiscard]] std::vector<Method> methods_at(std::string_view path) const;
  /// OpenAPI 3.1 of every route added. `cookie` is the name of the session cookie.
  [[nodiscard]] json::object openapi(std::string_view cookie = "millwright_session") const;
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  void add_entry(Entry entry);
  std::string title_;
  std::string version_;
  std::vector<Entry> entries_;
};

namespace detail {
[[nodiscard]] HttpFailure failure_of(const Failure<JsonError>& failure);
template <class T>
inline constexpr bool kIsAnswer = false;
template <class T>
inline constexpr bool kIsAnswer<Answer<T>> = true;
template <class Res>
json::object response_schema() {
  if constexpr (kIsAnswer<Res>)
    return json_schema<decltype(Res::body)>();
  else
    return json_schema<Res>();
}
template <class Body>
std::string text_of(const Body& body) {
  std::string text;
  append_json(text, body);
  return text;
}
template <class Res>
HttpResult<RawResponse> written(HttpResult<Res> result, int status) {
  if (!result) return std::unexpected(std::move(result.error()));
  if constexpr (std::is_same_v<Res, Nothing>)
    return RawResponse{status, "application/json", "", {}};
  else if constexpr (std::is_same_v<Res, RawResponse>)
    return std::move(*result);
  else if constexpr (kIsAnswer<Res>)
    return RawResponse{status, "application/json", text_of(result->body), std::move(result->headers)};
  else
    return RawResponse{status, "application/json", text_of(*result), {}};
}
}  // namespace detail

template <class Req, class Res, class Function>
void Router::add(Route route, Function handler) {
  Entry entry;
  if constexpr (!std::is_same_v<Req, Nothing>) entry.request_schema = json_schema<Req>();
  if constexpr (!std::is_same_v<Res, Nothing> && !std::is_same_v<Res, RawResponse>)
    entry.response_schema = detail::response_schema<Res>();
  entry.response_type = "application/json";
  const int status = route.success_status;
  entry.route = std::move(route);
  entry.handler = [handler = std::move(handler), status](const Call& call) -> HttpResult<RawResponse> {
    if constexpr (std::is_same_v<Req, Nothing>) {
      return detail::written<Res>(handler(call), status);
    } else {
      auto body = from_json_text<Req>(call.body);
      if (!body) return std::unexpected(detail::failure_of(body.error()));
      return detail::written<Res>(handler(call, std::move(*body)), status);
    }
  };
  add_entry(std::move(entry));
}

}  // namespace millwright::http
