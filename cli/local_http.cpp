#include "cli/local_http.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <optional>

#include "cli/supervisor/child_process.h"

namespace millwright::cli {
namespace {

bool wait_for(int fd, short events, std::chrono::steady_clock::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  pollfd ready{fd, events, 0};
  return left.count() > 0 && ::poll(&ready, 1, static_cast<int>(left.count())) == 1;
}

/// Sends the whole request and reads until the server closes; nullopt if it does not do its part in time.
std::optional<std::string> answer_to(int port, std::string_view request, Duration patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 && errno != EINPROGRESS)
    return std::nullopt;
  while (!request.empty()) {
    if (!wait_for(socket.get(), POLLOUT, until)) return std::nullopt;
    const auto size = ::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL);
    if (size <= 0) return std::nullopt;
    request.remove_prefix(static_cast<std::size_t>(size));
  }
  std::string answer;
  for (;;) {
    if (!wait_for(socket.get(), POLLIN, until)) return std::nullopt;
    std::array<char, 16384> chunk{};
    const auto size = ::recv(socket.get(), chunk.data(), chunk.size(), 0);
    if (size < 0) return std::nullopt;
    if (size == 0) return answer;
    answer.append(chunk.data(), static_cast<std::size_t>(size));
  }
}

json::value body_of(const std::string& answer) {
  const auto end = answer.find("\r\n\r\n");
  boost::system::error_code no_json;
  auto body =
      json::parse(end == std::string::npos ? std::string_view() : std::string_view(answer).substr(end + 4), no_json);
  return no_json ? json::value() : body;
}

/// The server's own words: {"error":{"code","message"}}.
std::string words_of(const json::value& body) {
  const auto* object = body.if_object();
  const auto* error = object == nullptr ? nullptr : object->if_contains("error");
  const auto* message = error == nullptr || !error->is_object() ? nullptr : error->get_object().if_contains("message");
  return message == nullptr || !message->is_string() ? "" : std::string(message->get_string());
}

}  // namespace

Result<json::value, HttpError> LocalHttp::request(std::string_view method, std::string_view target,
                                                  const std::string& body) const {
  auto text = fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n", method, target, port_);
  if (!token_.empty()) text += fmt::format("Authorization: Bearer {}\r\n", token_);
  if (!body.empty()) text += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", body.size());
  const auto answer = answer_to(port_, text + "\r\n" + body, patience_);
  constexpr std::size_t kVersion = 9;  // "HTTP/1.1 "
  if (!answer || !answer->starts_with("HTTP/1.") || answer->size() < kVersion + 3)
    return fail(HttpError::unreachable, "{} {} at port {}: no answer", method, target, port_);
  const int status = std::atoi(answer->substr(kVersion, 3).c_str());
  auto value = body_of(*answer);
  if (status < 200 || status > 299)
    return fail(HttpError::refused, "{} {}: {} {}", method, target, status, words_of(value));
  return value;
}

Result<json::value, HttpError> LocalHttp::get(std::string_view target) const { return request("GET", target, ""); }

Result<json::value, HttpError> LocalHttp::post(std::string_view target, const json::object& body) const {
  return request("POST", target, json::serialize(body));
}

Result<void, HttpError> LocalHttp::sign_in(const std::string& user, const std::string& password) {
  const auto session = post("/api/v1/session", {{"user", user}, {"password", password}});
  if (!session) return std::unexpected(session.error());
  const auto* object = session->if_object();
  const auto* token = object == nullptr ? nullptr : object->if_contains("token");
  if (token == nullptr || !token->is_string()) return fail(HttpError::refused, "the session has no token");
  token_ = std::string(token->get_string());
  return {};
}

}  // namespace millwright::cli
