// The plant's name, equipment as known from the bus, the state of the MES itself, links and the live socket.

#include "mes/api/serving.h"
#include "mes/equipment/equipment.h"

namespace millwright::mes::api {
namespace {

struct PlantView {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(PlantView, (), (name))

}  // namespace

void add_plant_routes(http::Router& router, const Parts& parts) {
  router.add<Nothing, PlantView>(
      {Method::get, "/api/v1/plant", "What the plant is called", Access::signed_in(), {}, 200},
      [parts](const Call&) -> HttpResult<PlantView> { return PlantView{parts.data().plant_name}; });
  router.add<Nothing, std::vector<equipment::Equipment>>(
      {Method::get,
       "/api/v1/equipment",
       "Equipment as known from the bus, in the order of flow",
       Access::signed_in(),
       {},
       200},
      [parts](const Call&) {
        return reading<std::vector<equipment::Equipment>>(
            parts, [&](store::Session& sql) -> MesResult<std::vector<equipment::Equipment>> {
              return equipment::all(sql, parts.data());
            });
      });
  router.add<Nothing, SystemView>({Method::get, "/api/v1/system", "State of the MES", Access::signed_in(), {}, 200},
                                  [parts](const Call&) -> HttpResult<SystemView> { return parts.system(); });
  router.add<Nothing, json::object>(
      {Method::get, "/api/v1/links", "Addresses of the two applications", Access::anyone(), {}, 200},
      [parts](const Call&) -> HttpResult<json::object> {
        return json::object{{"operator", parts.links.operator_url}, {"mes", parts.links.mes_url}};
      });
  router.add_websocket({Method::get, "/api/v1/live", "What changed, as it changes", Access::signed_in(), {}, 200},
                       parts.live);
}

}  // namespace millwright::mes::api
