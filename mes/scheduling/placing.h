#pragma once
// Between the rows of a plan in force, with orders' ids and moments, and a plan of the library, with indexes and
// seconds. Pure; any thread.

#include <span>

#include "mes/planning/model/plan.h"
#include "mes/scheduling/line_problem.h"

namespace millwright::mes::scheduling {

/// Where the rows have the problem's orders. An order that should have begun by now and has not, or is not planned, is
/// on no unit: its old place is worth nothing.
[[nodiscard]] planning::Plan plan_of(const LineProblem& line, std::span<const Planned> rows);

/// The rows of a plan: first what cannot be planned, then each order's place. An order on no unit of which the plan
/// does not say why has no row.
[[nodiscard]] std::vector<Planned> rows_of(const LineProblem& line, const planning::Plan& plan);

/// What begins at another time in `is` than it did in `was`, by its new beginning.
[[nodiscard]] std::vector<Moved> moved_between(std::span<const Planned> was, std::span<const Planned> is);

/// With a capital at its beginning and a full stop at its end.
[[nodiscard]] std::string as_sentence(std::string text);

/// Lays the orders out again: each as early as it can be, not before its time in `from_s` (by order), in the sequence
/// given; what is not in it is on no unit. An order for which there will never be enough material is left out.
[[nodiscard]] planning::Plan in_sequence(const LineProblem& line, std::span<const int> sequence,
                                         std::span<const std::int64_t> from_s);

}  // namespace millwright::mes::scheduling
