#include "mes/planning/jobshop/relink.h"

#include <utility>

namespace millwright::mes::planning::jobshop {

std::vector<int> walk(const Shop& shop, const std::vector<int>& from, const std::vector<int>& towards, int steps,
                      Random& random) {
  std::vector<int> order = from;
  const int last = static_cast<int>(order.size()) - 1;
  if (last < 1) return order;
  std::vector<int> goal(order.size());
  for (std::size_t k = 0; k < towards.size(); ++k) goal[static_cast<std::size_t>(towards[k])] = static_cast<int>(k);
  // From a place by chance on to the next pair that stands the other way round; a whole round without one ends it.
  int taken = 0;
  while (taken < steps) {
    int k = random.below(last);
    int looked = 0;
    const auto wrong = [&](int at) {
      return goal[static_cast<std::size_t>(order[static_cast<std::size_t>(at)])] >
             goal[static_cast<std::size_t>(order[static_cast<std::size_t>(at) + 1])];
    };
    while (looked <= last && !wrong(k)) {
      k = (k + 1) % last;
      ++looked;
    }
    if (looked > last) break;
    auto& a = order[static_cast<std::size_t>(k)];
    auto& b = order[static_cast<std::size_t>(k) + 1];
    taken += shop.machine[static_cast<std::size_t>(a)] == shop.machine[static_cast<std::size_t>(b)];
    std::swap(a, b);
  }
  return order;
}

}  // namespace millwright::mes::planning::jobshop
