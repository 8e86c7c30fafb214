#pragma once
// The TCP ports of an installation on one machine.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace millwright::cli {

struct Ports {
  int operator_http = 8080;
  int mes_http = 8081;
  int opcua = 4840;
  int plc_modbus = 5020;
  int plc_service = 5023;

  [[nodiscard]] std::array<std::pair<std::string_view, int>, 5> all() const {
    return {{{"operator", operator_http},
             {"mes", mes_http},
             {"opcua", opcua},
             {"plc modbus", plc_modbus},
             {"plc service", plc_service}}};
  }
};

/// The highest --ports BASE: the highest port of all stands 13 above it.
inline constexpr int kHighestBase = 65535 - 13;

/// The default ports, or those counted from `base` (1 to kHighestBase).
[[nodiscard]] Ports ports_from(std::optional<int> base);

/// Says which port of these cannot be listened on at 127.0.0.1, and why; nullopt if all can. Those of the PLC matter
/// only where the line is simulated here.
[[nodiscard]] std::optional<std::string> first_taken(const Ports& ports, bool simulated_line = true);

/// A --ports BASE whose ports are all free now: counted from a port that the system chose. Nullopt if none is found.
[[nodiscard]] std::optional<int> free_base();

}  // namespace millwright::cli
