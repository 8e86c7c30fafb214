#pragma once
// Turns a list of operations, each with a unit chosen, into times: one after the other, each as early as its unit (with
// its setup and calendar), what comes before it, its material and its release allow, behind everything on the unit that
// is earlier in the list. Keeps how things stood along the list, so that a changed list is decoded from the change on
// only, and stops as soon as the cost is over a limit. Owned by one thread.

#include <limits>
#include <vector>

#include "mes/planning/flexible/compiled.h"

namespace millwright::mes::planning::flexible {

/// What a search arranges: the list of all operations that are to be planned (each behind what comes before it), the
/// place of each in it, and the index of the chosen alternative; and whether a replan holds the operation at its old
/// start while it is on its old unit.
struct Arrangement {
  std::vector<int> list;
  std::vector<int> place;   ///< by operation; kNone where it is not in the list
  std::vector<int> choice;  ///< by operation
  std::vector<char> held;   ///< by operation; only asked where there are preferences
};

/// How things stand between two operations of the list.
struct Standing {
  std::vector<UnitState> units;
  std::vector<MaterialState> materials;
  double cost = 0;
  std::int64_t makespan_s = 0;
  int moves = 0;
};

inline constexpr double kTooMuch = std::numeric_limits<double>::infinity();

class Decoder {
 public:
  explicit Decoder(const Compiled& compiled);

  /// Takes `arrangement` as the base and decodes all of it; its cost.
  double decode(const Arrangement& arrangement);
  /// The cost of `arrangement`, which has the base's operations from `from` to `last` in another order or on other
  /// units and is the base everywhere else; kTooMuch if it is more than `limit`. Behind `last` it decodes until things
  /// stand as they do in the base.
  double try_change(const Arrangement& arrangement, int from, int last, double limit);
  /// Makes what was tried last the base / forgets it. One of the two follows each try.
  void accept();
  void reject();

  /// The end of an operation in the base; before the beginning of time if it is in no plan.
  [[nodiscard]] std::int64_t end_s(int operation) const { return ends_[static_cast<std::size_t>(operation)]; }
  [[nodiscard]] std::int64_t start_s(int operation) const { return starts_[static_cast<std::size_t>(operation)]; }

  /// Where an operation would be put on a unit now; `at_work_s` is the moment at which unit and operation are both
  /// free.
  struct Spot {
    std::int64_t setup_s = 0;
    std::int64_t at_work_s = 0;
    std::int64_t start_s = 0;
    std::int64_t end_s = 0;
    std::size_t hint = 0;
  };
  /// Step by step, for the dispatching rules: how it stands, where an operation would go, and putting it there.
  [[nodiscard]] const Standing& standing() const { return now_; }
  void begin();
  [[nodiscard]] std::int64_t ready_s(int operation) const;
  [[nodiscard]] Spot spot(int operation, const Alternative& way, std::int64_t ready_s) const;
  void put(int operation, const Alternative& way);

  /// The plan of the base, its setups as late as they can be.
  [[nodiscard]] std::vector<Assignment> assignments(const Arrangement& arrangement);

 private:
  static constexpr int kEvery = 16;  ///< operations between two kept standings
  double run(const Arrangement& arrangement, int from, int last, double limit);
  [[nodiscard]] bool stands_as_in_base(const Standing& base) const;
  std::int64_t take_materials(int operation);
  Spot place(int operation, const Alternative& way, std::int64_t ready_s);
  void count_cost(const Arrangement& arrangement, int operation, const Spot& spot);
  void count_move(int operation, int unit, std::int64_t start_s);

  const Compiled* compiled_;
  Standing start_;
  Standing now_;
  std::vector<Standing> kept_;   ///< at places 0, kEvery, 2 kEvery, …
  std::vector<Standing> tried_;  ///< the same of what is tried
  int tried_from_ = 0;
  int tried_to_ = 0;
  int pending_ = 0;       ///< the last place that waits for something whose end is another than in the base
  double base_cost_ = 0;  ///< of all of the base
  double tried_cost_ = 0;
  double gain_ = 0;  ///< what the standings behind `tried_to_` cost more than in the base
  std::vector<std::int64_t> ends_;
  std::vector<std::int64_t> starts_;
  std::vector<std::int64_t> try_ends_;
  std::vector<std::int64_t> try_starts_;
};

}  // namespace millwright::mes::planning::flexible
