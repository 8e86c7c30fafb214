#pragma once
// A Modbus TCP server over non-blocking sockets. It has no thread and no loop of its own: the owner's thread polls the
// descriptors it names, together with whatever else that thread waits for, and hands the results back. A client that
// sends garbage, nothing, or reads nothing costs the others nothing.

#include <poll.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lib/base/log.h"
#include "lib/base/result.h"
#include "plc/server/modbus_device.h"

namespace millwright::plc {

enum class ServerError { address, socket };

/// A file descriptor that closes itself.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(other.release()) {}
  Socket& operator=(Socket&& other) noexcept;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket();

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }

 private:
  int release();
  int fd_ = -1;
};

class ModbusServer {
 public:
  static constexpr std::size_t kClientsMost = 64;
  /// A client that lets more answers than this lie unread is dropped.
  static constexpr std::size_t kUnreadBytesMost = 64 * 1024;

  /// `device` must outlive the server. `name` is for the log.
  ModbusServer(std::string name, ModbusDevice& device);

  /// Listens on `address` (numeric); port 0 chooses a free one, which later calls of open() keep.
  Result<void, ServerError> open(const std::string& address, std::uint16_t port);
  /// Drops every connection and takes none until open() is called again.
  void close();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] bool listening() const { return listener_.open(); }
  [[nodiscard]] std::size_t client_count() const { return clients_.size(); }

  /// Adds what to wait for; `handle` takes the same entries back after poll().
  void add_to(std::vector<pollfd>& wanted) const;
  void handle(const std::vector<pollfd>& polled);

 private:
  struct Client {
    Socket socket;
    std::vector<std::uint8_t> received;
    std::vector<std::uint8_t> unsent;
    bool finished = false;
  };

  void accept_clients();
  void receive(Client& client);
  void answer(Client& client);
  static void send_unsent(Client& client);

  std::string name_;
  ModbusDevice& device_;
  Logger log_{"modbus"};
  Socket listener_;
  std::uint16_t port_ = 0;
  std::vector<Client> clients_;
};

}  // namespace millwright::plc
