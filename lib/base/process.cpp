#include "lib/base/process.h"

#include <pthread.h>
#include <signal.h>

#include "lib/base/assert.h"
#include "lib/base/notify.h"

namespace millwright {
namespace {

sigset_t stop_set() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t set = stop_set();
  MW_ASSERT(pthread_sigmask(SIG_BLOCK, &set, nullptr) == 0);
  signal(SIGPIPE, SIG_IGN);
}

bool StopSignals::wait(Duration timeout) {
  if (stopped_) return true;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout);
  timespec limit{};
  limit.tv_sec = seconds.count();
  limit.tv_nsec = (timeout - seconds).count();
  const sigset_t set = stop_set();
  stopped_ = sigtimedwait(&set, nullptr, &limit) > 0;
  return stopped_;
}

void StopSignals::serve_until_stopped(const std::function<bool()>& healthy) {
  notify_supervisor("READY=1");
  while (!wait(1s)) {
    if (healthy()) notify_supervisor("WATCHDOG=1");
  }
  notify_supervisor("STOPPING=1");
}

}  // namespace millwright
