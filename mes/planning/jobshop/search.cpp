#include "mes/planning/jobshop/search.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "mes/planning/jobshop/relink.h"
#include "mes/planning/jobshop/tabu.h"

namespace millwright::mes::planning::jobshop {

namespace {

// The paper's sizes: 30 members, 12,500 steps without gain for a tabu search, 500 to try a point of a path.
constexpr std::size_t kElites = 30;
constexpr std::uint64_t kPatience = 12'500;
constexpr std::uint64_t kShortPatience = 500;
constexpr int kPointsOfPath = 4;
// No more of the time than this goes into filling the elite set.
constexpr double kFillShare = 0.25;
constexpr std::size_t kFewestElites = 4;
// So many descendants in a row that are no better than what is there: the set has run dry.
constexpr int kDry = 100;

/// The best plan so far, for all threads.
class Best {
 public:
  Best(const Problem& problem, const Shop& shop, const SearchOptions& options)
      : problem_(problem), shop_(shop), options_(options) {}

  void offer(const Graph& graph) {
    if (graph.makespan() >= makespan_.load(std::memory_order_relaxed)) return;
    const std::lock_guard lock(mutex_);
    if (graph.makespan() >= makespan_) return;
    makespan_ = graph.makespan();
    plan_.assignments.resize(problem_.operations.size());
    for (int i = 0; i < shop_.size; ++i) {
      const std::int64_t start_s = graph.head(i);
      plan_.assignments[static_cast<std::size_t>(i)] = {shop_.machine[static_cast<std::size_t>(i)], start_s, start_s,
                                                        start_s, graph.end(i)};
    }
    plan_.cost = cost_of(problem_, plan_.assignments);
    if (options_.on_better) options_.on_better(plan_);
  }
  [[nodiscard]] int makespan() const { return makespan_; }
  [[nodiscard]] Plan take() { return std::move(plan_); }

 private:
  const Problem& problem_;
  const Shop& shop_;
  const SearchOptions& options_;
  std::mutex mutex_;
  std::atomic<int> makespan_ = std::numeric_limits<int>::max();
  Plan plan_;
};

/// One thread's search.
class Searcher {
 public:
  Searcher(const Shop& shop, const SearchOptions& options, std::uint64_t seed, int bound, EliteSet& elites, Best& best)
      : shop_(shop),
        bound_(bound),
        elites_(elites),
        best_(best),
        random_(seed),
        budget_(options),
        tabu_(shop, random_.next()),
        graph_(shop) {}

  void run() {
    while (more()) {
      if (filling())
        start_anew();
      else
        relink();
    }
  }

  /// A first solution, so that there is one however short the time is.
  void begin() {
    graph_.set_order(any_order());
    best_.offer(graph_);
  }

 private:
  bool more() {
    if (best_.makespan() <= bound_) budget_.finish();
    return !budget_.over();
  }
  [[nodiscard]] bool filling() {
    if (full_ || elites_.is_full()) return !(full_ = true);
    return elites_.size() < kFewestElites || budget_.share() < fill_until_;
  }

  /// Operations drawn by chance, each job's in its order.
  std::vector<int> any_order() {
    std::vector<int> ready;
    std::vector<int> order;
    for (int i = 0; i < shop_.size; ++i)
      if (shop_.before[static_cast<std::size_t>(i)] == shop_.size) ready.push_back(i);
    while (!ready.empty()) {
      auto& drawn = ready[static_cast<std::size_t>(random_.below(static_cast<int>(ready.size())))];
      order.push_back(drawn);
      drawn = shop_.behind[static_cast<std::size_t>(drawn)];
      if (drawn != shop_.size) continue;
      drawn = ready.back();
      ready.pop_back();
    }
    return order;
  }

  void improve(std::uint64_t patience) {
    tabu_.improve(graph_, patience, bound_, budget_);
    best_.offer(graph_);
  }
  [[nodiscard]] Elite present() const { return {graph_.makespan(), graph_.sequence(), graph_.order_by_start()}; }

  void start_anew() {
    graph_.set_order(any_order());
    improve(kPatience);
    elites_.add(present());
  }

  /// Looks at some points between two members, and searches from the best of them.
  void relink() {
    const auto pair = elites_.pick_two(random_);
    if (!pair) return start_anew();
    const auto& [from, towards] = *pair;
    const int apart = distance(shop_, from.sequence, towards.sequence);
    Elite chosen;
    for (int k = 0; k < kPointsOfPath && !budget_.over(); ++k) {
      // Neither end's surroundings: the points lie in the middle three fifths.
      const int steps = apart / 5 + random_.below(std::max(1, apart * 3 / 5));
      graph_.set_order(walk(shop_, from.order, towards.order, steps, random_));
      improve(kShortPatience);
      if (graph_.makespan() < chosen.makespan) chosen = present();
    }
    if (chosen.sequence.empty()) return;
    graph_.set_sequence(chosen.sequence);
    improve(kPatience);
    dry_ = elites_.add(present()) ? 0 : dry_ + 1;
    if (dry_ < kDry) return;
    dry_ = 0;
    full_ = false;
    elites_.keep_best();
    fill_until_ = budget_.share() + kFillShare * (1 - budget_.share());
  }

  const Shop& shop_;
  int bound_;
  EliteSet& elites_;
  Best& best_;
  Random random_;
  Budget budget_;
  Tabu tabu_;
  Graph graph_;
  bool full_ = false;
  double fill_until_ = kFillShare;
  int dry_ = 0;
};

}  // namespace

Plan search(const Problem& problem, const Shop& shop, const SearchOptions& options) {
  const int bound = lower_bound(shop);
  EliteSet elites(shop, kElites);
  Best best(problem, shop, options);
  Random seeds(options.seed);
  std::vector<Searcher> searchers;
  const int threads = std::max(1, options.threads);
  searchers.reserve(static_cast<std::size_t>(threads));
  for (int k = 0; k < threads; ++k) searchers.emplace_back(shop, options, seeds.next(), bound, elites, best);
  searchers.front().begin();
  {
    std::vector<std::jthread> others;
    for (std::size_t k = 1; k < searchers.size(); ++k) others.emplace_back([&, k] { searchers[k].run(); });
    searchers.front().run();
  }
  return best.take();
}

}  // namespace millwright::mes::planning::jobshop
