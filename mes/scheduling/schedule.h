#pragma once
// The plan in force: which order is made where and when, and why one is late. Planning itself is pure and takes
// seconds, so it runs outside a transaction: plan() on a situation that was read, keep() what came out.

#include <span>
#include <vector>

#include "mes/planning/model/plan.h"
#include "mes/scheduling/line_problem.h"

namespace millwright::mes::scheduling {

[[nodiscard]] const std::vector<store::Migration>& migrations();

/// The problem of planning all that waits: what of the plan in force begins within the line's frozen time stays there.
[[nodiscard]] LineProblem problem_to_plan(const MasterData& data, const Situation& situation);

/// The best plan that is found until `patience` is over.
[[nodiscard]] MesResult<std::vector<Planned>> plan(const MasterData& data, const Situation& situation,
                                                   const Clock& clock, Duration patience);

/// A plan that was made for an earlier situation, as it can be carried out in this one: the orders in its sequence,
/// none earlier than it says; orders that it does not know come last.
[[nodiscard]] std::vector<Planned> laid_out_again(const MasterData& data, const Situation& situation,
                                                  std::span<const Planned> plan);

/// Puts it in force: orders that waited for a place become Pending. Orders that changed meanwhile keep what they have,
/// and so does what is on a line: its place tells how it was planned.
void keep(Transaction& transaction, const std::vector<Planned>& plan);

/// By line and time; what is left out comes last.
[[nodiscard]] std::vector<Planned> in_force(store::Session& sql);

}  // namespace millwright::mes::scheduling
