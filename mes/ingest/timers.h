#pragma once
// Wakes when a workflow's timer is due. Owned by main(); one thread, from start() to destruction. The timers are rows:
// this thread only knows when to look. It also tidies up once in a while.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "lib/base/log.h"
#include "mes/ingest/applier.h"

namespace millwright::mes::ingest {

class Timers {
 public:
  /// Both must outlive it.
  Timers(Applier& applier, const Clock& clock) : applier_(applier), clock_(clock) {}
  /// Once, when everything that its transactions tell is in place.
  void start();

  /// A transaction may have set a timer: look again. Any thread.
  void look_again();
  [[nodiscard]] std::uint64_t turns() const { return turns_.load(); }

 private:
  void run(std::stop_token stop);
  [[nodiscard]] Duration until_next();

  Applier& applier_;
  const Clock& clock_;
  Logger log_{"timers"};
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool look_again_ = false;
  std::atomic<std::uint64_t> turns_{0};
  std::jthread thread_;
};

}  // namespace millwright::mes::ingest
