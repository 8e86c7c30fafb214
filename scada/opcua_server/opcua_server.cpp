#include "scada/opcua_server/opcua_server.h"

#include "scada/opcua_server/plant_server.h"

namespace millwright::scada::opcua_server {

Result<std::unique_ptr<OpcuaServer>, OpcuaServerError> OpcuaServer::create(
    const Options& options, const plant::Plant& plant, tags::TagEngine& engine, alarms::Alarms& alarms,
    control::Controller& controller, jobs::Jobs& jobs, historian::Archive& archive, accounts::Accounts& accounts,
    accounts::AuditTrail& audit, const Clock& clock, Metrics& metrics) {
  auto server =
      std::make_unique<PlantServer>(plant, alarms, controller, jobs, archive, accounts, audit, clock, metrics);
  if (auto built = server->build(options); !built) return std::unexpected(built.error());
  server->listen_to(engine);
  return server;
}

}  // namespace millwright::scada::opcua_server
