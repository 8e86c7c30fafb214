#pragma once
// From what a device says to what a tag means: scaling, type and range. Pure.

#include "plant/model.h"
#include "scada/tags/engine.h"

namespace millwright::scada::tags {

/// `raw` as a sample of `tag`. A reading that is Bad, not a finite number, too large for the type or of another type
/// is Bad and keeps `last` as its value: garbage never becomes a value. Outside the tag's range the value stands, as
/// UncertainEngineeringUnitsExceeded.
[[nodiscard]] contracts::Sample convert(const plant::Tag& tag, const RawSample& raw, const contracts::Value& last);

/// True when nobody need hear of `next`: same quality, and the same value or within the tag's deadband of `last`. The
/// deadband does not count beyond one of the tag's limits.
[[nodiscard]] bool within_deadband(const plant::Tag& tag, const contracts::Sample& last, const contracts::Sample& next);

}  // namespace millwright::scada::tags
