#include "cli/local_http.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <thread>
#include <vector>

#include "cli/supervisor/child_process.h"

namespace millwright::cli {
namespace {

/// Answers one connection after the other with the given bytes, and keeps the requests.
class Server {
 public:
  explicit Server(std::vector<std::string> answers) : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_.get(), 5), 0);
    EXPECT_EQ(::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, answers = std::move(answers)] {
      for (const auto& answer : answers) serve(answer);
    });
  }
  ~Server() { thread_.join(); }
  [[nodiscard]] int port() const { return port_; }
  /// After the last answer has been read.
  const std::vector<std::string>& requests() {
    thread_.join();
    thread_ = std::thread([] {});
    return requests_;
  }

 private:
  void serve(const std::string& answer) {
    const Descriptor client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    std::array<char, 4096> chunk{};
    const auto size = ::recv(client.get(), chunk.data(), chunk.size(), 0);
    requests_.emplace_back(chunk.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    ::send(client.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
  }

  Descriptor listener_;
  int port_ = 0;
  std::vector<std::string> requests_;
  std::thread thread_;
};

std::string answer(const std::string& status, const std::string& body) {
  return fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}", status, body.size(), body);
}

TEST(LocalHttp, ShowsTheTokenOfItsSession) {
  Server server({answer("200 OK", R"({"token":"abc"})"), answer("200 OK", "[1,2]")});
  LocalHttp http(server.port());
  ASSERT_TRUE(http.sign_in("admin", "a \"good\" password"));
  const auto got = http.get("/api/v1/tags");
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(json::serialize(*got), "[1,2]");
  const auto& requests = server.requests();
  EXPECT_TRUE(requests[0].ends_with(R"({"user":"admin","password":"a \"good\" password"})")) << requests[0];
  EXPECT_NE(requests[1].find("Authorization: Bearer abc\r\n"), std::string::npos) << requests[1];
}

TEST(LocalHttp, ARefusalIsToldInTheServersWords) {
  Server server({answer("403 Forbidden", R"({"error":{"code":"forbidden","message":"not for you"}})")});
  const auto got = LocalHttp(server.port()).post("/api/v1/authority", {});
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, HttpError::refused);
  EXPECT_EQ(got.error().message, "POST /api/v1/authority: 403 not for you");
}

TEST(LocalHttp, ASessionWithoutATokenIsNone) {
  Server server({answer("200 OK", "{}")});
  EXPECT_FALSE(LocalHttp(server.port()).sign_in("admin", "x"));
}

TEST(LocalHttp, SilenceIsNoAnswer) {
  Server server({""});
  const auto got = LocalHttp(server.port()).get("/");
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, HttpError::unreachable);
}

}  // namespace
}  // namespace millwright::cli
