// GET /api/v1/system and /api/v1/links.
#include "scada/api/operator_api.h"

namespace millwright::scada::api {
namespace {

struct ConnectionView {
  std::string name;
  bool connected = false;
  Timestamp since{};
  std::string last_error;
  std::optional<double> clock_offset_ms;
};
BOOST_DESCRIBE_STRUCT(ConnectionView, (), (name, connected, since, last_error, clock_offset_ms))

struct SystemView {
  std::vector<ConnectionView> connections;
  Timestamp started{};
  std::string version;
};
BOOST_DESCRIBE_STRUCT(SystemView, (), (connections, started, version))

http::HttpResult<SystemView> system(const Parts& parts) {
  SystemView out{{}, parts.started, parts.version};
  for (auto& status : parts.connections()) {
    ConnectionView view{status.name, status.connected, status.since, std::move(status.last_error), std::nullopt};
    if (status.clock_offset)
      view.clock_offset_ms = std::chrono::duration<double, std::milli>(*status.clock_offset).count();
    out.connections.push_back(std::move(view));
  }
  return out;
}

}  // namespace

void add_system_routes(http::Router& router, const Parts& parts) {
  router.add<http::Nothing, SystemView>({.method = http::Method::get,
                                         .path = "/api/v1/system",
                                         .summary = "Connections to the devices and their clocks",
                                         .access = http::Access::signed_in()},
                                        [&parts](const http::Call&) { return system(parts); });
  router.add<http::Nothing, std::map<std::string, std::string>>(
      {.method = http::Method::get,
       .path = "/api/v1/links",
       .summary = "Addresses of the operator and the MES application; empty where not known",
       .access = http::Access::anyone()},
      [&parts](const http::Call&) -> http::HttpResult<std::map<std::string, std::string>> {
        return std::map<std::string, std::string>{{"operator", parts.links.operator_url}, {"mes", parts.links.mes_url}};
      });
}

}  // namespace millwright::scada::api
