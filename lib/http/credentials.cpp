#include "lib/http/credentials.h"

#include <algorithm>
#include <cctype>

namespace millwright::http {
namespace {

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

struct Authority {
  std::string_view host;
  std::string_view port;  // empty when not given
};

std::optional<Authority> read_authority(std::string_view text) {
  const auto bracket = text.find(']');  // [::1]:8080
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  Authority out{text.substr(0, colon), colon == std::string_view::npos ? "" : text.substr(colon + 1)};
  const bool digits = std::ranges::all_of(out.port, [](unsigned char c) { return std::isdigit(c) != 0; });
  if (out.host.empty() || !digits) return std::nullopt;
  return out;
}

struct Origin {
  Authority authority;
  std::string_view default_port;
};

std::optional<Origin> read_origin(std::string_view origin) {
  for (const auto& [scheme, port] : {std::pair{"http://", "80"}, std::pair{"https://", "443"}}) {
    if (!origin.starts_with(scheme)) continue;
    const auto authority = read_authority(origin.substr(std::string_view(scheme).size()));
    if (authority) return Origin{*authority, port};
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> bearer_token(std::string_view authorization) {
  constexpr std::string_view kScheme = "Bearer ";
  authorization = trimmed(authorization);
  if (!equal_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) return std::nullopt;
  return trimmed(authorization.substr(kScheme.size()));
}

std::optional<std::string_view> cookie_value(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const auto end = std::min(cookies.find(';'), cookies.size());
    const auto pair = trimmed(cookies.substr(0, end));
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
  }
  return std::nullopt;
}

bool same_origin(std::string_view origin, std::string_view host) {
  const auto from = read_origin(origin);
  const auto here = read_authority(host);
  if (!from || !here || !equal_ignoring_case(from->authority.host, here->host)) return false;
  const auto given = [&](std::string_view port) { return port.empty() ? from->default_port : port; };
  return given(from->authority.port) == given(here->port);
}

bool same_host(std::string_view origin, std::string_view host) {
  const auto from = read_origin(origin);
  const auto here = read_authority(host);
  return from && here && equal_ignoring_case(from->authority.host, here->host);
}

}  // namespace millwright::http
