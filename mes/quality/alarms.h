#pragma once
// Alarms of the line as scada tells of them (millwright.alarm.v1): every transition is kept, and how long the alarm was
// active follows from them, in whatever order they came. The MES acknowledges none. They are kept as long as the lots
// are in whose circumstances they stand. On the caller's session.

#include <vector>

#include "mes/quality/deviations.h"

namespace millwright::mes::quality {

/// A time in which an alarm was active, acknowledged or not.
struct AlarmTime {
  std::string alarm{};  // "line1/pasteurizer/temperature/high"
  contracts::EquipmentPath equipment{};
  contracts::TagPath tag{};
  std::int64_t priority = 0;  // 1 critical … 4 low; 0: not told
  std::string message{};
  Timestamp from{};             // when it was first told to be active
  std::optional<Timestamp> to;  // absent: its end was not told
};
BOOST_DESCRIBE_STRUCT(AlarmTime, (), (alarm, equipment, tag, priority, message, from, to))

/// Those of an equipment that were active at some time between, by their beginnings; without `to` until now.
[[nodiscard]] std::vector<AlarmTime> alarms_during(store::Session& sql, const contracts::EquipmentPath& equipment,
                                                   Timestamp from, const std::optional<Timestamp>& to);

}  // namespace millwright::mes::quality
