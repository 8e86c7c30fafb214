#include "mes/planning/jobshop/shop.h"

#include <algorithm>
#include <limits>
#include <queue>

namespace millwright::mes::planning::jobshop {

namespace {

// Heads and tails are 32-bit sums in the search.
constexpr std::int64_t kMostWork_s = std::numeric_limits<int>::max() / 4;

bool counts_makespan_alone(const Problem& problem) {
  const auto& weights = problem.weights;
  if (weights.makespan <= 0) return false;
  return weights.tardiness <= 0 || std::ranges::none_of(problem.orders, [](const Order& order) {
           return order.due_s.has_value() && order.weight > 0;
         });
}

bool has_plain_units(const Problem& problem) {
  return std::ranges::all_of(problem.units,
                             [](const Unit& unit) { return unit.closed.empty() && unit.setup_matrix == kNone; });
}

/// The machine's share of the bound: its operations with the heads and tails that their jobs alone give them, the one
/// with the longest tail first and interrupted whenever one with a longer tail comes.
int preemptive_bound(const Shop& shop, int machine, const std::vector<int>& heads, const std::vector<int>& tails) {
  std::vector<int> here;
  for (int i = 0; i < shop.size; ++i)
    if (shop.machine[static_cast<std::size_t>(i)] == machine) here.push_back(i);
  std::ranges::sort(here, {}, [&](int i) { return heads[static_cast<std::size_t>(i)]; });
  std::priority_queue<std::pair<int, int>> waiting;  // tail, work left
  int now = 0;
  int bound = 0;
  for (std::size_t next = 0; next < here.size() || !waiting.empty();) {
    if (waiting.empty()) now = std::max(now, heads[static_cast<std::size_t>(here[next])]);
    for (; next < here.size() && heads[static_cast<std::size_t>(here[next])] <= now; ++next)
      waiting.emplace(tails[static_cast<std::size_t>(here[next])], shop.duration[static_cast<std::size_t>(here[next])]);
    const auto [tail, left] = waiting.top();
    waiting.pop();
    const int until = next < here.size() ? heads[static_cast<std::size_t>(here[next])] : now + left;
    const int done = std::min(left, until - now);
    now += done;
    if (done < left)
      waiting.emplace(tail, left - done);
    else
      bound = std::max(bound, now + tail);
  }
  return bound;
}

}  // namespace

std::optional<Shop> as_job_shop(const Problem& problem) {
  if (!counts_makespan_alone(problem) || !has_plain_units(problem) || !problem.fixed.empty()) return std::nullopt;
  const auto size = problem.operations.size();
  Shop shop;
  shop.size = static_cast<int>(size);
  shop.machines = static_cast<int>(problem.units.size());
  shop.machine.assign(size + 1, 0);
  shop.duration.assign(size + 1, 0);
  shop.floor.assign(size + 1, 0);
  shop.before.assign(size + 1, shop.size);
  shop.behind.assign(size + 1, shop.size);
  shop.begin.assign(problem.units.size() + 1, 0);
  std::int64_t work_s = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto& operation = problem.operations[i];
    const auto release_s = problem.orders[static_cast<std::size_t>(operation.order)].release_s;
    if (operation.alternatives.size() != 1 || operation.after.size() > 1 || !operation.consumes.empty())
      return std::nullopt;
    work_s += operation.alternatives[0].duration_s;
    if (work_s > kMostWork_s || std::max(problem.now_s, release_s) > kMostWork_s) return std::nullopt;
    shop.machine[i] = operation.alternatives[0].unit;
    shop.duration[i] = static_cast<int>(operation.alternatives[0].duration_s);
    shop.floor[i] = static_cast<int>(std::max<std::int64_t>({0, problem.now_s, release_s}));
    shop.has_zero_durations |= shop.duration[i] == 0;
    ++shop.begin[static_cast<std::size_t>(shop.machine[i]) + 1];
    if (operation.after.empty()) continue;
    const auto before = static_cast<std::size_t>(operation.after[0]);
    if (shop.behind[before] != shop.size) return std::nullopt;
    shop.before[i] = operation.after[0];
    shop.behind[before] = static_cast<int>(i);
  }
  for (std::size_t m = 1; m < shop.begin.size(); ++m) shop.begin[m] += shop.begin[m - 1];
  return shop;
}

int lower_bound(const Shop& shop) {
  const auto size = static_cast<std::size_t>(shop.size);
  std::vector<int> heads(size + 1, 0);
  std::vector<int> tails(size + 1, 0);
  int bound = 0;
  for (int first = 0; first < shop.size; ++first) {
    if (shop.before[static_cast<std::size_t>(first)] != shop.size) continue;
    int last = first;
    int end = 0;
    for (int i = first; i != shop.size; i = shop.behind[static_cast<std::size_t>(i)]) {
      const auto at = static_cast<std::size_t>(i);
      heads[at] = std::max(end, shop.floor[at]);
      end = heads[at] + shop.duration[at];
      last = i;
    }
    bound = std::max(bound, end);
    for (int i = last, tail = 0; i != shop.size; i = shop.before[static_cast<std::size_t>(i)]) {
      tails[static_cast<std::size_t>(i)] = tail;
      tail += shop.duration[static_cast<std::size_t>(i)];
    }
  }
  for (int machine = 0; machine < shop.machines; ++machine)
    bound = std::max(bound, preemptive_bound(shop, machine, heads, tails));
  return bound;
}

}  // namespace millwright::mes::planning::jobshop
