#include "mes/planning/jobshop/neighbours.h"

#include <algorithm>

namespace millwright::mes::planning::jobshop {

const std::vector<Move>& Neighbours::of(const Graph& graph, Random& random) {
  find_critical_path(graph, random);
  moves_.clear();
  // The path runs backwards: a block lies between two changes of the machine.
  for (std::size_t end = 0; end < path_.size();) {
    std::size_t begin = end;
    while (begin + 1 < path_.size() && graph.machine_before(path_[begin]) == path_[begin + 1]) ++begin;
    if (begin > end) add_moves_of_block(graph, graph.place(path_[begin]), graph.place(path_[end]));
    end = begin + 1;
  }
  return moves_;
}

void Neighbours::find_critical_path(const Graph& graph, Random& random) {
  const auto& shop = graph.shop();
  path_.clear();
  int chosen = shop.size;
  for (int i = 0, ties = 0; i < shop.size; ++i)
    if (graph.end(i) == graph.makespan() && random.below(++ties) == 0) chosen = i;
  while (chosen != shop.size) {
    path_.push_back(chosen);
    const int head = graph.head(chosen);
    const int in_job = shop.before[static_cast<std::size_t>(chosen)];
    const int on_machine = graph.machine_before(chosen);
    const bool by_job = in_job != shop.size && graph.end(in_job) == head;
    const bool by_machine = on_machine != shop.size && graph.end(on_machine) == head;
    if (by_job && by_machine)
      chosen = random.below(2) == 0 ? in_job : on_machine;
    else
      chosen = by_job ? in_job : by_machine ? on_machine : shop.size;
  }
}

void Neighbours::add_moves_of_block(const Graph& graph, int first, int last) {
  add_if_safe(graph, first, last);
  if (last == first + 1) return;  // of two, all moves are this one
  add_if_safe(graph, last, first);
  for (int k = first + 1; k < last; ++k) {
    add_if_safe(graph, k, last);
    add_if_safe(graph, k, first);
    if (k > first + 1) add_if_safe(graph, first, k);  // one place on: the same as the second before the first
    if (k < last - 1) add_if_safe(graph, last, k);
  }
}

/// A way from u's job successor to v would close a circle when u goes behind v. There is none if v's own way out is at
/// least as long (and takes time), or if v stands before that successor in the topological order.
void Neighbours::add_if_safe(const Graph& graph, int from, int to) {
  if (from == to) return;
  const auto& shop = graph.shop();
  const int moved = graph.at(from);
  const int other = graph.at(to);
  bool safe = false;
  if (from < to) {
    const int behind = shop.behind[static_cast<std::size_t>(moved)];
    safe = behind == shop.size || graph.rank(other) < graph.rank(behind) ||
           (!shop.has_zero_durations && behind != other && graph.tail_with(other) >= graph.tail_with(behind));
  } else {
    const int before = shop.before[static_cast<std::size_t>(moved)];
    safe = before == shop.size || graph.rank(before) < graph.rank(other) ||
           (!shop.has_zero_durations && before != other && graph.end(other) >= graph.end(before));
  }
  if (safe) moves_.push_back({from, to});
}

int Neighbours::estimate(const Graph& graph, Move move) {
  return move.from < move.to ? estimate_forward(graph, move.from, move.to)
                             : estimate_backward(graph, move.from, move.to);
}

int Neighbours::estimate_forward(const Graph& graph, int from, int to) {
  const auto& shop = graph.shop();
  const auto in_job = [&](int i) {
    return std::max(shop.floor[static_cast<std::size_t>(i)], graph.end(shop.before[static_cast<std::size_t>(i)]));
  };
  const auto out_of_job = [&](int i) { return graph.tail_with(shop.behind[static_cast<std::size_t>(i)]); };
  const int moved = graph.at(from);
  int time = graph.end(graph.machine_before(moved));
  for (int k = from + 1; k <= to; ++k) {
    const int i = graph.at(k);
    const int head = std::max(in_job(i), time);
    new_head_[static_cast<std::size_t>(k)] = head;
    time = head + graph.duration(i);
  }
  const int way_out = std::max(out_of_job(moved), graph.tail_with(graph.machine_behind(graph.at(to))));
  int way = graph.duration(moved) + way_out;
  int longest = std::max(in_job(moved), time) + way;
  for (int k = to; k > from; --k) {
    const int i = graph.at(k);
    way = graph.duration(i) + std::max(out_of_job(i), way);
    longest = std::max(longest, new_head_[static_cast<std::size_t>(k)] + way);
  }
  return longest;
}

int Neighbours::estimate_backward(const Graph& graph, int from, int to) {
  const auto& shop = graph.shop();
  const auto in_job = [&](int i) {
    return std::max(shop.floor[static_cast<std::size_t>(i)], graph.end(shop.before[static_cast<std::size_t>(i)]));
  };
  const auto out_of_job = [&](int i) { return graph.tail_with(shop.behind[static_cast<std::size_t>(i)]); };
  const int moved = graph.at(from);
  const int head = std::max(in_job(moved), graph.end(graph.machine_before(graph.at(to))));
  int time = head + graph.duration(moved);
  for (int k = to; k < from; ++k) {
    const int i = graph.at(k);
    const int new_head = std::max(in_job(i), time);
    new_head_[static_cast<std::size_t>(k)] = new_head;
    time = new_head + graph.duration(i);
  }
  int way = graph.tail_with(graph.machine_behind(moved));
  int longest = 0;
  for (int k = from - 1; k >= to; --k) {
    const int i = graph.at(k);
    way = graph.duration(i) + std::max(out_of_job(i), way);
    longest = std::max(longest, new_head_[static_cast<std::size_t>(k)] + way);
  }
  return std::max(longest, head + graph.duration(moved) + std::max(out_of_job(moved), way));
}

}  // namespace millwright::mes::planning::jobshop
