#pragma once
// What is to be planned: orders of operations on units, with calendars, setups, materials and dates. Plain data that
// the caller fills in and owns; everything refers to everything by index (of the vector it stands in), and `validate`
// says in a sentence what is wrong with it before anything is planned. A flexible job shop with sequence-dependent
// setup.
//
// Times are whole seconds from `origin`; quantities are in the material's own unit.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lib/base/time.h"

namespace millwright::mes::planning {

/// The index that means "none".
inline constexpr int kNone = -1;

/// A time in which a unit does not work, [from_s, to_s): outside its shifts, a holiday, maintenance, a breakdown.
struct ClosedTime {
  std::int64_t from_s = 0;
  std::int64_t to_s = 0;
  std::string why;  ///< for the explanation: "shift closed", "holiday", "maintenance of pump 2"
};

/// How long a unit needs to change from one setup state to another: `seconds[from * states + to]`.
struct SetupMatrix {
  std::string id;
  std::vector<std::int64_t> seconds;
};

struct Unit {
  std::string id;
  std::vector<ClosedTime> closed;  ///< in any order, may overlap; after the last one the unit is open for ever
  int setup_matrix = kNone;        ///< none: changing over takes no time
  int setup_state = kNone;         ///< what it is set up for at the start; none: the first operation needs no setup
};

/// From `at_s` on, `quantity` more of a material is there. What is in stock arrives at 0.
struct Arrival {
  std::int64_t at_s = 0;
  double quantity = 0;
};

struct Material {
  std::string id;
  std::vector<Arrival> arrivals;
};

struct Order {
  std::string id;
  std::int64_t release_s = 0;         ///< none of its operations starts earlier
  std::optional<std::int64_t> due_s;  ///< the last of them should have ended by then
  double weight = 1;                  ///< how much a second of its tardiness counts
};

/// One unit that can do an operation, and how long it takes there (open time, setup not counted).
struct Alternative {
  int unit = 0;
  std::int64_t duration_s = 0;
};

/// Has to be there when the operation starts, and is gone from then on.
struct Consumption {
  int material = 0;
  double quantity = 0;
};

struct Operation {
  std::string id;
  int order = 0;
  std::vector<Alternative> alternatives;
  std::vector<int> after;   ///< operations that must have ended before this one starts
  int setup_state = kNone;  ///< none: it needs no setup and leaves the unit set up as it was
  bool interruptible =
      false;  ///< it and its setup pause while the unit is closed; otherwise they must fit in one piece
  std::vector<Consumption> consumes;
};

/// Where and when one operation is done. The setup lies between the end of the operation before it on the unit and its
/// start; without one, both of its ends are `start_s`.
struct Assignment {
  int unit = kNone;
  std::int64_t setup_start_s = 0;
  std::int64_t setup_end_s = 0;
  std::int64_t start_s = 0;
  std::int64_t end_s = 0;
  friend bool operator==(const Assignment&, const Assignment&) = default;
};

/// An operation that stays where it is: it runs already, or it lies inside the frozen horizon.
struct Fixed {
  int operation = 0;
  Assignment at;
};

/// What a plan costs: the sum over orders of weight × tardiness, the time spent on setups, and the end of the last
/// operation, all in seconds, each times its weight here. Less is better.
struct Weights {
  double tardiness = 1;
  double setup = 0;
  double makespan = 0;
};

struct Problem {
  Timestamp origin{};
  std::int64_t now_s = 0;  ///< the moment of planning: what is not fixed starts no earlier, nor does its setup
  std::vector<std::string> setup_states;
  std::vector<SetupMatrix> setup_matrices;
  std::vector<Unit> units;
  std::vector<Material> materials;
  std::vector<Order> orders;
  std::vector<Operation> operations;
  std::vector<Fixed> fixed;
  Weights weights;
};

/// The seconds that `unit` needs from state `from` to state `to`; 0 if either is none.
[[nodiscard]] inline std::int64_t setup_seconds(const Problem& problem, int unit, int from, int to) {
  const int matrix = problem.units[static_cast<std::size_t>(unit)].setup_matrix;
  if (matrix == kNone || from == kNone || to == kNone) return 0;
  const auto row = static_cast<std::size_t>(from) * problem.setup_states.size();
  return problem.setup_matrices[static_cast<std::size_t>(matrix)].seconds[row + static_cast<std::size_t>(to)];
}

}  // namespace millwright::mes::planning
