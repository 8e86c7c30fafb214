#include "plc/server/modbus_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "plc/server/modbus_protocol.h"

namespace millwright::plc {
namespace {

void set_option(int fd, int level, int option, int value) { setsockopt(fd, level, option, &value, sizeof value); }

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

short events_of(const std::vector<pollfd>& polled, int fd) {
  const auto found = std::ranges::find(polled, fd, &pollfd::fd);
  return found == polled.end() ? short{0} : found->revents;
}

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this == &other) return *this;
  if (open()) ::close(fd_);
  fd_ = other.release();
  return *this;
}

Socket::~Socket() {
  if (open()) ::close(fd_);
}

int Socket::release() { return std::exchange(fd_, -1); }

ModbusServer::ModbusServer(std::string name, ModbusDevice& device) : name_(std::move(name)), device_(device) {}

Result<void, ServerError> ModbusServer::open(const std::string& address, std::uint16_t port) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port_ != 0 ? port_ : port);
  if (inet_pton(AF_INET, address.c_str(), &where.sin_addr) != 1)
    return fail(ServerError::address, "'{}' is not a numeric IPv4 address such as 127.0.0.1", address);
  Socket listener(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  set_option(listener.fd(), SOL_SOCKET, SO_REUSEADDR, 1);
  socklen_t size = sizeof where;
  auto* generic = reinterpret_cast<sockaddr*>(&where);
  if (!listener.open() || bind(listener.fd(), generic, size) != 0 || listen(listener.fd(), 64) != 0 ||
      getsockname(listener.fd(), generic, &size) != 0)
    return fail(ServerError::socket, "the {} port cannot listen on {}:{}: {}", name_, address, port,
                std::strerror(errno));
  port_ = ntohs(where.sin_port);
  listener_ = std::move(listener);
  return {};
}

void ModbusServer::close() {
  listener_ = Socket{};
  clients_.clear();
}

void ModbusServer::add_to(std::vector<pollfd>& wanted) const {
  if (listener_.open()) wanted.push_back({listener_.fd(), POLLIN, 0});
  for (const Client& client : clients_) {
    const int write = client.unsent.empty() ? 0 : POLLOUT;
    wanted.push_back({client.socket.fd(), static_cast<short>(POLLIN | write), 0});
  }
}

void ModbusServer::handle(const std::vector<pollfd>& polled) {
  for (Client& client : clients_) {
    const short events = events_of(polled, client.socket.fd());
    if ((events & POLLOUT) != 0) send_unsent(client);
    if ((events & (POLLIN | POLLHUP | POLLERR)) != 0) receive(client);
  }
  std::erase_if(clients_, [](const Client& client) { return client.finished; });
  if (listener_.open() && (events_of(polled, listener_.fd()) & POLLIN) != 0) accept_clients();
}

void ModbusServer::accept_clients() {
  while (true) {
    Socket socket(accept4(listener_.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket.open()) return;
    if (clients_.size() >= kClientsMost) {
      log_.warning("{}: a connection is refused, {} are open already", name_, clients_.size());
      continue;
    }
    set_option(socket.fd(), IPPROTO_TCP, TCP_NODELAY, 1);
    // Finds out about a peer that vanished without a word.
    set_option(socket.fd(), SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(socket.fd(), IPPROTO_TCP, TCP_KEEPIDLE, 30);
    clients_.push_back({std::move(socket), {}, {}});
  }
}

void ModbusServer::receive(Client& client) {
  // One read a round, so that a client that talks without pause shares the thread with the others.
  std::array<std::uint8_t, 4096> buffer;
  const ssize_t got = recv(client.socket.fd(), buffer.data(), buffer.size(), 0);
  if (got == 0 || (got < 0 && !would_block())) client.finished = true;
  if (got <= 0) return;
  client.received.insert(client.received.end(), buffer.begin(), buffer.begin() + got);
  answer(client);
}

void ModbusServer::answer(Client& client) {
  std::size_t used = 0;
  while (true) {
    const std::span<const std::uint8_t> rest = std::span(client.received).subspan(used);
    const FrameCut cut = cut_frame(rest);
    if (cut.state == FrameState::garbage) {
      log_.warning("{}: a client sent what is not Modbus TCP; its connection is closed", name_);
      client.finished = true;
      return;
    }
    if (cut.state == FrameState::incomplete) break;
    const auto answered = answer_frame(device_, rest.first(cut.bytes));
    client.unsent.insert(client.unsent.end(), answered.begin(), answered.end());
    used += cut.bytes;
  }
  client.received.erase(client.received.begin(), client.received.begin() + static_cast<std::ptrdiff_t>(used));
  send_unsent(client);
}

void ModbusServer::send_unsent(Client& client) {
  if (client.unsent.empty()) return;
  const ssize_t sent = send(client.socket.fd(), client.unsent.data(), client.unsent.size(), MSG_NOSIGNAL);
  if (sent < 0 && !would_block()) client.finished = true;
  if (sent > 0) client.unsent.erase(client.unsent.begin(), client.unsent.begin() + sent);
  if (client.unsent.size() > kUnreadBytesMost) client.finished = true;
}

}  // namespace millwright::plc
