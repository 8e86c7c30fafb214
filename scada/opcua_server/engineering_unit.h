#pragma once
// A plant file's unit as OPC UA says it (Part 8, 5.6.4.3).

#include <cstdint>
#include <string_view>

#include "lib/opcua/ua.h"
#include "plant/model.h"

namespace millwright::scada::opcua_server {

/// UNECE Recommendation 20 common code → unitId: its characters as the bytes of a number ("CEL" → 4408652); -1 for
/// none, which the standard has for units outside the recommendation.
[[nodiscard]] std::int32_t unit_id(std::string_view unece_code);

[[nodiscard]] opcua::Owned<UA_Variant> engineering_units(const plant::Unit& unit, std::string_view plant_namespace);
[[nodiscard]] opcua::Owned<UA_Variant> eu_range(const plant::Range& range);

}  // namespace millwright::scada::opcua_server
