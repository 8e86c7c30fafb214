#pragma once
// The best arrangement that any thread has found, and the word that goes out with each better one. Every method may be
// called by any thread.

#include <atomic>
#include <mutex>

#include "mes/planning/flexible/decoder.h"
#include "mes/planning/model/search_options.h"

namespace millwright::mes::planning::flexible {

class Incumbent {
 public:
  Incumbent(const Compiled& compiled, std::vector<Unplanned> unplanned, const SearchOptions& options)
      : compiled_(compiled), unplanned_(std::move(unplanned)), options_(options), decoder_(compiled) {}

  /// Takes the arrangement over if it costs less, and tells the options' callback.
  void offer(const Arrangement& arrangement, double cost) {
    if (cost >= cost_.load(std::memory_order_relaxed)) return;
    const std::lock_guard lock(mutex_);
    if (cost >= cost_) return;
    cost_ = cost;
    best_ = arrangement;
    if (options_.on_better) options_.on_better(make_plan());
  }
  [[nodiscard]] double cost() const { return cost_; }
  [[nodiscard]] Arrangement best() const {
    const std::lock_guard lock(mutex_);
    return best_;
  }
  [[nodiscard]] Plan plan() {
    const std::lock_guard lock(mutex_);
    return make_plan();
  }

 private:
  Plan make_plan() {
    Plan plan{decoder_.assignments(best_), unplanned_, {}};
    plan.cost = cost_of(compiled_.problem(), plan.assignments);
    return plan;
  }

  const Compiled& compiled_;
  std::vector<Unplanned> unplanned_;
  const SearchOptions& options_;
  Decoder decoder_;
  mutable std::mutex mutex_;
  std::atomic<double> cost_ = kTooMuch;
  Arrangement best_;
};

}  // namespace millwright::mes::planning::flexible
