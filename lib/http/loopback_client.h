#pragma once
// For tests: a client over a plain blocking socket, so that the server is met by bytes and not by its own library. Used
// from one thread; every read gives up after kPatience.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace millwright::http {

struct ClientResponse {
  int status = 0;                              // 0: the connection ended without an answer
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  bool whole = true;  // false: a body in pieces ended before its last one
};

class LoopbackClient {
 public:
  explicit LoopbackClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~LoopbackClient() { ::close(socket_); }
  LoopbackClient(const LoopbackClient&) = delete;
  LoopbackClient& operator=(const LoopbackClient&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  /// `headers` are whole lines, each with its "\r\n".
  ClientResponse request(const std::string& method, const std::string& target, const std::string& headers = "",
                         const std::string& body = "") {
    std::string text = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers;
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    send(text + "\r\n" + body);
    return read_response(method == "HEAD");
  }

  ClientResponse read_response(bool head = false) {
    ClientResponse response;
    const auto top = read_until("\r\n\r\n");
    if (!top) return response;
    response.status = std::atoi(top->substr(9, 3).c_str());
    for (std::size_t at = top->find("\r\n") + 2; at < top->size();) {
      const auto end = top->find("\r\n", at);
      const auto colon = top->find(':', at);
      std::string name = top->substr(at, colon - at);
      std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
      if (colon < end) response.headers[name] = top->substr(colon + 2, end - colon - 2);
      at = end + 2;
    }
    const bool bodiless = head || response.status == 204 || response.status == 304 || response.status < 200;
    const auto header = [&](const char* name) {
      const auto found = response.headers.find(name);
      return found == response.headers.end() ? std::string() : found->second;
    };
    if (!bodiless && header("transfer-encoding") == "chunked")
      read_pieces(response);
    else
      response.body =
          read_exactly(bodiless ? 0 : std::strtoull(header("content-length").c_str(), nullptr, 10)).value_or("");
    return response;
  }

  /// True when the server closes within the patience; what it still sends is thrown away.
  bool closed_by_server() {
    while (fill()) received_.clear();
    return ended_;
  }

  /// The handshake; 101 when the connection is a WebSocket afterwards.
  ClientResponse open_websocket(const std::string& target, const std::string& headers = "") {
    return request("GET", target,
                   "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                       headers);
  }

  static constexpr unsigned kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10;  // RFC 6455, 11.8

  void send_frame(unsigned opcode, const std::string& payload) {
    std::string frame{static_cast<char>(0x80U | opcode)};
    if (payload.size() < 126) {
      frame += static_cast<char>(0x80U | payload.size());
    } else if (payload.size() < 65536) {
      frame += static_cast<char>(0x80U | 126U);
      for (int shift = 8; shift >= 0; shift -= 8) frame += static_cast<char>(payload.size() >> shift);
    } else {
      frame += static_cast<char>(0x80U | 127U);
      for (int shift = 56; shift >= 0; shift -= 8) frame += static_cast<char>(payload.size() >> shift);
    }
    constexpr std::string_view kMask = "mask";
    frame += kMask;
    for (std::size_t i = 0; i < payload.size(); ++i) frame += static_cast<char>(payload[i] ^ kMask[i % 4]);
    send(frame);
  }

  struct Frame {
    unsigned opcode = 0;
    std::string payload;
    /// Of a close frame (RFC 6455, 7.4); 0 for others.
    [[nodiscard]] unsigned close_code() const {
      if (opcode != kClose || payload.size() < 2) return 0;
      return static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
    }
  };
  /// The next whole frame; pings are answered and passed over. nullopt when the connection ended.
  std::optional<Frame> read_frame() {
    for (;;) {
      const auto head = read_exactly(2);
      if (!head) return std::nullopt;
      std::size_t length = static_cast<unsigned char>((*head)[1]) & 0x7fU;
      if (length >= 126) {
        const auto more = read_exactly(length == 126 ? 2 : 8);
        if (!more) return std::nullopt;
        length = 0;
        for (const char c : *more) length = length << 8 | static_cast<unsigned char>(c);
      }
      auto payload = read_exactly(length);
      if (!payload) return std::nullopt;
      const unsigned opcode = static_cast<unsigned char>((*head)[0]) & 0x0fU;
      if (opcode != kPing) return Frame{opcode, std::move(*payload)};
      send_frame(kPong, *payload);
    }
  }

 private:
  static constexpr int kPatienceMs = 20'000;

  bool fill() {
    pollfd ready{socket_, POLLIN, 0};
    if (::poll(&ready, 1, kPatienceMs) != 1) return false;
    char bytes[65536];
    const auto n = ::recv(socket_, bytes, sizeof bytes, 0);
    ended_ = n <= 0;
    if (!ended_) received_.append(bytes, static_cast<std::size_t>(n));
    return !ended_;
  }
  void read_pieces(ClientResponse& response) {
    for (;;) {
      const auto line = read_until("\r\n");
      const auto size = line ? std::strtoull(line->c_str(), nullptr, 16) : 0;
      const auto piece = line ? read_exactly(size + 2) : std::nullopt;
      response.whole = piece.has_value();
      if (!piece || size == 0) return;
      response.body.append(*piece, 0, size);
    }
  }
  std::optional<std::string> read_until(std::string_view mark) {
    std::size_t at = 0;
    while ((at = received_.find(mark)) == std::string::npos) {
      if (!fill()) return std::nullopt;
    }
    return read_exactly(at + mark.size());
  }
  std::optional<std::string> read_exactly(std::size_t size) {
    while (received_.size() < size) {
      if (!fill()) return std::nullopt;
    }
    auto out = received_.substr(0, size);
    received_.erase(0, size);
    return out;
  }

  int socket_;
  bool connected_ = false;
  bool ended_ = false;
  std::string received_;
};

}  // namespace millwright::http
