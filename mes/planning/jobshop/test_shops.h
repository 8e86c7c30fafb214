#pragma once
// Job shops for this folder's tests: by chance, and the best makespan of a small one by trying everything.

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "mes/planning/jobshop/shop.h"
#include "mes/planning/model/random.h"

namespace millwright::mes::planning::jobshop {

/// Jobs as pairs of machine and duration, in order.
using Jobs = std::vector<std::vector<std::pair<int, int>>>;

inline Problem problem_of(const Jobs& jobs, int machines) {
  Problem problem;
  problem.weights = {.tardiness = 0, .setup = 0, .makespan = 1};
  for (int m = 0; m < machines; ++m) problem.units.push_back({"M" + std::to_string(m), {}, kNone, kNone});
  for (std::size_t j = 0; j < jobs.size(); ++j) {
    problem.orders.push_back({"J" + std::to_string(j), 0, {}, 1});
    for (std::size_t k = 0; k < jobs[j].size(); ++k) {
      const int index = static_cast<int>(problem.operations.size());
      problem.operations.push_back({"J" + std::to_string(j) + "." + std::to_string(k),
                                    static_cast<int>(j),
                                    {{jobs[j][k].first, jobs[j][k].second}},
                                    k > 0 ? std::vector<int>{index - 1} : std::vector<int>{},
                                    kNone,
                                    false,
                                    {}});
    }
  }
  return problem;
}

/// Every job visits every machine once, in an order by chance; or, with `returns`, any machines.
inline Jobs random_jobs(int jobs, int machines, Random& random, bool returns = false, int shortest = 1) {
  Jobs out;
  for (int j = 0; j < jobs; ++j) {
    std::vector<int> route(static_cast<std::size_t>(machines));
    std::iota(route.begin(), route.end(), 0);
    for (std::size_t k = route.size(); k > 1; --k)
      std::swap(route[k - 1], route[static_cast<std::size_t>(random.below(static_cast<int>(k)))]);
    out.emplace_back();
    for (const int machine : route)
      out.back().emplace_back(returns ? random.below(machines) : machine, random.between(shortest, 20));
  }
  return out;
}

/// A linear order by chance that keeps each job's.
inline std::vector<int> random_order(const Shop& shop, Random& random) {
  std::vector<int> ready;
  std::vector<int> order;
  for (int i = 0; i < shop.size; ++i)
    if (shop.before[static_cast<std::size_t>(i)] == shop.size) ready.push_back(i);
  while (!ready.empty()) {
    const auto drawn = static_cast<std::size_t>(random.below(static_cast<int>(ready.size())));
    const int i = ready[drawn];
    ready.erase(ready.begin() + static_cast<std::ptrdiff_t>(drawn));
    order.push_back(i);
    if (const int behind = shop.behind[static_cast<std::size_t>(i)]; behind != shop.size) ready.push_back(behind);
  }
  return order;
}

/// The best makespan of all semi-active schedules: every job's next operation is tried at every step.
class Everything {
 public:
  explicit Everything(const Jobs& jobs, int machines)
      : jobs_(jobs),
        next_(jobs.size(), 0),
        job_free_(jobs.size(), 0),
        machine_free_(static_cast<std::size_t>(machines), 0) {}

  int best() {
    descend(0);
    return best_;
  }

 private:
  void descend(int end) {
    if (end >= best_) return;
    bool done = true;
    for (std::size_t j = 0; j < jobs_.size(); ++j) {
      if (next_[j] == jobs_[j].size()) continue;
      done = false;
      const auto [machine, duration] = jobs_[j][next_[j]++];
      const int job_was = job_free_[j];
      const int machine_was = machine_free_[static_cast<std::size_t>(machine)];
      const int finish = std::max(job_was, machine_was) + duration;
      job_free_[j] = machine_free_[static_cast<std::size_t>(machine)] = finish;
      descend(std::max(end, finish));
      job_free_[j] = job_was;
      machine_free_[static_cast<std::size_t>(machine)] = machine_was;
      --next_[j];
    }
    if (done) best_ = end;
  }

  const Jobs& jobs_;
  std::vector<std::size_t> next_;
  std::vector<int> job_free_;
  std::vector<int> machine_free_;
  int best_ = 1 << 30;
};

}  // namespace millwright::mes::planning::jobshop
