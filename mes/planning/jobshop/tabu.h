#pragma once
// Tabu search on one solution: the best of the neighbours that does not lead back. Forbidden for a while is what a
// move left: these operations at these places of their machine (Zhang et al. 2007), remembered as a hash. Owned by one
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
  struct Forbidden {
    std::uint64_t what = 0;
    std::uint64_t until = 0;
  };
  Move choose(const Graph& graph, int best, bool& found);
  [[nodiscard]] std::uint64_t hash_before(const Graph& graph, Move move) const;
  [[nodiscard]] std::uint64_t hash_after(const Graph& graph, Move move) const;
  [[nodiscard]] std::uint64_t hash(int operation, int place) const;
  [[nodiscard]] bool is_forbidden(std::uint64_t what) const;
  void forbid(std::uint64_t what);

  const Shop* shop_;
  Random random_;
  Neighbours neighbours_;
  std::vector<Forbidden> forbidden_;   ///< by the hash's low bits; what falls on the same place replaces
  std::vector<std::uint64_t> hashes_;  ///< of (operation, place on its machine)
  std::size_t width_ = 0;
  std::uint64_t step_ = 0;
  int tenure_low_ = 0;
  int tenure_high_ = 0;
};

}  // namespace millwright::mes::planning::jobshop
