#pragma once
// Keeps a set of processes running: starts them in order, starts again what dies or hangs, merges their output, and
// takes them down in reverse order. One thread: the one that calls run().

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/supervisor/child_process.h"
#include "cli/supervisor/child_state.h"
#include "cli/supervisor/line_merger.h"
#include "lib/base/log.h"

struct pollfd;

namespace millwright::cli {

struct SupervisorOptions {
  SupervisionTimes times;
  /// When stopping, how long one child may take before the next is asked too. Whatever still runs stop_limit after the
  /// first was asked is killed.
  Duration stop_step = 2s;
  int output_fd = 2;
};

class Supervisor {
 public:
  Supervisor(std::vector<ChildSpec> children, SupervisorOptions options, const Clock& clock);
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  /// Runs until `stop_fd` becomes readable and every child is down. `tick` is called several times a second while not
  /// stopping, told whether all children are ready at that moment; it must not block for long.
  void run(int stop_fd, const std::function<void(bool all_ready)>& tick);

 private:
  struct Child;
  void wait_for_events(int stop_fd, bool& stop_asked);
  [[nodiscard]] int wait_ms(MonotonicTime now) const;
  void read_child(Child& child, const pollfd* fds);
  void act(Child& child, ChildAction action);
  void spawn(Child& child);
  void tell_end(const Child& child, const std::string& how) const;
  void stop_step(MonotonicTime now);
  [[nodiscard]] bool all_in(ChildState state) const;

  const Logger log_{"supervisor"};
  SupervisorOptions options_;
  const Clock& clock_;
  std::vector<std::unique_ptr<Child>> children_;
  LineWriter writer_;
  std::optional<MonotonicTime> stop_began_;
  std::optional<MonotonicTime> last_stop_;
};

}  // namespace millwright::cli
