#include "lib/http/dispatcher.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <exception>

#include "lib/http/credentials.h"
#include "lib/http/url.h"

namespace millwright::http {
namespace {

constexpr std::size_t kTokenBytesMax = 4096;

std::optional<Method> method_of(std::string_view name) {
  if (name == "GET" || name == "HEAD") return Method::get;
  if (name == "POST") return Method::post;
  if (name == "PUT") return Method::put;
  if (name == "DELETE") return Method::del;
  return std::nullopt;
}

// Any other word is a stranger's: it must not become a label of a metric.
std::string method_label(const std::string& name) { return method_of(name) ? name : "other"; }

std::string allow_header(const std::vector<Method>& methods) {
  static constexpr std::array<std::string_view, 4> kNames{"GET, HEAD", "POST", "PUT", "DELETE"};
  std::string out;
  for (const auto method : methods) {
    if (!out.empty()) out += ", ";
    out += kNames[static_cast<std::size_t>(method)];
  }
  return out;
}

RawResponse method_not_allowed(std::string allowed) {
  auto response =
      error_response({405, "method_not_allowed", fmt::format("this address answers {}, not this method", allowed)});
  response.headers["Allow"] = std::move(allowed);
  return response;
}

// What a browser says of itself; programs other than browsers send neither header and carry no foreign page's wishes.
bool from_elsewhere(const Request& request) {
  const auto site = request.headers.find("sec-fetch-site");
  if (site && *site != "same-origin" && *site != "none") return true;
  const auto origin = request.headers.find("origin");
  return origin && !same_origin(*origin, request.headers.find("host").value_or(""));
}

HttpResult<void> check_access(const Access& access, const Identity& identity, bool known) {
  if (access.kind == Access::Kind::anyone) return {};
  if (!known) return std::unexpected(HttpFailure{401, "sign_in", "sign in first: there is no valid session"});
  if (access.kind == Access::Kind::signed_in) return {};
  if (access.kind == Access::Kind::roles && identity.has_any(access.roles)) return {};
  std::string roles;
  for (const auto& role : access.roles) roles += (roles.empty() ? "" : ", ") + role;
  return forbidden(fmt::format("this needs one of the roles {}", roles));
}

HttpResult<void> check_form(const Request& request) {
  for (const auto* name : {"host", "authorization", "origin"}) {
    if (request.headers.count(name) > 1) return bad_request(fmt::format("the header {} is given twice", name));
  }
  const auto target = split_target(request.target);
  if (!target || !path_segments(target->path)) return bad_request("the address is not valid");
  return {};
}

}  // namespace

Dispatcher::Dispatcher(const Router& router, Authenticator authenticator, const ServerOptions& options,
                       Metrics& metrics)
    : router_(router),
      authenticator_(std::move(authenticator)),
      cookie_(options.cookie),
      files_(options.web_folder),
      metrics_(metrics) {}

RawResponse Dispatcher::answer(const Request& request) const {
  const auto start = std::chrono::steady_clock::now();
  std::string label = "unmatched";
  RawResponse response;
  try {
    auto result = run(request, label);
    response = result ? std::move(*result) : error_response(result.error());
  } catch (const std::exception& error) {
    log_.error("{} {} failed: {}", request.method, label, error.what());
    response = error_response({500, "internal", "the request failed inside the server; its log says why"});
  }
  complete_headers(response);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  count(request.method, label, response.status, took.count());
  return response;
}

HttpResult<RawResponse> Dispatcher::run(const Request& request, std::string& label) const {
  if (auto formed = check_form(request); !formed) return std::unexpected(std::move(formed.error()));
  const auto target = *split_target(request.target);
  const auto method = method_of(request.method);
  const auto match = method ? router_.match(*method, target.path) : Router::Match{};
  if (match.entry == nullptr) return unrouted(request, target.path, label);
  const auto& route = match.entry->route;
  label = route.path;

  auto caller = caller_of(request);
  const bool cookie_sent = cookie_value(request.headers.find("cookie").value_or(""), cookie_).has_value();
  const bool by_bearer = request.headers.find("authorization").has_value();
  const bool changes = *method != Method::get;
  if (changes && !by_bearer && (cookie_sent || route.access.kind == Access::Kind::anyone) && from_elsewhere(request))
    return forbidden("a page of another origin may not change anything here");
  if (auto allowed = check_access(route.access, caller.identity, caller.known); !allowed)
    return std::unexpected(std::move(allowed.error()));
  if (match.entry->websocket) {
    auto response = error_response({426, "upgrade_required", "this address speaks WebSocket only"});
    response.headers["Upgrade"] = "websocket";
    return response;
  }
  auto query = read_query(target.query, route.query);
  if (!query) return std::unexpected(std::move(query.error()));
  return match.entry->handler(Call{*method, std::string(target.path), match.parameters, std::move(*query), request.body,
                                   std::move(caller.identity), request.peer});
}

HttpResult<RawResponse> Dispatcher::unrouted(const Request& request, std::string_view path, std::string& label) const {
  if (const auto methods = router_.methods_at(path); !methods.empty()) return method_not_allowed(allow_header(methods));
  const bool api = path == "/api" || path.starts_with("/api/");
  if (api || files_.empty()) return not_found("there is nothing at this address");
  label = "static";
  if (method_of(request.method) != Method::get) return method_not_allowed("GET, HEAD");
  return files_.serve(path, request.headers.find("if-none-match"));
}

bool Dispatcher::slow(const Request& request) const {
  const auto target = split_target(request.target);
  const auto method = method_of(request.method);
  if (!target || !method) return false;
  const auto match = router_.match(*method, target->path);
  return match.entry != nullptr && match.entry->route.slow;
}

std::expected<Dispatcher::Admission, RawResponse> Dispatcher::admit(const Request& request) const {
  std::string label = "unmatched";
  auto admission = admitted(request, label);
  count(request.method, label, admission ? 101 : admission.error().status, 0);
  if (!admission) return std::unexpected(error_response(admission.error()));
  return std::move(*admission);
}

HttpResult<Dispatcher::Admission> Dispatcher::admitted(const Request& request, std::string& label) const {
  if (auto formed = check_form(request); !formed) return std::unexpected(std::move(formed.error()));
  const auto target = *split_target(request.target);
  const auto match = request.method == "GET" ? router_.match(Method::get, target.path) : Router::Match{};
  if (match.entry == nullptr || !match.entry->websocket) return not_found("there is no WebSocket at this address");
  label = match.entry->route.path;
  auto caller = caller_of(request);
  const auto origin = request.headers.find("origin");
  if (caller.by_cookie && origin && !same_host(*origin, request.headers.find("host").value_or("")))
    return forbidden("a page of another host may not open a WebSocket here");
  if (auto allowed = check_access(match.entry->route.access, caller.identity, caller.known); !allowed)
    return std::unexpected(std::move(allowed.error()));
  if (auto query = read_query(target.query, match.entry->route.query); !query)
    return std::unexpected(std::move(query.error()));
  return Admission{match.entry->websocket, std::move(caller.identity), std::move(caller.token)};
}

// An Authorization header decides alone: a wrong one is not rescued by a cookie.
Dispatcher::Caller Dispatcher::caller_of(const Request& request) const {
  Caller caller;
  std::optional<std::string_view> token;
  if (const auto authorization = request.headers.find("authorization")) {
    token = bearer_token(*authorization);
  } else {
    token = cookie_value(request.headers.find("cookie").value_or(""), cookie_);
    caller.by_cookie = token.has_value();
  }
  if (!token || token->empty()) return caller;
  if (auto identity = authenticate(std::string(*token))) {
    caller.known = true;
    caller.identity = std::move(*identity);
    caller.token = *token;
  }
  return caller;
}

std::optional<Identity> Dispatcher::authenticate(const std::string& token) const {
  if (!authenticator_ || token.size() > kTokenBytesMax) return std::nullopt;
  return authenticator_(token);
}

bool Dispatcher::still_valid(const std::string& token) const { return authenticate(token).has_value(); }

void Dispatcher::count_refused(int status) const { count("other", "refused", status, 0); }

void Dispatcher::count(const std::string& method, const std::string& label, int status, double seconds) const {
  const auto word = method_label(method);
  metrics_
      .counter("millwright_http_requests_total", "Requests answered.",
               {{"method", word}, {"route", label}, {"status", std::to_string(status)}})
      .add();
  metrics_
      .histogram("millwright_http_request_duration_seconds", "Time from a whole request to its answer.",
                 {{"method", word}, {"route", label}})
      .observe(seconds);
}

}  // namespace millwright::http
