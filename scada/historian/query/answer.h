#pragma once
// From what was gathered of an interval to the answers of the single aggregates (Part 13, 5.4.3).

#include "scada/historian/query/interval_pass.h"

namespace millwright::scada::historian {

/// What must be gathered for an aggregate.
void add_needs(Aggregate aggregate, Needs& needs);

/// `backwards`: time flows from the interval's high end to its low end, which are then its start and its end.
[[nodiscard]] Processed answer(Aggregate aggregate, const IntervalFacts& facts,
                               const AggregateConfiguration& configuration, bool backwards);

}  // namespace millwright::scada::historian
