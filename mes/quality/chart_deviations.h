#pragma once
// Deviations that control charts raise.

#include "mes/quality/charts.h"
#include "mes/quality/deviations.h"

namespace millwright::mes::quality {

/// "FILL-WEIGHT/nozzle_7": the rule of its deviations.
[[nodiscard]] std::string chart_rule(const Characteristic& of, const Stream& stream);

/// Opens a deviation, or tells the open one; fills `mark.deviation` and `mark.opened`.
void raise_by_chart(Transaction& transaction, const ChartPointRow& point, spc::RuleSet rules, ChartMark& mark);
/// Ends the open one where nothing has marked the last points up to `at`.
void clear_if_calm(Transaction& transaction, const Characteristic& of, const Stream& stream, Timestamp at);

/// Holds what was in the equipment from the crossing until `until`, and what was made of it. Returns the lots that are
/// held for it; a finding is kept with the deviation.
[[nodiscard]] std::vector<std::string> hold_for(Transaction& transaction, const MasterData& data,
                                                const Deviation& deviation, Timestamp until);

}  // namespace millwright::mes::quality
