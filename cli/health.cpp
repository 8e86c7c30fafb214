#include "cli/health.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>

#include "cli/supervisor/child_process.h"

namespace millwright::cli {
namespace {

bool wait_for(int fd, short events, std::chrono::steady_clock::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  pollfd ready{fd, events, 0};
  return left.count() > 0 && ::poll(&ready, 1, static_cast<int>(left.count())) == 1;
}

}  // namespace

bool answers_ready(int port, Duration limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 && errno != EINPROGRESS)
    return false;
  constexpr std::string_view kRequest = "GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
  if (!wait_for(socket.get(), POLLOUT, until)) return false;
  if (::send(socket.get(), kRequest.data(), kRequest.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(kRequest.size()))
    return false;
  std::string answer;
  // "HTTP/1.1 200": the version may differ.
  constexpr std::size_t kVersion = 9;
  constexpr std::string_view kGood = "200";
  while (answer.size() < kVersion + kGood.size()) {
    if (!wait_for(socket.get(), POLLIN, until)) return false;
    std::array<char, 256> chunk{};
    const auto size = ::recv(socket.get(), chunk.data(), chunk.size(), 0);
    if (size <= 0) return false;
    answer.append(chunk.data(), static_cast<std::size_t>(size));
  }
  return answer.starts_with("HTTP/1.") && answer.compare(kVersion, kGood.size(), kGood) == 0;
}

}  // namespace millwright::cli
