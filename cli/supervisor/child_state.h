#pragma once
// The life of one supervised process as a transition table. Pure: it is told what happened and when, and answers what
// to do; it holds no process and no clock. Owned by the Supervisor, run by its thread.

#include <optional>
#include <span>
#include <string_view>

#include "lib/base/time.h"

namespace millwright::cli {

enum class ChildState {
  idle,         // not started yet
  starting,     // spawned, has not said READY
  running,      // ready and feeding its watchdog
  hung,         // silent for too long; killed, its end is awaited
  backing_off,  // ended; waits for its next start
  stopping,     // asked to end
  killing,      // did not end in time; killed, its end is awaited
  down,         // ended for good
};

enum class ChildEvent {
  start,  // begin to supervise
  ready,  // READY=1
  ended,  // the process is gone, or could not be made
  late,   // the state's deadline has passed
  stop,   // end it for good
};

enum class ChildAction { none, spawn, terminate, kill };

[[nodiscard]] std::string_view to_string(ChildState state);

struct ChildTransition {
  ChildState from;
  ChildEvent event;
  ChildState to;
  ChildAction action;
};
/// All rows; what is not here changes nothing.
[[nodiscard]] std::span<const ChildTransition> child_transitions();

struct SupervisionTimes {
  Duration start_limit = 60s;    // from the spawn to READY=1
  Duration silence_limit = 10s;  // between two signs of life
  Duration stop_limit = 7s;      // from SIGTERM to SIGKILL
  Duration backoff_first = 250ms;
  Duration backoff_limit = 5s;
  Duration steady_after = 3s;  // ready for so long, a child has its first restart at once again
};

class ChildLife {
 public:
  explicit ChildLife(SupervisionTimes times) : times_(times) {}

  /// What to do about it. Spawn means: make the process now, and tell `ended` if that fails.
  ChildAction on(ChildEvent event, MonotonicTime now);
  /// A sign of life (WATCHDOG=1).
  void alive(MonotonicTime now);
  /// `late`, if the deadline has passed.
  ChildAction on_time(MonotonicTime now);

  [[nodiscard]] ChildState state() const { return state_; }
  /// When on_time() has something to do; nullopt while nothing is due.
  [[nodiscard]] std::optional<MonotonicTime> deadline() const { return deadline_; }
  /// How often it was started again.
  [[nodiscard]] int restarts() const { return restarts_; }
  /// The wait before the next start; meaningful in backing_off.
  [[nodiscard]] Duration backoff() const { return backoff_; }

 private:
  void enter(ChildState state, MonotonicTime now);
  void choose_backoff(MonotonicTime now);

  SupervisionTimes times_;
  ChildState state_ = ChildState::idle;
  std::optional<MonotonicTime> deadline_;
  std::optional<MonotonicTime> ready_since_;
  int failures_in_a_row_ = 0;
  int restarts_ = 0;
  Duration backoff_{0};
};

}  // namespace millwright::cli
