#pragma once
// What each source of a deviation told, for the files of this folder: a rule's events, and alarms of the same tag.

#include <map>
#include <string>

#include "mes/quality/deviations.h"

namespace millwright::mes::quality {

using Context = std::map<std::string, contracts::Sample>;

/// `told`: the deviation that this event alone would have made.
void keep_source(store::Session& sql, const std::string& deviation, const contracts::ThresholdEvent& event,
                 const Deviation& told);
/// Of each tag the newest Good sample: what was in force last. A Bad one stands only where nothing better is known.
[[nodiscard]] std::string merged_context(const std::string& known, const Context& told);

}  // namespace millwright::mes::quality
