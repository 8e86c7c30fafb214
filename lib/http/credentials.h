#pragma once
// Who a request says it is from, and from which page: reading of Authorization, Cookie, Origin and Host. Pure.

#include <optional>
#include <string_view>

namespace millwright::http {

/// The token of "Bearer <token>"; nullopt for any other scheme.
[[nodiscard]] std::optional<std::string_view> bearer_token(std::string_view authorization);
/// The first cookie of that exact name.
[[nodiscard]] std::optional<std::string_view> cookie_value(std::string_view cookies, std::string_view name);

/// Origin "https://host:port" names the same host and port as the Host header (default ports may be left out). The
/// scheme is not compared: a proxy in front may speak TLS.
[[nodiscard]] bool same_origin(std::string_view origin, std::string_view host);
/// The same host, whatever the port.
[[nodiscard]] bool same_host(std::string_view origin, std::string_view host);

}  // namespace millwright::http
