#include "mes/ingest/timers.h"

#include <algorithm>

#include "mes/workflow/high_temperature.h"

namespace millwright::mes::ingest {
namespace {

// Timers set by another instance are seen within this.
constexpr Duration kLookEvery = 1s;
constexpr Duration kPruneEvery = 10min;

}  // namespace

void Timers::start() {
  thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
}

void Timers::look_again() {
  std::scoped_lock lock(mutex_);
  look_again_ = true;
  changed_.notify_all();
}

Duration Timers::until_next() {
  const auto next = applier_.writer().database().query<std::optional<Timestamp>>(
      [](store::Session& sql) -> store::StoreResult<std::optional<Timestamp>> {
        const auto own = workflow::next_timer(sql);
        const auto process = workflow::next_process_timer(sql);
        if (own && process) return std::min(*own, *process);
        return own ? own : process;
      });
  if (!next) {
    log_.warning("timers cannot be read: {}", next.error().message);
    return kLookEvery;
  }
  return *next ? std::clamp<Duration>(**next - clock_.utc(), 0ns, kLookEvery) : kLookEvery;
}

void Timers::run(std::stop_token stop) {
  auto next_prune = clock_.monotonic() + kPruneEvery;
  while (!stop.stop_requested()) {
    turns_.fetch_add(1);
    const Duration wait = until_next();
    if (wait > 0ns) {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, stop, wait, [&] { return look_again_; });
      look_again_ = false;
    } else if (auto fired = applier_.fire_timers(); !fired) {
      log_.warning("timers not taken: {}", fired.error().message);
      std::this_thread::sleep_for(100ms);
    }
    if (clock_.monotonic() < next_prune) continue;
    next_prune = clock_.monotonic() + kPruneEvery;
    if (auto pruned = applier_.prune(); !pruned) log_.warning("not tidied: {}", pruned.error().message);
  }
}

}  // namespace millwright::mes::ingest
