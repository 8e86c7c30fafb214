#include "mes/planning/jobshop/tabu.h"

#include <algorithm>
#include <limits>

namespace millwright::mes::planning::jobshop {

Tabu::Tabu(const Shop& shop, std::uint64_t seed) : random_(seed), neighbours_(shop) {
  offset_.resize(static_cast<std::size_t>(shop.size));
  number_.resize(static_cast<std::size_t>(shop.size));
  std::vector<std::size_t> counts(static_cast<std::size_t>(shop.machines), 0);
  for (std::size_t i = 0; i < offset_.size(); ++i) number_[i] = counts[static_cast<std::size_t>(shop.machine[i])]++;
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < offset_.size(); ++i) {
    offset_[i] = pairs;
    pairs += counts[static_cast<std::size_t>(shop.machine[i])];
  }
  forbidden_.assign(pairs, 0);
  const int width = static_cast<int>(std::ranges::max(counts));
  // Tenures of Zhang et al.: 10 + jobs / machines, up to half as much again.
  const int machines = std::max(1, shop.machines);
  const int shortest = 10 + width / machines;
  tenure_low_ = shortest;
  tenure_high_ = width <= 2 * machines ? shortest * 7 / 5 : shortest * 3 / 2;
}

bool Tabu::is_forbidden(const Graph& graph, Move move) const {
  const int moved = graph.at(move.from);
  for (int k = move.from + 1; k <= move.to; ++k)
    if (forbidden_[pair(graph.at(k), moved)] < step_) return false;
  for (int k = move.to; k < move.from; ++k)
    if (forbidden_[pair(moved, graph.at(k))] < step_) return false;
  return true;
}

void Tabu::forbid_return(const Graph& graph, Move move) {
  const auto until = step_ + static_cast<std::uint64_t>(random_.between(tenure_low_, tenure_high_));
  const int moved = graph.at(move.from);
  for (int k = move.from + 1; k <= move.to; ++k) forbidden_[pair(moved, graph.at(k))] = until;
  for (int k = move.to; k < move.from; ++k) forbidden_[pair(graph.at(k), moved)] = until;
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
    if (estimate >= best && is_forbidden(graph, move)) continue;
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
    forbid_return(graph, move);
    if (!graph.move(move.from, move.to)) continue;
    if (graph.makespan() >= best_makespan) continue;
    best_makespan = graph.makespan();
    std::ranges::copy(graph.sequence(), best.begin());
    last_gain = step_;
  }
  if (graph.makespan() > best_makespan) graph.set_sequence(best);
}

}  // namespace millwright::mes::planning::jobshop
