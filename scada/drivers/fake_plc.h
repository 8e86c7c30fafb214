#pragma once
// A device for the driver's tests: raw sockets on a free loopback port, so that it can also answer what no Modbus
// library would send. Its scan counter moves with every read of a block's header.

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <bit>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "lib/base/assert.h"
#include "lib/base/time.h"

namespace millwright::scada::drivers {

class FakePlc {
 public:
  using Frame = std::vector<std::uint8_t>;

  FakePlc() { open(0); }
  ~FakePlc() { close(); }

  [[nodiscard]] int port() const { return port_; }
  /// The link goes down: connections are dropped and none is taken.
  void close() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }
  void reopen() { open(port_); }

  /// Takes requests and answers none, as a stopped process does.
  std::atomic<bool> silent{false};
  std::atomic<bool> frozen{false};
  std::atomic<int> clock_us{0};   // added to the scan time
  std::atomic<int> exception{0};  // answered in place of anything
  std::atomic<int> writes{0};     // command blocks received
  std::atomic<int> header_reads{0};
  /// In place of the answer that would be right. Set before the driver starts.
  std::function<Frame(Frame)> spoil;

  void set(int address, std::uint16_t value) {
    const std::scoped_lock lock(mutex_);
    input_[static_cast<std::size_t>(address)] = value;
  }
  void set_float(int address, float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    set(address, static_cast<std::uint16_t>(bits >> 16));
    set(address + 1, static_cast<std::uint16_t>(bits));
  }
  [[nodiscard]] std::uint16_t holding(int address) const {
    const std::scoped_lock lock(mutex_);
    return holding_[static_cast<std::size_t>(address)];
  }

 private:
  void open(int port) {
    stopping_ = false;
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    socklen_t size = sizeof address;
    MW_ASSERT(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    MW_ASSERT(::listen(listener_, 8) == 0);
    MW_ASSERT(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }

  void run() {
    std::vector<pollfd> sockets{{listener_, POLLIN, 0}};
    while (!stopping_) {
      if (::poll(sockets.data(), sockets.size(), 5) <= 0) continue;
      if ((sockets[0].revents & POLLIN) != 0) sockets.push_back({::accept(listener_, nullptr, nullptr), POLLIN, 0});
      for (std::size_t i = 1; i < sockets.size(); ++i) {
        if (sockets[i].fd < 0 || (sockets[i].revents & (POLLIN | POLLHUP)) == 0 || silent) continue;
        if (serve(sockets[i].fd)) continue;
        ::close(sockets[i].fd);
        sockets[i].fd = -1;
      }
    }
    for (const auto& entry : sockets)
      if (entry.fd >= 0) ::close(entry.fd);
  }

  bool serve(int fd) {
    std::array<std::uint8_t, 300> request{};
    const auto got = ::recv(fd, request.data(), request.size(), 0);
    if (got < 12) return false;
    Frame reply = answer(Frame(request.begin(), request.begin() + got));
    if (spoil) reply = spoil(std::move(reply));
    return reply.empty() || ::send(fd, reply.data(), reply.size(), MSG_NOSIGNAL) > 0;
  }

  Frame answer(const Frame& request) {
    const std::scoped_lock lock(mutex_);
    const int function = request[7];
    const int address = request[8] << 8 | request[9];
    const int count = request[10] << 8 | request[11];
    Frame out(request.begin(), request.begin() + 8);
    if (exception != 0) {
      out[7] = static_cast<std::uint8_t>(function | 0x80);
      out.push_back(static_cast<std::uint8_t>(exception));
    } else if (function == 16) {
      for (int i = 0; i < count; ++i)
        holding_[static_cast<std::size_t>(address + i)] = static_cast<std::uint16_t>(
            request[static_cast<std::size_t>(13 + 2 * i)] << 8 | request[static_cast<std::size_t>(14 + 2 * i)]);
      ++writes;
      out.insert(out.end(), request.begin() + 8, request.begin() + 12);
    } else {
      if (count >= 24) scan(address);
      out.push_back(static_cast<std::uint8_t>(2 * count));
      for (int i = 0; i < count; ++i) {
        const auto value = input_[static_cast<std::size_t>(address + i)];
        out.push_back(static_cast<std::uint8_t>(value >> 8));
        out.push_back(static_cast<std::uint8_t>(value & 0xFF));
      }
    }
    out[4] = 0;
    out[5] = static_cast<std::uint8_t>(out.size() - 6);
    return out;
  }

  void scan(int base) {
    ++header_reads;
    if (frozen) return;
    auto* block = &input_[static_cast<std::size_t>(base)];
    const auto counter = (static_cast<std::uint32_t>(block[0]) << 16 | block[1]) + 1;
    block[0] = static_cast<std::uint16_t>(counter >> 16);
    block[1] = static_cast<std::uint16_t>(counter);
    const auto us = static_cast<std::uint64_t>(unix_ns(SystemClock{}.utc()) / 1000 + clock_us);
    for (int i = 0; i < 4; ++i) block[2 + i] = static_cast<std::uint16_t>(us >> (48 - 16 * i));
  }

  int port_ = 0;
  int listener_ = -1;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::array<std::uint16_t, 900> input_{};
  std::array<std::uint16_t, 900> holding_{};
  std::thread thread_;
};

}  // namespace millwright::scada::drivers
