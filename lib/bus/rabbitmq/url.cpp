#include "lib/bus/rabbitmq/url.h"

#include <charconv>
#include <optional>

namespace millwright::bus::rabbitmq {
namespace {

constexpr std::string_view kPlain = "amqp://";
constexpr std::string_view kTls = "amqps://";
constexpr std::string_view kCaFile = "cacertfile=";
constexpr int kPlainPort = 5672;
constexpr int kTlsPort = 5671;

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

std::optional<Host> host_of(std::string_view text, int default_port) {
  Host host{.name = {}, .port = default_port};
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

/// Takes "user:password@" off the front of `url`. The last @ counts that is not in the name of a file.
Result<void, BusError> take_account(std::string_view& url, RabbitUrl& out) {
  const auto at = url.substr(0, url.rfind(fmt::format("?{}", kCaFile))).rfind('@');
  if (at == std::string_view::npos) return {};
  const auto account = url.substr(0, at);
  const auto colon = account.find(':');
  const auto user = decoded(account.substr(0, colon));
  const auto password = colon == std::string_view::npos ? std::string() : decoded(account.substr(colon + 1));
  if (!user || !password) return fail(BusError::refused, "user or password of the bus URL: a % without two digits");
  out.user = *user;
  out.password = *password;
  url.remove_prefix(at + 1);
  return {};
}

/// Takes "?cacertfile=FILE" off the end of `url`: with TLS it must be there, without it must not.
Result<void, BusError> take_query(std::string_view& url, bool tls, RabbitUrl& out) {
  const auto question = url.find('?');
  const auto query = question == std::string_view::npos ? std::string_view() : url.substr(question + 1);
  url = url.substr(0, question);
  if (!tls && question == std::string_view::npos) return {};
  if (!tls) return fail(BusError::refused, "an amqp:// URL has no ?parameters; TLS is amqps://");
  const auto file = query.starts_with(kCaFile) && query.find('&') == std::string_view::npos
                        ? decoded(query.substr(kCaFile.size()))
                        : std::nullopt;
  if (!file || file->empty())
    return fail(BusError::refused,
                "an amqps:// URL ends in ?{}FILE: the authority that signed the broker's certificate", kCaFile);
  out.ca_file = *file;
  return {};
}

}  // namespace

Result<RabbitUrl, BusError> parse_rabbit_url(std::string_view url) {
  RabbitUrl out;
  const bool tls = url.starts_with(kTls);
  if (!tls && !url.starts_with(kPlain))
    return fail(BusError::refused, "a RabbitMQ URL begins with {} or {}", kPlain, kTls);
  url.remove_prefix(tls ? kTls.size() : kPlain.size());
  if (auto taken = take_account(url, out); !taken) return std::unexpected(std::move(taken.error()));
  if (auto taken = take_query(url, tls, out); !taken) return std::unexpected(std::move(taken.error()));
  const auto slash = url.find('/');
  if (slash != std::string_view::npos && slash + 1 < url.size()) {
    const auto vhost = decoded(url.substr(slash + 1));
    if (!vhost) return fail(BusError::refused, "the virtual host of the bus URL: a % without two digits");
    out.vhost = *vhost;
  }
  auto hosts = url.substr(0, slash);
  while (true) {
    const auto comma = hosts.find(',');
    const auto host = host_of(hosts.substr(0, comma), tls ? kTlsPort : kPlainPort);
    // Not shown: where the @ is missing it is the account.
    if (!host) return fail(BusError::refused, "host {} of the bus URL is not host:port", out.hosts.size() + 1);
    out.hosts.push_back(*host);
    if (comma == std::string_view::npos) return out;
    hosts.remove_prefix(comma + 1);
  }
}

}  // namespace millwright::bus::rabbitmq
