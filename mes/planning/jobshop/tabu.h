#pragma once
// Tabu search on one solution: the best of the neighbours that does not lead back. Each pair of operations that a move
// turns round is remembered for a while, and a move that only turns remembered pairs back is forbidden. Owned by one
// thread.

#include <cstdint>
#include <vector>

#include "mes/planning/jobshop/neighbours.h"
#include "mes/planning/model/search_options.h"

namespace millwright::mes::planning::jobshop {

class Tabu {
 public:
  Tabu(const Shop& shop, std::uint64_t seed);

  /// Searches from `graph` until `patience` steps have brought nothing better or the budget is used, and leaves in
  /// `graph` the best that it met. `good_enough`: no need to look further below this makespan.
  void improve(Graph& graph, std::uint64_t patience, int good_enough, Budget& budget);

 private:
  Move choose(const Graph& graph, int best, bool& found);
  /// Whether every pair that `move` turns round was turned the other way not long ago.
  [[nodiscard]] bool is_forbidden(const Graph& graph, Move move) const;
  void forbid_return(const Graph& graph, Move move);
  [[nodiscard]] std::size_t pair(int first, int second) const {
    return offset_[static_cast<std::size_t>(first)] + number_[static_cast<std::size_t>(second)];
  }

  Random random_;
  Neighbours neighbours_;
  std::vector<std::uint64_t> forbidden_;  ///< by pair: until which step the first may not go before the second
  std::vector<std::size_t> offset_;       ///< by operation: where its pairs begin
  std::vector<std::size_t> number_;       ///< by operation: which of its machine's it is
  std::uint64_t step_ = 0;
  int tenure_low_ = 0;
  int tenure_high_ = 0;
};

}  // namespace millwright::mes::planning::jobshop
