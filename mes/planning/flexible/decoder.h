#pragma once
// Turns a list of operations, each with a unit chosen, into times: one after the other, each as early as its unit (with
// its setup and calendar), what comes before it, its material and its release allow, behind everything on the unit that
// is earlier in the list. Keeps what came out as its base, so that of a changed list only that is decoded again which
// the change reaches: operations whose unit, or whatever they wait for, is other than in the base. Owned by one thread.

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

/// How things stand between two operations of the list, and what the operations before have cost.
struct Standing {
  std::vector<UnitState> units;
  std::vector<MaterialState> materials;
  double cost = 0;
};

inline constexpr double kTooMuch = std::numeric_limits<double>::infinity();

class Decoder {
 public:
  explicit Decoder(const Compiled& compiled);

  /// Takes `arrangement` as the base and decodes all of it; its cost.
  double decode(const Arrangement& arrangement);
  /// The cost of `arrangement`, which has the base's operations from place `from` to `last` in another order or on
  /// other units and is the base everywhere else; kTooMuch if it is more than `limit`.
  ///
  /// Gives up as well, though what comes later might make good for it, once the operations up to some place behind the
  /// change cost more than in the base by what the limit allows and `credit`.
  double try_change(const Arrangement& arrangement, int from, int last, double limit, double credit = kTooMuch);
  /// Makes what was tried last the base / forgets it. One of the two follows each try.
  void accept();
  void reject();

  /// The start and end of an operation in the base; before the beginning of time if it is in no plan.
  [[nodiscard]] std::int64_t end_s(int operation) const { return records_[static_cast<std::size_t>(operation)].end_s; }
  [[nodiscard]] std::int64_t start_s(int operation) const {
    return records_[static_cast<std::size_t>(operation)].start_s;
  }

  /// Where an operation would be put on a unit now; `at_work_s` is the moment at which unit and operation are both
  /// free.
  struct Spot {
    std::int64_t setup_s = 0;
    std::int64_t at_work_s = 0;
    std::int64_t start_s = 0;
    std::int64_t end_s = 0;
    std::size_t hint = 0;
  };
  /// Step by step, for the dispatching rules: where an operation would go, and putting it there.
  void begin();
  [[nodiscard]] std::int64_t ready_s(int operation) const;
  [[nodiscard]] Spot spot(int operation, const Alternative& way, std::int64_t ready_s) const;
  void put(int operation, const Alternative& way);

  /// The plan of the base, its setups as late as they can be.
  [[nodiscard]] std::vector<Assignment> assignments(const Arrangement& arrangement);

 private:
  static constexpr int kEvery = 16;  ///< operations between two kept standings
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();

  /// What decoding an operation gave.
  struct Record {
    UnitState unit_before;  ///< how its unit stood
    std::int64_t start_s = kNever;
    std::int64_t end_s = kNever;
    std::int64_t material_s = 0;  ///< when its material was there
    double cost = 0;              ///< its setup, the tardiness of the order that it ends, the price of its move
    int unit = kNone;
    bool is_move = false;
  };
  struct Change {
    int operation;
    Record was;
  };

  int decode_all(const Arrangement& arrangement, int from, int last, double limit);
  void decode_rest(const Arrangement& arrangement, int from, double limit);
  void compare_units(const Standing& base);
  void keep_standing(int mark);
  void decode_one(const Arrangement& arrangement, int operation, int unit, const UnitState& before,
                  std::int64_t material_s);
  [[nodiscard]] Spot spot_on(int operation, const UnitState& unit, const Alternative& way, std::int64_t ready_s) const;
  [[nodiscard]] UnitState unit_after(int operation, const Record& record) const;
  [[nodiscard]] double cost_of_end(const Arrangement& arrangement, int operation, std::int64_t end_s) const;
  void spread(const Arrangement& arrangement, int operation);
  std::int64_t take_materials(int operation);
  [[nodiscard]] double total() const;
  double run(const Arrangement& arrangement, int from, int last, double limit);

  const Compiled* compiled_;
  Standing start_;
  Standing now_;
  std::vector<Standing> kept_;         ///< at places 0, kEvery, 2 kEvery, …
  std::vector<Standing> tried_;        ///< the same of what is tried
  std::vector<UnitState> last_units_;  ///< at the end of the base
  std::vector<Record> records_;        ///< by operation: of the base, or of what is tried
  std::vector<Change> changes_;        ///< what the try overwrote
  std::vector<char> unit_differs_;     ///< by unit: it stands otherwise than in the base
  int units_differing_ = 0;
  std::vector<std::uint64_t> reached_;  ///< by operation: the try in which something that it waits for has changed
  std::uint64_t try_ = 0;
  int pending_ = 0;  ///< the last place that is reached so
  int tried_from_ = 0;
  int tried_to_ = 0;
  bool to_the_end_ = false;  ///< the try went on to the list's end
  bool too_much_ = false;
  double most_gain_ = kTooMuch;  ///< with this the try gives up
  double sum_ = 0;               ///< what the base's operations cost, with what is fixed
  double gain_ = 0;              ///< what the try's operations cost more than the base's
  double base_cost_ = 0;         ///< of all of the base
  double tried_cost_ = 0;
  int moves_ = 0;
  int more_moves_ = 0;
};

}  // namespace millwright::mes::planning::flexible
