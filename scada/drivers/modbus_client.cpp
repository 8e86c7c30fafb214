#include "scada/drivers/modbus_client.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace millwright::scada::drivers {
namespace {

/// Waits for `events` on a socket; false at the deadline. Rounded up, or the last millisecond would be a busy loop. It
/// looks at least once: a thread that had no processor until its deadline must not call an answer that is there late.
bool wait_for(int socket, short events, MonotonicTime deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  pollfd entry{socket, events, 0};
  return ::poll(&entry, 1, static_cast<int>(std::max(left.count(), std::int64_t{0}))) > 0;
}

bool finish_connect(int socket, MonotonicTime deadline) {
  if (!wait_for(socket, POLLOUT, deadline)) return false;
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

int open_to(const addrinfo& address, MonotonicTime deadline) {
  const int fd = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const bool begun = ::connect(fd, address.ai_addr, address.ai_addrlen) == 0 || errno == EINPROGRESS;
  if (begun && finish_connect(fd, deadline)) return fd;
  ::close(fd);
  return -1;
}

}  // namespace

ModbusClient::ModbusClient(std::string host, int port, int unit_id)
    : host_(std::move(host)), port_(port), unit_id_(static_cast<std::uint8_t>(unit_id)) {}
ModbusClient::~ModbusClient() { close(); }

void ModbusClient::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  received_.clear();
}

Result<void, ModbusError> ModbusClient::connect(MonotonicTime deadline) {
  close();
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host_.c_str(), std::to_string(port_).c_str(), &hints, &found); error != 0)
    return fail(ModbusError::not_connected, "{} is no address: {}", host_, ::gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
  for (const addrinfo* it = found; it != nullptr && socket_ < 0; it = it->ai_next) socket_ = open_to(*it, deadline);
  if (socket_ < 0) return fail(ModbusError::not_connected, "no connection to {}:{}", host_, port_);
  return {};
}

bool ModbusClient::connected() {
  if (socket_ < 0) return false;
  char byte = 0;
  const auto got = ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))) return true;
  close();
  return false;
}

Result<void, ModbusError> ModbusClient::send(const std::vector<std::uint8_t>& bytes, MonotonicTime deadline) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const auto n = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n > 0) {
      sent += static_cast<std::size_t>(n);
    } else if (n < 0 && errno == EINTR) {
      continue;
    } else if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) && wait_for(socket_, POLLOUT, deadline)) {
      continue;
    } else {
      close();
      if (sent == 0) return fail(ModbusError::not_connected, "the request could not be sent");
      return fail(ModbusError::closed, "the request was cut off");
    }
  }
  return {};
}

Result<std::vector<std::uint8_t>, ModbusError> ModbusClient::receive_frame(MonotonicTime deadline) {
  std::array<std::uint8_t, 512> chunk{};
  while (true) {
    const auto length = frame_length(received_);
    if (!length) {
      close();
      return fail(ModbusError::wrong_answer, "what comes back is no Modbus TCP");
    }
    if (*length > 0 && received_.size() >= *length) {
      const auto end = received_.begin() + static_cast<std::ptrdiff_t>(*length);
      std::vector<std::uint8_t> frame(received_.begin(), end);
      received_.erase(received_.begin(), end);
      return frame;
    }
    if (!wait_for(socket_, POLLIN, deadline)) return fail(ModbusError::timed_out, "no answer in time");
    const auto got = ::recv(socket_, chunk.data(), chunk.size(), 0);
    if (got > 0) {
      received_.insert(received_.end(), chunk.begin(), chunk.begin() + got);
    } else if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) {
      const std::string why = got == 0 ? "the device closed the connection" : std::strerror(errno);
      close();
      return fail(ModbusError::closed, "{}", why);
    }
  }
}

Result<std::vector<std::uint16_t>, ModbusError> ModbusClient::transact(Request request,
                                                                       std::span<const std::uint16_t> registers,
                                                                       MonotonicTime deadline) {
  if (!connected()) return fail(ModbusError::not_connected, "not connected");
  request.transaction = ++transaction_;
  request.unit_id = unit_id_;
  if (auto sent = send(to_bytes(request, registers), deadline); !sent) return std::unexpected(std::move(sent.error()));
  while (true) {
    auto frame = receive_frame(deadline);
    if (!frame) return std::unexpected(std::move(frame.error()));
    // An answer to a request that had been given up is late, not wrong: it is read past.
    const auto behind = static_cast<std::uint16_t>(request.transaction - transaction_of(*frame));
    const bool late = behind > 0 && behind < 1000;
    if (late && std::chrono::steady_clock::now() < deadline) continue;
    if (late) return fail(ModbusError::timed_out, "only late answers came in time");
    auto answer = parse_answer(*frame, request);
    if (!answer && answer.error().code == ModbusError::wrong_answer) close();
    return answer;
  }
}

Result<std::vector<std::uint16_t>, ModbusError> ModbusClient::read_input(int address, int count,
                                                                         MonotonicTime deadline) {
  Request request;
  request.function = kReadInput;
  request.address = static_cast<std::uint16_t>(address);
  request.count = static_cast<std::uint16_t>(count);
  return transact(request, {}, deadline);
}

Result<void, ModbusError> ModbusClient::write_registers(int address, std::span<const std::uint16_t> registers,
                                                        MonotonicTime deadline) {
  Request request;
  request.function = kWriteRegisters;
  request.address = static_cast<std::uint16_t>(address);
  request.count = static_cast<std::uint16_t>(registers.size());
  auto answer = transact(request, registers, deadline);
  if (!answer) return std::unexpected(std::move(answer.error()));
  return {};
}

}  // namespace millwright::scada::drivers
