#include "cli/ports.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "cli/supervisor/child_process.h"

namespace millwright::cli {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

}  // namespace

Ports ports_from(std::optional<int> base) {
  if (!base) return {};
  return {*base, *base + 1, *base + 2, *base + 10, *base + 13};
}

std::optional<std::string> first_taken(const Ports& ports, bool simulated_line) {
  for (const auto& [name, port] : ports.all()) {
    if (!simulated_line && name.starts_with("plc")) continue;
    const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int yes = 1;
    // As servers do: an old connection that lingers is no obstacle, another listener is.
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    const auto address = loopback(port);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
        ::listen(socket.get(), 1) != 0)
      return fmt::format("port {} ({}) cannot be used: {}; --ports BASE chooses others", port, name,
                         std::strerror(errno));
  }
  return std::nullopt;
}

std::optional<int> free_base() {
  for (int tries = 0; tries < 100; ++tries) {
    const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto address = loopback(0);
    socklen_t size = sizeof(address);
    if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
      continue;
    const int base = ntohs(address.sin_port) + 1;
    if (base <= kHighestBase && !first_taken(ports_from(base))) return base;
  }
  return std::nullopt;
}

}  // namespace millwright::cli
