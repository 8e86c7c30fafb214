#include "lib/http/router.h"

#include <algorithm>
#include <utility>

#include "lib/base/assert.h"
#include "lib/http/url.h"

namespace millwright::http {
namespace {

std::unexpected<HttpFailure> failure(int status, std::string code, std::string message) {
  return std::unexpected(HttpFailure{status, std::move(code), std::move(message)});
}

bool is_parameter(std::string_view segment) { return segment.size() > 2 && segment.front() == '{'; }

bool well_formed(const std::vector<std::string>& segments) {
  return std::ranges::all_of(segments, [](const std::string& segment) {
    const auto braces = std::ranges::count_if(segment, [](char c) { return c == '{' || c == '}'; });
    return braces == 0 || (braces == 2 && is_parameter(segment) && segment.back() == '}');
  });
}

bool fits(const Router::Entry& entry, const std::vector<std::string>& segments) {
  return std::ranges::equal(entry.segments, segments, [](const std::string& wanted, const std::string& given) {
    return is_parameter(wanted) ? !given.empty() : wanted == given;
  });
}

// Both fit the same path, so where they differ one of the two is a parameter.
bool more_specific(const Router::Entry& a, const Router::Entry& b) {
  for (std::size_t i = 0; i < a.segments.size(); ++i) {
    const bool a_literal = !is_parameter(a.segments[i]);
    const bool b_literal = !is_parameter(b.segments[i]);
    if (a_literal != b_literal) return a_literal;
  }
  return false;
}

// The same requests would reach both: parameters' names do not tell them apart.
bool same_shape(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::ranges::equal(
      a, b, [](const std::string& x, const std::string& y) { return x == y || (is_parameter(x) && is_parameter(y)); });
}

}  // namespace

bool Identity::has_any(const std::set<std::string>& wanted) const {
  return std::ranges::any_of(wanted, [this](const std::string& role) { return roles.contains(role); });
}

std::optional<std::string> Call::find(const std::string& query_key) const {
  const auto found = query.find(query_key);
  if (found == query.end()) return std::nullopt;
  return found->second;
}

std::unexpected<HttpFailure> bad_request(std::string message) {
  return failure(400, "bad_request", std::move(message));
}
std::unexpected<HttpFailure> not_found(std::string message) { return failure(404, "not_found", std::move(message)); }
std::unexpected<HttpFailure> forbidden(std::string message) { return failure(403, "forbidden", std::move(message)); }
std::unexpected<HttpFailure> conflict(std::string code, std::string message) {
  return failure(409, std::move(code), std::move(message));
}
std::unexpected<HttpFailure> unavailable(std::string message) {
  return failure(503, "unavailable", std::move(message));
}

HttpFailure detail::failure_of(const Failure<JsonError>& failed) { return {400, "bad_request", failed.message}; }

void Router::add_raw(Route route, std::string content_type, Handler handler) {
  Entry entry;
  entry.route = std::move(route);
  entry.response_type = std::move(content_type);
  entry.handler = std::move(handler);
  add_entry(std::move(entry));
}

void Router::add_websocket(Route route, std::shared_ptr<WebSocketHandler> handler) {
  MW_ASSERT(handler != nullptr);
  MW_ASSERT(route.method == Method::get);
  Entry entry;
  entry.route = std::move(route);
  entry.websocket = std::move(handler);
  add_entry(std::move(entry));
}

void Router::add_entry(Entry entry) {
  MW_ASSERT(entry.route.access.kind != Access::Kind::undecided);
  MW_ASSERT(entry.route.access.kind != Access::Kind::roles || !entry.route.access.roles.empty());
  auto segments = path_segments(entry.route.path);
  MW_ASSERT(segments.has_value() && well_formed(*segments));
  entry.segments = std::move(*segments);
  for (const auto& other : entries_) {
    if (!same_shape(other.segments, entry.segments)) continue;
    MW_ASSERT(other.route.method != entry.route.method);  // declared twice
    MW_ASSERT(other.segments == entry.segments);          // OpenAPI: one path, one set of parameter names
  }
  entries_.push_back(std::move(entry));
}

Router::Match Router::match(Method method, std::string_view path) const {
  Match match;
  const auto segments = path_segments(path);
  if (!segments) return match;
  for (const auto& entry : entries_) {
    if (!fits(entry, *segments)) continue;
    match.path_known = true;
    if (entry.route.method != method) continue;
    if (match.entry == nullptr || more_specific(entry, *match.entry)) match.entry = &entry;
  }
  if (match.entry == nullptr) return match;
  for (std::size_t i = 0; i < segments->size(); ++i) {
    const auto& wanted = match.entry->segments[i];
    if (is_parameter(wanted)) match.parameters.emplace(wanted.substr(1, wanted.size() - 2), (*segments)[i]);
  }
  return match;
}

std::vector<Method> Router::methods_at(std::string_view path) const {
  std::set<Method> methods;
  const auto segments = path_segments(path);
  for (const auto& entry : entries_) {
    if (segments && fits(entry, *segments)) methods.insert(entry.route.method);
  }
  return {methods.begin(), methods.end()};
}

}  // namespace millwright::http
