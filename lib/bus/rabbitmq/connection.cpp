#include "lib/bus/rabbitmq/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <optional>
#include <thread>

namespace millwright::bus::rabbitmq {
namespace {

constexpr int kFrameMaxBytes = 131072;
constexpr Duration kFirstPause = 50ms;
constexpr Duration kPauseMax = 2s;
constexpr Duration kTryMax = 5s;
constexpr int kSilenceMaxMs = 10'000;  // unanswered data, or keep-alive probes: then the peer is gone

void watch_for_silence(int fd) {
  const int on = 1;
  const int idle_s = 5;
  const int interval_s = 2;
  const int probes = 3;
  ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  ::setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
  ::setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_s, sizeof interval_s);
  ::setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
  ::setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &kSilenceMaxMs, sizeof kSilenceMaxMs);
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// AMQP 0-9-1 reply codes that trying again does not change.
bool is_final(int code) { return code == 403 || code == 404 || code == 406 || code == 530 || code == 311; }

}  // namespace

amqp_bytes_t bytes_of(std::string_view text) {
  return {text.size(), const_cast<char*>(text.data())};  // the library only reads it
}

std::string text_of(amqp_bytes_t bytes) { return {static_cast<const char*>(bytes.bytes), bytes.len}; }

timeval timeval_of(Duration duration) {
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(std::max(duration, Duration::zero())).count();
  return {us / 1'000'000, us % 1'000'000};
}

Duration left_until(MonotonicTime deadline) {
  return std::max<Duration>(deadline - std::chrono::steady_clock::now(), Duration::zero());
}

Done done_of(int status, std::string_view doing) {
  if (status == AMQP_STATUS_OK) return {};
  if (status == AMQP_STATUS_TIMEOUT) return fail(BusError::timeout, "{}: no answer in time", doing);
  return fail(BusError::unavailable, "{}: {}", doing, amqp_error_string2(status));
}

Done done_of(const amqp_rpc_reply_t& reply, std::string_view doing) {
  if (reply.reply_type == AMQP_RESPONSE_NORMAL) return {};
  if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION) return done_of(reply.library_error, doing);
  int code = 0;
  std::string text = "the broker closed the connection";
  if (reply.reply.id == AMQP_CHANNEL_CLOSE_METHOD) {
    const auto* closed = static_cast<const amqp_channel_close_t*>(reply.reply.decoded);
    code = closed->reply_code;
    text = text_of(closed->reply_text);
  } else if (reply.reply.id == AMQP_CONNECTION_CLOSE_METHOD) {
    const auto* closed = static_cast<const amqp_connection_close_t*>(reply.reply.decoded);
    code = closed->reply_code;
    text = text_of(closed->reply_text);
  }
  return fail(is_final(code) ? BusError::refused : BusError::unavailable, "{}: {}", doing, text);
}

Result<std::unique_ptr<Connection>, BusError> Connection::open(const RabbitUrl& url, const Host& host,
                                                               const std::string& process, int heartbeat_s,
                                                               MonotonicTime deadline) {
  std::unique_ptr<Connection> connection(new Connection());
  auto done = connection->log_in(url, host, process, heartbeat_s, deadline);
  if (!done) return std::unexpected(std::move(done.error()));
  return connection;
}

Result<amqp_socket_t*, BusError> Connection::make_socket(const RabbitUrl& url) const {
  const bool tls = !url.ca_file.empty();
  amqp_socket_t* socket = tls ? amqp_ssl_socket_new(state_) : amqp_tcp_socket_new(state_);
  if (socket == nullptr) return fail(BusError::unavailable, "no socket for the bus");
  if (!tls) return socket;
  if (amqp_ssl_socket_set_cacert(socket, url.ca_file.c_str()) != AMQP_STATUS_OK)
    return fail(BusError::refused, "{} holds no certificate of an authority", url.ca_file);
  amqp_ssl_socket_set_verify_peer(socket, 1);
  amqp_ssl_socket_set_verify_hostname(socket, 1);
  if (amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST) != AMQP_STATUS_OK)
    return fail(BusError::unavailable, "no TLS 1.2 here");
  return socket;
}

Done Connection::log_in(const RabbitUrl& url, const Host& host, const std::string& process, int heartbeat_s,
                        MonotonicTime deadline) {
  const auto doing = fmt::format("connecting to {}:{}", host.name, host.port);
  const auto socket = make_socket(url);
  if (!socket) return std::unexpected(socket.error());
  auto patience = timeval_of(left_until(deadline));
  amqp_set_handshake_timeout(state_, &patience);
  if (auto done = done_of(amqp_socket_open_noblock(*socket, host.name.c_str(), host.port, &patience), doing); !done) {
    return done;
  }
  watch_for_silence(amqp_get_sockfd(state_));
  rpc_deadline(deadline);
  amqp_table_entry_t name{};
  name.key = amqp_cstring_bytes("connection_name");
  name.value.kind = AMQP_FIELD_KIND_UTF8;
  name.value.value.bytes = bytes_of(process);
  const amqp_table_t properties{1, &name};
  // The wait for the first frame has its own timeout (handshake): without a deadline a silent peer would hold us.
  auto done = done_of(amqp_login_with_properties(state_, url.vhost.c_str(), 1, kFrameMaxBytes, heartbeat_s, &properties,
                                                 AMQP_SASL_METHOD_PLAIN, url.user.c_str(), url.password.c_str()),
                      doing);
  if (!done) return done;
  opened_ = true;
  amqp_channel_open(state_, kChannel);
  return done_of(reply(), doing);
}

Connection::~Connection() {
  if (opened_) {
    const auto patience = timeval_of(200ms);  // a courtesy: the broker notices a closed socket as well
    amqp_set_rpc_timeout(state_, &patience);
    amqp_connection_close(state_, AMQP_REPLY_SUCCESS);
  }
  amqp_destroy_connection(state_);
}

void Connection::rpc_deadline(MonotonicTime deadline) {
  const auto patience = timeval_of(left_until(deadline));
  amqp_set_rpc_timeout(state_, &patience);
}

bool Connection::writable(MonotonicTime deadline) const {
  pollfd socket{amqp_get_sockfd(state_), POLLOUT, 0};
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(left_until(deadline)).count();
  return ::poll(&socket, 1, static_cast<int>(std::min<std::int64_t>(ms, 60'000))) > 0;
}

Result<std::unique_ptr<Connection>, BusError> Connector::connect(MonotonicTime deadline) {
  Duration pause = kFirstPause;
  std::optional<Failure<BusError>> reason;
  while (true) {
    const auto& host = url_.hosts[next_host_ % url_.hosts.size()];
    // One host that does not answer must not use up the time of the others.
    const auto share = left_until(deadline) / static_cast<std::int64_t>(url_.hosts.size());
    const auto try_until = std::chrono::steady_clock::now() + std::min<Duration>(share, kTryMax);
    auto connection = Connection::open(url_, host, process_, heartbeat_s_, try_until);
    if (connection || connection.error().code == BusError::refused) return connection;
    ++next_host_;
    // The last try ends with its time; what the tries before it ended with says more.
    if (!reason || connection.error().code != BusError::timeout) reason = std::move(connection.error());
    const auto left = left_until(deadline);
    if (left == Duration::zero()) return std::unexpected(std::move(*reason));
    if (next_host_ % url_.hosts.size() != 0) continue;  // the next host at once; a pause after each round
    std::this_thread::sleep_for(std::min(pause, left));
    pause = std::min(pause * 2, kPauseMax);
  }
}

}  // namespace millwright::bus::rabbitmq
