#include "lib/bus/rabbitmq/url.h"

#include <charconv>
#include <optional>

namespace millwright::bus::rabbitmq {
namespace {

constexpr std::string_view kScheme = "amqp://";

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned value = 0;
    const auto hex = text.substr(i + 1, 2);
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
    if (hex.size() != 2 || error != std::errc{} || end != hex.data() + 2) return std::nullopt;
    out += static_cast<char>(value);
    i += 2;
  }
  return out;
}

std::optional<Host> host_of(std::string_view text) {
  Host host;
  const auto colon = text.rfind(':');
  host.name = text.substr(0, colon);
  if (colon != std::string_view::npos) {
    const auto port = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), host.port);
    if (error != std::errc{} || end != port.data() + port.size()) return std::nullopt;
  }
  if (host.name.empty() || host.port < 1 || host.port > 65535) return std::nullopt;
  return host;
}

}  // namespace

Result<RabbitUrl, BusError> parse_rabbit_url(std::string_view url) {
  RabbitUrl out;
  if (!url.starts_with(kScheme)) return fail(BusError::refused, "a RabbitMQ URL begins with {}", kScheme);
  url.remove_prefix(kScheme.size());
  if (const auto at = url.rfind('@'); at != std::string_view::npos) {
    const auto account = url.substr(0, at);
    const auto colon = account.find(':');
    const auto user = decoded(account.substr(0, colon));
    const auto password = colon == std::string_view::npos ? std::string() : decoded(account.substr(colon + 1));
    if (!user || !password) return fail(BusError::refused, "user or password of the bus URL: a % without two digits");
    out.user = *user;
    out.password = *password;
    url.remove_prefix(at + 1);
  }
  const auto slash = url.find('/');
  if (slash != std::string_view::npos && slash + 1 < url.size()) {
    const auto vhost = decoded(url.substr(slash + 1));
    if (!vhost) return fail(BusError::refused, "the virtual host of the bus URL: a % without two digits");
    out.vhost = *vhost;
  }
  auto hosts = url.substr(0, slash);
  while (true) {
    const auto comma = hosts.find(',');
    const auto host = host_of(hosts.substr(0, comma));
    if (!host) return fail(BusError::refused, "\"{}\" in the bus URL is not host:port", hosts.substr(0, comma));
    out.hosts.push_back(*host);
    if (comma == std::string_view::npos) return out;
    hosts.remove_prefix(comma + 1);
  }
}

}  // namespace millwright::bus::rabbitmq
