#include "mes/api/serving.h"
#include "mes/scheduling/dispatch_list.h"

namespace millwright::mes::api {

void add_dispatch_routes(http::Router& router, const Parts& parts) {
  using Items = std::vector<scheduling::DispatchItem>;
  router.add<Nothing, Items>({Method::get,
                              "/api/v1/dispatch_list",
                              "What a line or a unit of one has before it, in the order in which it comes",
                              Access::signed_in(),
                              {{"equipment", "the line or the unit"}},
                              200},
                             [parts](const Call& call) -> HttpResult<Items> {
                               const auto equipment = call.find("equipment").value_or("");
                               const auto& data = parts.data();
                               if (equipment.empty()) return http::bad_request("equipment: must be given");
                               if (data.line_of(equipment) == nullptr)
                                 return http::not_found("'" + equipment + "' is of no line");
                               return reading<Items>(parts, [&](store::Session& sql) -> MesResult<Items> {
                                 return scheduling::dispatch_list(data, orders::all(sql), scheduling::in_force(sql),
                                                                  equipment, parts.writer.clock().utc());
                               });
                             });
}

}  // namespace millwright::mes::api
