#pragma once
// One AMQP connection with one channel. Belongs to one thread. A connection that failed once is closed for good: its
// owner makes another through a Connector.

#include <memory>
#include <string>

#include "lib/base/time.h"
#include "lib/bus/rabbitmq/rabbitmq_c.h"
#include "lib/bus/rabbitmq/url.h"

namespace millwright::bus::rabbitmq {

constexpr amqp_channel_t kChannel = 1;

using Done = Result<void, BusError>;

[[nodiscard]] amqp_bytes_t bytes_of(std::string_view text);
[[nodiscard]] std::string text_of(amqp_bytes_t bytes);
[[nodiscard]] timeval timeval_of(Duration duration);
[[nodiscard]] Duration left_until(MonotonicTime deadline);
/// What the broker or the library said; success when it said nothing bad.
[[nodiscard]] Done done_of(const amqp_rpc_reply_t& reply, std::string_view doing);
[[nodiscard]] Done done_of(int status, std::string_view doing);

class Connection {
 public:
  /// Connects, logs in, opens the channel. `heartbeat_s` 0 for none.
  [[nodiscard]] static Result<std::unique_ptr<Connection>, BusError> open(const RabbitUrl& url, const Host& host,
                                                                          const std::string& process, int heartbeat_s,
                                                                          MonotonicTime deadline);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] amqp_connection_state_t state() const { return state_; }
  [[nodiscard]] amqp_rpc_reply_t reply() const { return amqp_get_rpc_reply(state_); }
  /// Synchronous methods that follow wait no longer than this.
  void rpc_deadline(MonotonicTime deadline);
  /// Waits until the socket takes more; false at the deadline: the broker has stopped reading.
  [[nodiscard]] bool writable(MonotonicTime deadline) const;

 private:
  Connection() : state_(amqp_new_connection()) {}
  /// The socket is freed with the connection; nullptr if there can be none.
  [[nodiscard]] Result<amqp_socket_t*, BusError> make_socket(const RabbitUrl& url) const;
  Done log_in(const RabbitUrl& url, const Host& host, const std::string& process, int heartbeat_s,
              MonotonicTime deadline);
  amqp_connection_state_t state_;
  bool opened_ = false;
};

/// Makes connections: takes the hosts in turn, and waits between tries, longer each time (50 ms to 2 s).
class Connector {
 public:
  Connector(RabbitUrl url, std::string process, int heartbeat_s)
      : url_(std::move(url)), process_(std::move(process)), heartbeat_s_(heartbeat_s) {}
  [[nodiscard]] Result<std::unique_ptr<Connection>, BusError> connect(MonotonicTime deadline);

 private:
  RabbitUrl url_;
  std::string process_;
  int heartbeat_s_;
  std::size_t next_host_ = 0;
};

}  // namespace millwright::bus::rabbitmq
