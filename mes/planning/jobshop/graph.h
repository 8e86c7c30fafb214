#pragma once
// A complete solution of the job shop as a disjunctive graph: the sequence on every machine, with the longest way into
// each operation (its head, the earliest start) and out of it (its tail). Moving one operation along its machine mends
// the topological order between the two places only and then heads and tails from there on. Owned by one thread.

#include <span>
#include <vector>

#include "mes/planning/jobshop/shop.h"

namespace millwright::mes::planning::jobshop {

class Graph {
 public:
  explicit Graph(const Shop& shop);

  /// Takes over the machines' sequences that the linear order `order` (every operation once) gives; it must have each
  /// job's operations in the job's order, so that the graph has no circle.
  void set_order(std::span<const int> order);
  /// Takes over sequences machine by machine, as `sequence()` gives them.
  void set_sequence(std::span<const int> sequence);

  /// Moves the operation at place `from` of its machine's sequence to place `to` (both counted in `sequence()`).
  /// False, and nothing changed, if that closed a circle.
  bool move(int from, int to);

  [[nodiscard]] int makespan() const { return makespan_; }
  [[nodiscard]] const std::vector<int>& sequence() const { return sequence_; }
  /// Operations in an order in which each comes after all that it waits for, by growing head.
  [[nodiscard]] std::vector<int> order_by_start() const;

  [[nodiscard]] int at(int place) const { return sequence_[index(place)]; }
  [[nodiscard]] int place(int operation) const { return place_[index(operation)]; }
  [[nodiscard]] int head(int operation) const { return head_[index(operation)]; }
  /// The longest way from the operation's end to the end of all.
  [[nodiscard]] int tail(int operation) const { return tail_[index(operation)]; }
  [[nodiscard]] int rank(int operation) const { return rank_[index(operation)]; }
  [[nodiscard]] int machine_before(int operation) const { return before_[index(operation)]; }
  [[nodiscard]] int machine_behind(int operation) const { return behind_[index(operation)]; }
  [[nodiscard]] int end(int operation) const { return head_[index(operation)] + duration(operation); }
  /// The longest way from the operation's start to the end of all.
  [[nodiscard]] int tail_with(int operation) const { return tail_[index(operation)] + duration(operation); }
  [[nodiscard]] int duration(int operation) const { return shop_->duration[index(operation)]; }
  [[nodiscard]] const Shop& shop() const { return *shop_; }

 private:
  static constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }
  void shift(int from, int to);
  bool mend_forward(int moved, int last);
  bool mend_backward(int moved, int first);
  void link(int place);
  void update_heads(int from_rank);
  void update_tails(int from_rank);

  const Shop* shop_;
  std::vector<int> sequence_;  ///< machine by machine
  std::vector<int> place_;     ///< by operation
  std::vector<int> before_;    ///< by operation: the one before it on its machine
  std::vector<int> behind_;
  std::vector<int> head_;
  std::vector<int> tail_;
  std::vector<int> topological_;
  std::vector<int> rank_;  ///< by operation: where it stands in the topological order
  std::vector<char> mark_;
  std::vector<int> set_aside_;
  int makespan_ = 0;
};

}  // namespace millwright::mes::planning::jobshop
