#pragma once
// Moving one order by hand: it begins when the planner says, the others make room in their sequence and by as little as
// possible, and what stands against it is told in sentences. Pure; any thread.

#include <optional>

#include "mes/scheduling/line_problem.h"

namespace millwright::mes::scheduling {

enum class ConflictKind {
  overlap,    ///< another order has the line then, or the changeover from it takes longer; it is moved
  closed,     ///< the line does not work then
  too_early,  ///< in the past, or before the order may begin
  running,    ///< another order is being made then
  late,       ///< an order becomes late by it, or later
  material,   ///< is not there by then; the order begins when it is
};
BOOST_DESCRIBE_ENUM(ConflictKind, overlap, closed, too_early, running, late, material)

struct Conflict {
  ConflictKind kind{};
  std::optional<std::string> order{};
  std::string text{};  // a sentence, times in UTC
};
BOOST_DESCRIBE_STRUCT(Conflict, (), (kind, order, text))

struct Move {
  std::vector<Conflict> conflicts{};
  std::vector<Planned> plan{};
  std::vector<Moved> moved{};

  /// Whether the order cannot begin when it was asked to: closed, too early, or another is being made.
  [[nodiscard]] bool is_impossible() const;
};

/// The plan in force with `order` beginning at `start`. Where it cannot begin then, the plan has it as soon after as it
/// can.
[[nodiscard]] MesResult<Move> move(const MasterData& data, const Situation& situation, const std::string& order,
                                   Timestamp start);

}  // namespace millwright::mes::scheduling
