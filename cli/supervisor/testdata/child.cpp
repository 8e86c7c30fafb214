// What the supervisor's tests supervise. Usage: mw_supervised_child MODE [LOG]
//   well    says READY and feeds the watchdog until SIGTERM; appends "NAME stopped" to LOG then
//   hangs   says READY once and then nothing
//   dies    says READY and exits with code 3
//   deaf    says READY, feeds the watchdog, ignores SIGTERM
//   parent  as `well`, with a child of its own in its group
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string_view>

#include "lib/base/notify.h"

namespace {
volatile sig_atomic_t stopped = 0;
void on_term(int) { stopped = 1; }
}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "well";
  ::signal(SIGTERM, mode == "deaf" ? SIG_IGN : on_term);
  std::fprintf(stderr, "child %s pid %d\n", argv[1], static_cast<int>(::getpid()));
  if (mode == "parent" && ::fork() == 0) {
    for (;;) ::pause();
  }
  millwright::notify_supervisor("READY=1");
  if (mode == "dies") return 3;
  while (stopped == 0) {
    if (mode != "hangs") millwright::notify_supervisor("WATCHDOG=1");
    ::usleep(20'000);
  }
  if (argc > 2) std::ofstream(argv[2], std::ios::app) << (argc > 3 ? argv[3] : argv[1]) << " stopped\n";
  return 0;
}
