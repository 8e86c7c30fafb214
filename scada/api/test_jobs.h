#pragma once
// For tests: the line of control's tests as one that takes jobs.

#include "plant/model.h"

namespace millwright::scada::api {

/// What makes the line of control's tests one that takes jobs.
inline plant::JobSettings line_jobs() {
  plant::JobSettings settings;
  settings.equipment = plant::EquipmentPath{"line1"};
  settings.good = plant::TagPath{"line1/filler/good_count"};
  settings.parameters.push_back({"temperature", plant::EquipmentPath{"line1/pasteurizer"}, "set_temperature",
                                 plant::TagPath{"line1/pasteurizer/temperature_setpoint"}});
  return settings;
}

}  // namespace millwright::scada::api
