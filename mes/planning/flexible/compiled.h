#pragma once
// A problem in flat arrays, as the decoder walks through them a hundred thousand times a second. Made once for a search
// and then only read, by all of its threads.

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "mes/planning/model/open_time.h"
#include "mes/planning/model/plan.h"

namespace millwright::mes::planning::flexible {

/// Lists of different lengths one behind the other: `of(i)` is the i-th.
template <class T>
struct Rows {
  std::vector<std::size_t> begin{0};
  std::vector<T> all;
  void add(const T& value) { all.push_back(value); }
  void end_row() { begin.push_back(all.size()); }
  [[nodiscard]] std::span<const T> of(int i) const {
    const auto at = static_cast<std::size_t>(i);
    return {all.data() + begin[at], begin[at + 1] - begin[at]};
  }
};

/// What a replan would like to leave as it is.
struct Preference {
  int unit = kNone;
  std::int64_t start_s = 0;
  double price = 0;  ///< what moving the operation costs
};

/// What the replan may spend on moving: each operation costs its price, and each beyond `free_moves` far more.
struct Preferences {
  std::vector<Preference> of;  ///< by operation; empty: nothing to prefer
  int moves_allowed = 0;
  double price_beyond = 0;
};

struct UnitState {
  std::int64_t free_s = 0;  ///< the end of the last operation
  int setup_state = kNone;
  bool used = false;     ///< something was done on it
  std::size_t hint = 0;  ///< into its calendar
};

struct MaterialState {
  double taken = 0;
  std::size_t arrival = 0;  ///< the first whose sum covers what is taken
};

/// Arrivals in order of time, with the sum of all that has come by then.
struct Supply {
  std::vector<std::int64_t> at_s;
  std::vector<double> sum;
};

struct OrderTerms {
  std::int64_t due_s = std::numeric_limits<std::int64_t>::max();
  double price_s = 0;  ///< what a second of tardiness costs
};

class Compiled {
 public:
  /// Orders in `excluded` are left out, but for their fixed operations.
  Compiled(const Problem& problem, const std::vector<Unplanned>& excluded, Preferences preferences = {});

  [[nodiscard]] const Problem& problem() const { return *problem_; }
  [[nodiscard]] int operations() const { return static_cast<int>(problem_->operations.size()); }
  [[nodiscard]] int units() const { return static_cast<int>(open.size()); }
  [[nodiscard]] std::int64_t setup(int unit, int from, int to) const {
    const auto* matrix = matrices[static_cast<std::size_t>(unit)];
    if (matrix == nullptr || from == kNone || to == kNone) return 0;
    return matrix[static_cast<std::size_t>(from) * states + static_cast<std::size_t>(to)];
  }

  std::vector<int> to_plan;  ///< the operations that a search arranges: neither fixed nor excluded
  Rows<Alternative> alternatives;
  Rows<int> before;
  Rows<int> behind;
  Rows<Consumption> consumes;
  /// By operation: it ends its order (nothing of the order comes behind it), with the others that do.
  std::vector<char> ends_order;
  Rows<int> other_ends;
  std::vector<int> order;
  std::vector<int> setup_state;
  std::vector<char> interruptible;
  std::vector<std::int64_t> release_s;
  std::vector<OrderTerms> orders;
  Rows<int> operations_of;  ///< by order: those of `to_plan`
  std::vector<OpenTime> open;
  std::vector<const std::int64_t*> matrices;
  std::size_t states = 0;
  std::vector<Supply> supplies;
  Preferences preferences;
  /// How things stand once the fixed operations are done.
  std::vector<UnitState> units_at_start;
  std::vector<MaterialState> materials_at_start;
  std::vector<std::int64_t> ends_at_start;  ///< by operation; of those that are fixed
  double cost_at_start = 0;                 ///< of setups and tardiness
  std::int64_t makespan_at_start = 0;

 private:
  void add_operations(const std::vector<char>& excluded);
  void add_ends_of_orders();
  void add_supplies();
  void place_fixed();
  const Problem* problem_;
};

/// Takes `quantity` of a material: the moment from which on it is there, with all that was taken before.
inline std::int64_t take(const Supply& supply, MaterialState& state, double quantity) {
  constexpr double kRounding = 1e-10;
  state.taken += quantity;
  const double needed = state.taken - kRounding * (state.taken > 1 ? state.taken : 1.0);
  while (state.arrival + 1 < supply.sum.size() && supply.sum[state.arrival] < needed) ++state.arrival;
  return quantity > 0 && !supply.at_s.empty() ? supply.at_s[state.arrival] : 0;
}

}  // namespace millwright::mes::planning::flexible
