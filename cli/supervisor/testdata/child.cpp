// What the supervisor's tests supervise. Usage: mw_supervised_child MODE [LOG [NAME]]
//   well    says READY and feeds the watchdog until SIGTERM; appends "NAME stopped" to LOG then
//   hangs   says READY once and then nothing
//   dies    says READY and exits with code 3
//   deaf    says READY, feeds the watchdog, ignores SIGTERM
//   parent  as `well`, with a child of its own in its group
//   serves  as `well`; whatever else it is told, at `--http 127.0.0.1:PORT` it answers every request with 200
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>

#include "lib/base/notify.h"

namespace {

volatile sig_atomic_t stopped = 0;
void on_term(int) { stopped = 1; }

int listen_at(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool open =
      ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0 && ::listen(socket, 8) == 0;
  if (!open) std::exit(4);
  return socket;
}

/// The socket of `--http HOST:PORT`; -1 without it.
int listener_of(int argc, char** argv) {
  for (int i = 1; i + 1 < argc; ++i) {
    const std::string_view value = argv[i + 1];
    if (std::string_view(argv[i]) == "--http") return listen_at(std::atoi(value.substr(value.rfind(':') + 1).data()));
  }
  return -1;
}

void answer_or_wait(int listener) {
  pollfd ready{listener, POLLIN, 0};
  if (::poll(&ready, 1, 20) != 1) return;
  const int peer = ::accept(listener, nullptr, nullptr);
  char request[1024];
  constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  const bool asked = ::recv(peer, request, sizeof(request), 0) > 0;
  const bool answered = asked && ::send(peer, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL) > 0;
  if (!answered) std::fprintf(stderr, "child: a request was not answered\n");
  ::close(peer);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "well";
  ::signal(SIGTERM, mode == "deaf" ? SIG_IGN : on_term);
  std::fprintf(stderr, "child %s pid %d\n", argv[1], static_cast<int>(::getpid()));
  if (mode == "parent" && ::fork() == 0) {
    for (;;) ::pause();
  }
  const int listener = mode == "serves" ? listener_of(argc, argv) : -1;
  millwright::notify_supervisor("READY=1");
  if (mode == "dies") return 3;
  while (stopped == 0) {
    if (mode != "hangs") millwright::notify_supervisor("WATCHDOG=1");
    answer_or_wait(listener);
  }
  if (mode == "serves") return 0;
  if (argc > 2) std::ofstream(argv[2], std::ios::app) << (argc > 3 ? argv[3] : argv[1]) << " stopped\n";
  return 0;
}
