#pragma once
// How long and how a search runs, and how it tells what it finds. Shared by every engine.

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>

#include "lib/base/time.h"
#include "mes/planning/model/plan.h"

namespace millwright::mes::planning {

/// A search ends with the first of: the deadline, the stop token, `max_steps` steps in each thread, a proof that
/// nothing is better. With one thread, steps for an end and the same seed it gives the same plan again.
struct SearchOptions {
  const Clock* clock = nullptr;  ///< needed with a deadline; asked for the monotonic time alone
  std::optional<MonotonicTime> deadline{};
  std::stop_token stop{};
  std::uint64_t max_steps = 0;  ///< 0: no bound
  std::uint64_t seed = 1;
  int threads = 2;
  /// Called with each plan that is better than all before it: by the search's threads, one call at a time.
  std::function<void(const Plan&)> on_better{};
};

/// One thread's share of SearchOptions: counts its steps and says when to end. Looks at the clock now and then only.
class Budget {
 public:
  explicit Budget(const SearchOptions& options)
      : options_(&options), start_(options.deadline ? options.clock->monotonic() : MonotonicTime{}) {}

  /// Takes one step; false: no more.
  bool step() {
    if (over_) return false;
    if (options_->max_steps > 0 && steps_ >= options_->max_steps) return !(over_ = true);
    if (++steps_ % kStepsALook == 0) look();
    return !over_;
  }
  /// Says from outside that this is enough: nothing better can be found.
  void finish() { over_ = true; }
  [[nodiscard]] bool over() const { return over_; }
  /// Looks at clock and stop token now.
  void look() {
    if (options_->stop.stop_requested()) over_ = true;
    if (!options_->deadline) return;
    const auto now = options_->clock->monotonic();
    const std::chrono::duration<double> spent = now - start_;
    const std::chrono::duration<double> all = *options_->deadline - start_;
    time_share_ = all.count() > 0 ? spent.count() / all.count() : 1.0;
    if (now >= *options_->deadline) over_ = true;
  }
  /// How much of what it may take is used, 0 to 1; 0 for ever where neither deadline nor steps bound it.
  [[nodiscard]] double share() const {
    const double steps =
        options_->max_steps > 0 ? static_cast<double>(steps_) / static_cast<double>(options_->max_steps) : 0.0;
    return steps > time_share_ ? steps : time_share_;
  }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

 private:
  static constexpr std::uint64_t kStepsALook = 64;
  const SearchOptions* options_;
  MonotonicTime start_;
  std::uint64_t steps_ = 0;
  double time_share_ = 0;
  bool over_ = false;
};

}  // namespace millwright::mes::planning
