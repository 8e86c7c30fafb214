#include "cli/supervisor/supervisor.h"

#include <poll.h>

#include <algorithm>
#include <array>

namespace millwright::cli {
namespace {

// The longest sleep: tick() is called at least so often.
constexpr Duration kTick = 100ms;
constexpr std::size_t kFdsPerChild = 3;

}  // namespace

struct Supervisor::Child {
  ChildSpec spec;
  ChildLife life;
  std::unique_ptr<ChildProcess> process;
  LineBuffer output;
};

Supervisor::Supervisor(std::vector<ChildSpec> children, SupervisorOptions options, const Clock& clock)
    : options_(options), clock_(clock), writer_(options.output_fd) {
  for (auto& spec : children)
    children_.push_back(std::make_unique<Child>(Child{std::move(spec), ChildLife(options.times), nullptr, {}}));
}

Supervisor::~Supervisor() = default;

void Supervisor::run(int stop_fd, const std::function<void(bool)>& tick) {
  for (auto& child : children_) act(*child, child->life.on(ChildEvent::start, clock_.monotonic()));
  bool stop_asked = false;
  while (!(stop_asked && all_in(ChildState::down))) {
    wait_for_events(stop_fd, stop_asked);
    const auto now = clock_.monotonic();
    for (auto& child : children_) {
      const auto before = child->life.state();
      const auto action = child->life.on_time(now);
      if (action == ChildAction::kill)
        log_.warning("{} is {} and silent; killing it", child->spec.name, to_string(before));
      act(*child, action);
    }
    if (stop_asked) {
      stop_step(now);
    } else {
      tick(all_in(ChildState::running));
    }
  }
}

bool Supervisor::all_in(ChildState state) const {
  return std::ranges::all_of(children_, [&](const auto& child) { return child->life.state() == state; });
}

int Supervisor::wait_ms(MonotonicTime now) const {
  Duration wait = kTick;
  for (const auto& child : children_)
    if (const auto deadline = child->life.deadline()) wait = std::min<Duration>(wait, *deadline - now);
  // Rounded up: a wait that ends just before the deadline would only spin.
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(std::max(wait, Duration{0}));
  return static_cast<int>(ms.count());
}

void Supervisor::wait_for_events(int stop_fd, bool& stop_asked) {
  // poll() skips negative descriptors: a child without a process, an output that has ended.
  std::vector<pollfd> fds;
  fds.push_back({stop_asked ? -1 : stop_fd, POLLIN, 0});
  for (const auto& child : children_) {
    const auto* process = child->process.get();
    fds.push_back({process != nullptr ? process->end_fd() : -1, POLLIN, 0});
    fds.push_back({process != nullptr ? process->notify_fd() : -1, POLLIN, 0});
    fds.push_back({process != nullptr ? process->output_fd() : -1, POLLIN, 0});
  }
  if (::poll(fds.data(), fds.size(), wait_ms(clock_.monotonic())) <= 0) return;
  if ((fds[0].revents & POLLIN) != 0 && !stop_asked) {
    stop_asked = true;
    log_.info("stopping");
  }
  for (std::size_t i = 0; i < children_.size(); ++i)
    if (children_[i]->process != nullptr) read_child(*children_[i], &fds[1 + i * kFdsPerChild]);
}

void Supervisor::read_child(Child& child, const pollfd* fds) {
  auto& process = *child.process;
  const auto now = clock_.monotonic();
  const bool ended = fds[0].revents != 0 && process.reap();
  if (fds[1].revents != 0) {
    for (const auto& line : process.notifications()) {
      if (line == "READY=1" && child.life.state() == ChildState::starting) {
        act(child, child.life.on(ChildEvent::ready, now));
        log_.info("{} is ready (pid {})", child.spec.name, process.pid());
      } else if (line == "WATCHDOG=1") {
        child.life.alive(now);
      }
    }
  }
  std::string lines;
  if ((fds[2].revents != 0 || ended) && process.output_fd() >= 0 && !child.output.read_from(process.output_fd(), lines))
    process.close_output();
  if (ended) lines += child.output.rest();
  if (!lines.empty()) writer_.write(lines);
  if (!ended) return;
  const auto how = describe_end(process.wait_status());
  child.process.reset();
  act(child, child.life.on(ChildEvent::ended, now));
  tell_end(child, how);
}

void Supervisor::tell_end(const Child& child, const std::string& how) const {
  if (child.life.state() == ChildState::down) {
    log_.info("{} is down ({})", child.spec.name, how);
  } else {
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(child.life.backoff());
    log_.warning("{} ended ({}); starting it again in {} ms", child.spec.name, how, wait.count());
  }
}

void Supervisor::act(Child& child, ChildAction action) {
  switch (action) {
    case ChildAction::none:
      return;
    case ChildAction::spawn:
      spawn(child);
      return;
    case ChildAction::terminate:
      child.process->terminate();
      return;
    case ChildAction::kill:
      child.process->kill();
      return;
  }
}

void Supervisor::spawn(Child& child) {
  auto process = ChildProcess::spawn(child.spec);
  if (process) {
    child.process = std::move(*process);
    return;
  }
  log_.error("{}", process.error().message);
  act(child, child.life.on(ChildEvent::ended, clock_.monotonic()));
}

void Supervisor::stop_step(MonotonicTime now) {
  if (!stop_began_) stop_began_ = now;
  const bool time_is_up = now - *stop_began_ >= options_.times.stop_limit;
  for (auto child = children_.rbegin(); child != children_.rend(); ++child) {
    const auto state = (*child)->life.state();
    if (state == ChildState::down) continue;
    if (state == ChildState::stopping || state == ChildState::killing) {
      if (time_is_up && (*child)->process != nullptr) (*child)->process->kill();
      // The one before it is asked when this one is down, or has had its time.
      if (!time_is_up && last_stop_ && now - *last_stop_ < options_.stop_step) return;
      continue;
    }
    log_.info("asking {} to stop", (*child)->spec.name);
    act(**child, (*child)->life.on(ChildEvent::stop, now));
    last_stop_ = now;
    if (!time_is_up && (*child)->life.state() != ChildState::down) return;
  }
}

}  // namespace millwright::cli
