#include "cli/supervisor/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

namespace millwright::cli {

Descriptor::Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}
Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

std::string describe_end(int wait_status) {
  if (WIFSIGNALED(wait_status)) return fmt::format("signal {}", WTERMSIG(wait_status));
  return fmt::format("exit code {}", WEXITSTATUS(wait_status));
}

namespace {

/// A datagram socket under a name the kernel chose in the abstract namespace, and that name as NOTIFY_SOCKET wants it.
Result<std::pair<Descriptor, std::string>, SpawnError> open_notify_socket() {
  Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const int yes = 1;
  const bool open = socket.valid() && ::setsockopt(socket.get(), SOL_SOCKET, SO_PASSCRED, &yes, sizeof(yes)) == 0 &&
                    ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address.sun_family)) == 0;
  socklen_t size = sizeof(address);
  if (!open || ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return fail(SpawnError::system, "no notification socket: {}", std::strerror(errno));
  const auto length = size - offsetof(sockaddr_un, sun_path);
  return std::pair{std::move(socket), "@" + std::string(address.sun_path + 1, length - 1)};
}

/// Everything exec needs, made before the fork: between fork and exec nothing may allocate.
struct Image {
  std::vector<std::string> texts;  // those of `arguments`, then those of `environment` that are our own
  std::vector<char*> arguments;
  std::vector<char*> environment;
  std::string program;

  Image(const ChildSpec& spec, const std::string& notify_name) : program(spec.program.string()) {
    texts.push_back(program);
    texts.insert(texts.end(), spec.arguments.begin(), spec.arguments.end());
    const auto argument_count = texts.size();
    auto variables = spec.environment;
    variables["NOTIFY_SOCKET"] = notify_name;
    for (const auto& [name, value] : variables) texts.push_back(fmt::format("{}={}", name, value));
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string_view text(*entry);
      if (!variables.contains(std::string(text.substr(0, text.find('='))))) environment.push_back(*entry);
    }
    for (std::size_t i = 0; i < texts.size(); ++i)
      (i < argument_count ? arguments : environment).push_back(texts[i].data());
    arguments.push_back(nullptr);
    environment.push_back(nullptr);
  }
};

[[noreturn]] void become(const Image& image, int output, pid_t parent, int nice) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // The parent may have died before the line above.
  if (::getppid() != parent) ::_exit(127);
  ::setpgid(0, 0);
  if (nice != 0) ::setpriority(PRIO_PROCESS, 0, nice);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  const int null = ::open("/dev/null", O_RDONLY);
  if (null >= 0) ::dup2(null, STDIN_FILENO);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::execve(image.program.c_str(), image.arguments.data(), image.environment.data());
  ::_exit(127);
}

/// The text of one datagram from a process of the same user; nullopt when there is none left.
std::optional<std::string> receive(int fd) {
  for (;;) {
    std::array<char, 4096> text{};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> control{};
    iovec part{text.data(), text.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto size = ::recvmsg(fd, &message, MSG_DONTWAIT);
    if (size < 0) return std::nullopt;
    const auto* header = CMSG_FIRSTHDR(&message);
    if (header == nullptr || header->cmsg_type != SCM_CREDENTIALS) continue;
    ucred sender{};
    std::memcpy(&sender, CMSG_DATA(header), sizeof(sender));
    // Anyone on the machine can send here; only our own user is believed.
    if (sender.uid == ::geteuid()) return std::string(text.data(), static_cast<std::size_t>(size));
  }
}

}  // namespace

Result<std::unique_ptr<ChildProcess>, SpawnError> ChildProcess::spawn(const ChildSpec& spec) {
  if (::access(spec.program.c_str(), X_OK) != 0)
    return fail(SpawnError::system, "{} cannot be run: {}", spec.program.string(), std::strerror(errno));
  auto notify = open_notify_socket();
  if (!notify) return std::unexpected(notify.error());
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(SpawnError::system, "no pipe: {}", std::strerror(errno));
  Descriptor output(ends[0]);
  const Descriptor child_output(ends[1]);
  ::fcntl(output.get(), F_SETFL, O_NONBLOCK);
  const Image image(spec, notify->second);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return fail(SpawnError::system, "no process for {}: {}", spec.name, std::strerror(errno));
  if (pid == 0) become(image, child_output.get(), parent, spec.nice);
  // By its number: the C library of Debian 12 declares pidfd_open() without C linkage.
  Descriptor end(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  std::unique_ptr<ChildProcess> child(
      new ChildProcess(pid, std::move(end), std::move(notify->first), std::move(output)));
  if (!child->end_.valid()) return fail(SpawnError::system, "no pidfd for {}: {}", spec.name, std::strerror(errno));
  return child;
}

ChildProcess::~ChildProcess() {
  if (reaped_) return;
  kill();
  ::waitpid(pid_, &wait_status_, 0);
}

void ChildProcess::terminate() const {
  if (!reaped_) ::kill(pid_, SIGTERM);
}

void ChildProcess::kill() const {
  if (reaped_) return;
  ::kill(-pid_, SIGKILL);
  // The group exists only once the child has made it.
  ::kill(pid_, SIGKILL);
}

std::vector<std::string> ChildProcess::notifications() const {
  std::vector<std::string> lines;
  while (auto text = receive(notify_.get())) {
    std::string_view rest = *text;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      if (end > 0) lines.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return lines;
}

bool ChildProcess::reap() {
  if (!reaped_ && ::waitpid(pid_, &wait_status_, WNOHANG) == pid_) {
    reaped_ = true;
    // What it may have left behind in its group goes with it.
    ::kill(-pid_, SIGKILL);
  }
  return reaped_;
}

}  // namespace millwright::cli
