#pragma once
// The best and most different solutions found so far, shared by the threads of a search: path relinking (Peng, Lü and
// Cheng 2015) starts from pairs of them. Every method may be called by any thread.

#include <limits>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "mes/planning/jobshop/graph.h"
#include "mes/planning/model/random.h"

namespace millwright::mes::planning::jobshop {

struct Elite {
  int makespan = std::numeric_limits<int>::max();
  std::vector<int> sequence;  ///< machine by machine
  std::vector<int> order;     ///< by start
};

/// How many pairs of operations on a machine stand the other way round.
[[nodiscard]] int distance(const Shop& shop, const std::vector<int>& a, const std::vector<int>& b);

class EliteSet {
 public:
  EliteSet(const Shop& shop, std::size_t capacity) : shop_(&shop), capacity_(capacity) {}

  /// Takes it in, in place of the worst or of one that it resembles. False: it is no better than those.
  bool add(Elite elite);
  /// Two different members by chance; nothing while there are not two.
  [[nodiscard]] std::optional<std::pair<Elite, Elite>> pick_two(Random& random) const;
  [[nodiscard]] bool is_full() const;
  [[nodiscard]] std::size_t size() const;
  /// Throws away all but the best: the members have become too alike to bring anything new.
  void keep_best();

 private:
  const Shop* shop_;
  std::size_t capacity_;
  mutable std::mutex mutex_;
  std::vector<Elite> members_;
};

}  // namespace millwright::mes::planning::jobshop
