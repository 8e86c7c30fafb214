#pragma once
// `millwright plc fault`: the faults that the simulated line offers on its service port
// (docs/formats/plc_registers.md).

#include <array>
#include <string>
#include <string_view>

namespace millwright::cli {

/// In the order of the coils.
inline constexpr std::array<std::string_view, 6> kPlcFaults = {
    "control_sensor_drift", "steam_valve_stuck", "nozzle_drift", "low_pressure", "conveyor_jam", "link_down"};

/// `name` "list" prints "NAME on|off" for each fault; otherwise `state` "on" or "off" is written. The exit code.
int run_plc_fault(const std::string& name, const std::string& state, int service_port);

}  // namespace millwright::cli
