#include "mes/planning/jobshop/graph.h"

#include <algorithm>

#include "lib/base/assert.h"

namespace millwright::mes::planning::jobshop {

Graph::Graph(const Shop& shop) : shop_(&shop) {
  const auto size = index(shop.size);
  sequence_.resize(size);
  topological_.resize(size);
  set_aside_.resize(size);
  place_.assign(size + 1, 0);
  rank_.assign(size + 1, 0);
  before_.assign(size + 1, shop.size);
  behind_.assign(size + 1, shop.size);
  head_.assign(size + 1, 0);
  tail_.assign(size + 1, 0);
  mark_.assign(size + 1, 0);
}

void Graph::set_order(std::span<const int> order) {
  std::vector<int> next(shop_->begin.begin(), shop_->begin.end() - 1);
  for (const int i : order) sequence_[index(next[index(shop_->machine[index(i)])]++)] = i;
  std::ranges::copy(order, topological_.begin());
  for (int k = 0; k < shop_->size; ++k) rank_[index(topological_[index(k)])] = k;
  for (int k = 0; k < shop_->size; ++k) {
    place_[index(at(k))] = k;
    link(k);
  }
  update_heads(0);
  update_tails(shop_->size - 1);
}

void Graph::set_sequence(std::span<const int> sequence) {
  // Counts for each operation what it waits for; whatever waits for nothing comes next.
  std::ranges::copy(sequence, sequence_.begin());
  for (int k = 0; k < shop_->size; ++k) {
    place_[index(at(k))] = k;
    link(k);
  }
  std::vector<int> waits(index(shop_->size) + 1, 0);
  std::vector<int> order;
  order.reserve(index(shop_->size));
  for (int i = 0; i < shop_->size; ++i) {
    waits[index(i)] = (shop_->before[index(i)] != shop_->size) + (before_[index(i)] != shop_->size);
    if (waits[index(i)] == 0) order.push_back(i);
  }
  for (std::size_t k = 0; k < order.size(); ++k)
    for (const int next : {shop_->behind[index(order[k])], behind_[index(order[k])]})
      if (next != shop_->size && --waits[index(next)] == 0) order.push_back(next);
  MW_ASSERT(order.size() == index(shop_->size));  // sequences come from graphs, which have no circle
  set_order(order);
}

void Graph::link(int place) {
  const int operation = at(place);
  const auto machine = index(shop_->machine[index(operation)]);
  before_[index(operation)] = place > shop_->begin[machine] ? at(place - 1) : shop_->size;
  behind_[index(operation)] = place + 1 < shop_->begin[machine + 1] ? at(place + 1) : shop_->size;
}

/// Moves the sequence's entry and links its neighbours anew.
void Graph::shift(int from, int to) {
  const auto first = sequence_.begin() + from;
  if (from < to)
    std::rotate(first, first + 1, sequence_.begin() + to + 1);
  else
    std::rotate(sequence_.begin() + to, first, first + 1);
  const auto machine = index(shop_->machine[index(at(to))]);
  const int low = std::min(from, to);
  const int high = std::max(from, to);
  for (int k = low; k <= high; ++k) place_[index(at(k))] = k;
  for (int k = std::max(low - 1, shop_->begin[machine]); k <= std::min(high + 1, shop_->begin[machine + 1] - 1); ++k)
    link(k);
}

bool Graph::move(int from, int to) {
  if (from == to) return true;
  const int moved = at(from);
  const int other = at(to);
  const int low = std::min(rank(moved), rank(other));
  const int high = std::max(rank(moved), rank(other));
  shift(from, to);
  if (!(from < to ? mend_forward(moved, high) : mend_backward(moved, low))) {
    shift(to, from);
    return false;
  }
  update_heads(low);
  update_tails(high);
  return true;
}

/// `moved` now comes behind the operation of rank `last`: it goes there in the topological order, and with it
/// everything between the two that comes after it. False if that operation is itself among those.
bool Graph::mend_forward(int moved, int last) {
  const int first = rank(moved);
  const int end = topological_[index(last)];
  std::size_t aside = 0;
  int write = first;
  mark_[index(moved)] = 1;
  set_aside_[aside++] = moved;
  for (int k = first + 1; k <= last; ++k) {
    const int x = topological_[index(k)];
    if (mark_[index(shop_->before[index(x)])] || mark_[index(before_[index(x)])]) {
      mark_[index(x)] = 1;
      set_aside_[aside++] = x;
    }
  }
  const bool circle = mark_[index(end)] != 0;
  for (int k = first; !circle && k <= last; ++k) {
    const int x = topological_[index(k)];
    if (mark_[index(x)]) continue;
    topological_[index(write)] = x;
    rank_[index(x)] = write++;
  }
  for (std::size_t k = 0; k < aside; ++k) {
    mark_[index(set_aside_[k])] = 0;
    if (circle) continue;
    topological_[index(write)] = set_aside_[k];
    rank_[index(set_aside_[k])] = write++;
  }
  return !circle;
}

/// The same the other way: `moved` now comes before the operation of rank `first`, with everything that it waits for.
bool Graph::mend_backward(int moved, int first) {
  const int last = rank(moved);
  const int end = topological_[index(first)];
  std::size_t aside = 0;
  int write = last;
  mark_[index(moved)] = 1;
  set_aside_[aside++] = moved;
  for (int k = last - 1; k >= first; --k) {
    const int x = topological_[index(k)];
    if (mark_[index(shop_->behind[index(x)])] || mark_[index(behind_[index(x)])]) {
      mark_[index(x)] = 1;
      set_aside_[aside++] = x;
    }
  }
  const bool circle = mark_[index(end)] != 0;
  for (int k = last; !circle && k >= first; --k) {
    const int x = topological_[index(k)];
    if (mark_[index(x)]) continue;
    topological_[index(write)] = x;
    rank_[index(x)] = write--;
  }
  for (std::size_t k = 0; k < aside; ++k) {
    mark_[index(set_aside_[k])] = 0;
    if (circle) continue;
    topological_[index(write)] = set_aside_[k];
    rank_[index(set_aside_[k])] = write--;
  }
  return !circle;
}

void Graph::update_heads(int from_rank) {
  for (int k = from_rank; k < shop_->size; ++k) {
    const int i = topological_[index(k)];
    head_[index(i)] = std::max({shop_->floor[index(i)], end(shop_->before[index(i)]), end(before_[index(i)])});
  }
}

void Graph::update_tails(int from_rank) {
  for (int k = from_rank; k >= 0; --k) {
    const int i = topological_[index(k)];
    tail_[index(i)] = std::max(tail_with(shop_->behind[index(i)]), tail_with(behind_[index(i)]));
  }
  makespan_ = 0;
  for (int i = 0; i < shop_->size; ++i) makespan_ = std::max(makespan_, end(i));
}

std::vector<int> Graph::order_by_start() const {
  std::vector<int> order = topological_;
  std::ranges::stable_sort(order, {}, [&](int i) { return head(i); });
  return order;
}

}  // namespace millwright::mes::planning::jobshop
