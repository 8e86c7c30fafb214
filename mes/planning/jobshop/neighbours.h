#pragma once
// The moves of the search and what each would lead to: neighbourhood N7 (Zhang, Li, Guan and Rao 2007; Balas and
// Vazacopoulos 1998 for the moves and the estimate). On one critical path, of every block of operations that follow
// one another on a machine, an operation goes behind the block's last, or before its first; or the first or last goes
// between the others. Kept are the moves that cannot close a circle. Owned by one thread.

#include <cstdint>
#include <vector>

#include "mes/planning/jobshop/graph.h"
#include "mes/planning/model/random.h"

namespace millwright::mes::planning::jobshop {

/// Moves the operation at place `from` to place `to` of the same machine.
struct Move {
  int from = 0;
  int to = 0;
};

class Neighbours {
 public:
  explicit Neighbours(const Shop& shop) : new_head_(static_cast<std::size_t>(shop.size)) {}

  /// The moves from `graph`; from one of its critical paths, chosen by chance. Valid until the next call.
  const std::vector<Move>& of(const Graph& graph, Random& random);

  /// The longest way through the operations that `move` concerns, were it made: the new makespan, or close below it.
  int estimate(const Graph& graph, Move move);

 private:
  void find_critical_path(const Graph& graph, Random& random);
  void add_moves_of_block(const Graph& graph, int first, int last);
  void add_if_safe(const Graph& graph, int from, int to);
  int estimate_forward(const Graph& graph, int from, int to);
  int estimate_backward(const Graph& graph, int from, int to);

  std::vector<int> path_;  ///< from the end to the beginning
  std::vector<Move> moves_;
  std::vector<int> new_head_;
};

}  // namespace millwright::mes::planning::jobshop
