#pragma once
// A server of one's own for a test: starts scripts/private-postgres or scripts/private-rabbitmq on free loopback ports
// in a temporary folder, and stops it by its pid. A test that needs a server fails where there is none; it never
// skips. Header only, so that tests beside the code can use it whatever folder they are in.

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>

namespace millwright::test {

/// A folder that is gone when the test is over.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "millwright-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder: " + name);
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;  // what is left over in a temporary folder does not fail a test
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The first of `count` neighbouring TCP ports that are free on loopback, below the range the kernel hands out.
inline int free_ports(int count) {
  const auto is_free = [](int port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool free = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    return free;
  };
  std::random_device random;
  for (int tries = 0; tries < 1000; ++tries) {
    const int first = 15'000 + static_cast<int>(random() % 15'000);
    bool all = true;
    for (int i = 0; i < count && all; ++i) all = is_free(first + i);
    if (all) return first;
  }
  throw std::runtime_error("no free ports");
}

class PrivateServer {
 public:
  /// `script` as seen from the repository's root, where ctest runs tests: "scripts/private-postgres". Throws with the
  /// reason if the server does not come up within a minute. With `folder` given, its data are used again.
  PrivateServer(std::string script, int port, std::filesystem::path folder = {})
      : script_(std::move(script)), port_(port), folder_(std::move(folder)) {
    if (folder_.empty()) folder_ = own_folder_.path();
    start();
  }
  ~PrivateServer() { stop(SIGTERM); }
  PrivateServer(const PrivateServer&) = delete;
  PrivateServer& operator=(const PrivateServer&) = delete;

  static std::unique_ptr<PrivateServer> postgres() {
    return std::make_unique<PrivateServer>("scripts/private-postgres", free_ports(1));
  }
  static std::unique_ptr<PrivateServer> rabbitmq() {
    return std::make_unique<PrivateServer>("scripts/private-rabbitmq", free_ports(3));
  }

  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] int port() const { return port_; }

  void stop(int signal) {
    if (pid_ <= 0) return;
    ::kill(pid_, signal);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  /// Starts it again on the same port and data.
  void start() {
    int out[2];
    if (::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const std::string port = std::to_string(port_);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // a test that is killed leaves no server behind
      ::dup2(out[1], STDOUT_FILENO);
      ::execl(script_.c_str(), script_.c_str(), folder_.c_str(), port.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(out[1]);
    const std::string line = first_line(out[0]);
    ::close(out[0]);
    if (!line.starts_with("ready ")) {
      stop(SIGTERM);
      throw std::runtime_error(script_ + " did not start a server; is it installed? It said: \"" + line + "\"");
    }
    url_ = line.substr(6);
  }

 private:
  static std::string first_line(int fd) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    std::string line;
    while (std::chrono::steady_clock::now() < deadline) {
      pollfd ready{fd, POLLIN, 0};
      if (::poll(&ready, 1, 500) <= 0) continue;
      char c = 0;
      if (::read(fd, &c, 1) != 1 || c == '\n') return line;
      line += c;
    }
    return line;
  }

  TemporaryFolder own_folder_;
  std::string script_;
  int port_;
  std::filesystem::path folder_;
  pid_t pid_ = -1;
  std::string url_;
};

}  // namespace millwright::test
