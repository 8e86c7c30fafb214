#include "mes/planning/jobshop/tabu.h"

#include <algorithm>
#include <limits>

namespace millwright::mes::planning::jobshop {

namespace {

constexpr std::size_t kForbiddenPlaces = 1u << 12;

}  // namespace

Tabu::Tabu(const Shop& shop, std::uint64_t seed)
    : shop_(&shop), random_(seed), neighbours_(shop), forbidden_(kForbiddenPlaces) {
  for (std::size_t m = 0; m + 1 < shop.begin.size(); ++m)
    width_ = std::max(width_, static_cast<std::size_t>(shop.begin[m + 1] - shop.begin[m]));
  hashes_.resize(static_cast<std::size_t>(shop.size) * width_);
  for (auto& hash : hashes_) hash = random_.next();
  // Tenures of Zhang et al.: 10 + jobs / machines, up to half as much again.
  const int machines = std::max(1, shop.machines);
  const int shortest = 10 + static_cast<int>(width_) / machines;
  tenure_low_ = shortest;
  tenure_high_ = static_cast<int>(width_) <= 2 * machines ? shortest * 7 / 5 : shortest * 3 / 2;
}

std::uint64_t Tabu::hash(int operation, int place) const {
  const int machine = shop_->machine[static_cast<std::size_t>(operation)];
  const int offset = place - shop_->begin[static_cast<std::size_t>(machine)];
  return hashes_[static_cast<std::size_t>(operation) * width_ + static_cast<std::size_t>(offset)];
}

std::uint64_t Tabu::hash_before(const Graph& graph, Move move) const {
  std::uint64_t sum = 0;
  for (int k = std::min(move.from, move.to); k <= std::max(move.from, move.to); ++k) sum ^= hash(graph.at(k), k);
  return sum;
}

std::uint64_t Tabu::hash_after(const Graph& graph, Move move) const {
  std::uint64_t sum = hash(graph.at(move.from), move.to);
  for (int k = move.from + 1; k <= move.to; ++k) sum ^= hash(graph.at(k), k - 1);
  for (int k = move.to; k < move.from; ++k) sum ^= hash(graph.at(k), k + 1);
  return sum;
}

bool Tabu::is_forbidden(std::uint64_t what) const {
  const auto& entry = forbidden_[what % kForbiddenPlaces];
  return entry.what == what && entry.until >= step_;
}

void Tabu::forbid(std::uint64_t what) {
  const auto tenure = static_cast<std::uint64_t>(random_.between(tenure_low_, tenure_high_));
  forbidden_[what % kForbiddenPlaces] = {what, step_ + tenure};
}

/// The neighbour with the smallest estimate that is not forbidden or better than everything so far; any one, if all are
/// forbidden.
Move Tabu::choose(const Graph& graph, int best, bool& found) {
  const auto& moves = neighbours_.of(graph, random_);
  found = !moves.empty();
  if (!found) return {};
  Move chosen = moves[static_cast<std::size_t>(random_.below(static_cast<int>(moves.size())))];
  int least = std::numeric_limits<int>::max();
  int ties = 0;
  for (const auto move : moves) {
    const int estimate = neighbours_.estimate(graph, move);
    if (estimate > least) continue;
    if (estimate >= best && is_forbidden(hash_after(graph, move))) continue;
    ties = estimate < least ? 1 : ties + 1;
    if (ties == 1 || random_.below(ties) == 0) chosen = move;
    least = estimate;
  }
  return chosen;
}

void Tabu::improve(Graph& graph, std::uint64_t patience, int good_enough, Budget& budget) {
  std::vector<int> best = graph.sequence();
  int best_makespan = graph.makespan();
  // Whatever an earlier call forbade has run out by then.
  step_ += static_cast<std::uint64_t>(tenure_high_) + 1;
  std::uint64_t last_gain = step_;
  while (best_makespan > good_enough && step_ - last_gain < patience && budget.step()) {
    ++step_;
    bool found = false;
    const Move move = choose(graph, best_makespan, found);
    if (!found) break;  // no block: the critical path is one job or one machine, nothing is better
    const auto left = hash_before(graph, move);
    if (!graph.move(move.from, move.to)) continue;
    forbid(left);
    if (graph.makespan() >= best_makespan) continue;
    best_makespan = graph.makespan();
    std::ranges::copy(graph.sequence(), best.begin());
    last_gain = step_;
  }
  if (graph.makespan() > best_makespan) graph.set_sequence(best);
}

}  // namespace millwright::mes::planning::jobshop
