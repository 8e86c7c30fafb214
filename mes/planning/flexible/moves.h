#pragma once
// The changes that the general search tries on an arrangement: an operation a few places along its unit, to another
// unit that can do it, beside one that needs the same setup; a run of operations with the same setup; an order as a
// whole. All are made of single steps that keep every operation behind what comes before it, and are undone step by
// step. Owned by one thread.

#include <vector>

#include "mes/planning/flexible/decoder.h"
#include "mes/planning/model/random.h"

namespace millwright::mes::planning::flexible {

class Moves {
 public:
  Moves(const Compiled& compiled, Arrangement& arrangement, Random& random)
      : compiled_(compiled), arrangement_(arrangement), random_(random) {}

  /// The places of the list that a change concerns, both included; `first` is kNone if it came to nothing.
  struct Range {
    int first = kNone;
    int last = kNone;
  };
  /// Makes one change by chance. `decoder` tells which orders are late: they are looked at more often.
  Range propose(const Decoder& decoder);
  /// Takes the last change back.
  void undo();

 private:
  struct Step {
    int from = 0;
    int to = 0;
  };
  struct Chosen {
    int operation = 0;
    int choice = 0;
    char held = 0;
  };
  int pick(const Decoder& decoder);
  void along_unit(int operation);
  void to_other_unit(int operation);
  void beside_same_setup(int operation);
  void run_of_same_setup(int operation);
  void whole_order(int operation);

  [[nodiscard]] int unit_of(int operation) const;
  [[nodiscard]] int choice_for(int operation, int unit) const;
  /// The place of the `count`-th operation on `unit` from `place` on, to the left if negative; kNone: there are fewer.
  [[nodiscard]] int nth_on_unit(int place, int unit, int count) const;
  void put_at(int operation, int place);
  void choose(int operation, int choice);
  void let_go(int operation);
  void shift(int from, int to);

  const Compiled& compiled_;
  Arrangement& arrangement_;
  Random& random_;
  std::vector<Step> steps_;
  std::vector<Chosen> chosen_;
  void touch(int from, int to);
  Range touched_;
};

/// Sorts the list by start time, which changes no unit's sequence and gives material to whoever starts first.
void sort_by_start(Arrangement& arrangement, const Decoder& decoder);

}  // namespace millwright::mes::planning::flexible
