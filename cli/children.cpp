#include "cli/children.h"

#include <fmt/format.h>

#include "lib/base/secret.h"

namespace millwright::cli {
namespace {

/// Level 1 and 2 answer in milliseconds whatever the levels above are doing.
constexpr int kFloorNice = -10;

std::string loopback(int port) { return fmt::format("127.0.0.1:{}", port); }

/// What every process but the PLC is told.
std::vector<std::string> common(const Installation& here, const std::string& name) {
  return {"--plant",  here.plant.string(),
          "--data",   (here.data / name).string(),
          "--shared", (here.data / "shared").string()};
}

void add(ChildSpec& child, const std::vector<std::string>& arguments) {
  child.arguments.insert(child.arguments.end(), arguments.begin(), arguments.end());
}

void add_web(ChildSpec& child, const std::filesystem::path& folder) {
  if (std::filesystem::is_directory(folder)) add(child, {"--web", folder.string()});
}

ChildSpec plc_of(const Installation& here) {
  ChildSpec plc{"plc", here.programs / "millwright-plc", {}, kFloorNice};
  add(plc, {"--modbus-port", std::to_string(here.ports.plc_modbus), "--service-port",
            std::to_string(here.ports.plc_service)});
  if (here.seed) add(plc, {"--seed", std::to_string(*here.seed)});
  if (here.line_speed > 1) add(plc, {"--speed", std::to_string(here.line_speed)});
  return plc;
}

}  // namespace

std::vector<ChildSpec> children_of(const Installation& here) {
  const auto bus = here.bus.empty() ? "embedded:" + (here.data / "bus").string() : here.bus;
  const auto database = here.database.empty() ? "sqlite:" + (here.data / "mes" / "mes.db").string() : here.database;
  const auto& ports = here.ports;
  const std::vector<std::string> links{"--link-operator", "http://" + loopback(ports.operator_http), "--link-mes",
                                       "http://" + loopback(ports.mes_http)};
  ChildSpec scada{"scada", here.programs / "millwright-scada", common(here, "scada"), kFloorNice};
  add(scada, {"--http", loopback(ports.operator_http), "--opcua-port", std::to_string(ports.opcua)});
  if (here.simulated_line) add(scada, {"--connection", "plc1=" + loopback(ports.plc_modbus)});
  add(scada, links);
  add_web(scada, here.web / "operator");
  ChildSpec bridge{"bridge", here.programs / "millwright-bridge", common(here, "bridge")};
  add(bridge, {"--opcua", "opc.tcp://" + loopback(ports.opcua)});
  bridge.environment = {{kBusVariable, bus}};
  ChildSpec mes{"mes", here.programs / "millwright-mes", common(here, "mes")};
  add(mes, {"--http", loopback(ports.mes_http)});
  mes.environment = {{kBusVariable, bus}, {kDatabaseVariable, database}};
  add(mes, links);
  add_web(mes, here.web / "mes");
  if (!here.simulated_line) return {scada, bridge, mes};
  return {plc_of(here), scada, bridge, mes};
}

}  // namespace millwright::cli
