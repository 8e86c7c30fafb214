// Master data: materials, and under /api/v1/definitions everything in its versions.

#include <cmath>

#include "mes/api/definition_views.h"
#include "mes/api/serving.h"

namespace millwright::mes::api {
namespace {

constexpr Duration kWorkingTimeMax = 366 * 24h;

/// A moment from the query; the present where it is not given.
HttpResult<Timestamp> moment(const Parts& parts, const Call& call, const std::string& key) {
  const auto text = call.find(key);
  if (!text) return parts.writer.clock().utc();
  const auto at = parse_rfc3339(*text);
  if (!at) return http::bad_request(key + ": expected RFC 3339, such as 2026-12-24T06:00:00Z");
  return *at;
}

HttpResult<std::string> given(const Call& call, const std::string& key) {
  const auto text = call.find(key);
  if (!text || text->empty()) return http::bad_request(key + ": must be given");
  return *text;
}

HttpResult<const Material*> material_named(const Parts& parts, const std::string& id) {
  const auto* material = parts.data().find_material(id);
  if (material == nullptr) return http::not_found("there is no material '" + id + "'");
  return material;
}

/// Those of `all` that are in effect at `at` if that is asked for, and of one material if one is named.
template <class View, class Definition, class Fits, class Make>
HttpResult<std::vector<View>> versions(const Parts& parts, const Call& call, const std::vector<Definition>& all,
                                       const Fits& fits, const Make& make) {
  const auto at = moment(parts, call, "at");
  if (!at) return std::unexpected(at.error());
  const auto material = call.find("material");
  std::vector<View> views;
  for (const auto& one : all) {
    if (material && !fits(one, *material)) continue;
    if (call.find("at") && !one.in_effect(*at)) continue;
    views.push_back(make(one, *at));
  }
  return views;
}

HttpResult<std::vector<BillView>> bills(const Parts& parts, const Call& call) {
  return versions<BillView>(
      parts, call, parts.data().bills,
      [](const Bill& bill, const std::string& material) { return bill.material == material; }, bill_view);
}

HttpResult<std::vector<RoutingView>> routings(const Parts& parts, const Call& call) {
  return versions<RoutingView>(
      parts, call, parts.data().routings,
      [](const Routing& routing, const std::string& material) {
        return std::ranges::find(routing.materials, material) != routing.materials.end();
      },
      routing_view);
}

HttpResult<std::vector<MaterialView>> materials(const Parts& parts, const Call& call) {
  const auto at = moment(parts, call, "at");
  if (!at) return std::unexpected(at.error());
  std::vector<MaterialView> views;
  for (const auto& material : parts.data().materials) views.push_back(material_view(parts.data(), material, *at));
  return views;
}

HttpResult<MaterialView> material(const Parts& parts, const Call& call) {
  const auto at = moment(parts, call, "at");
  const auto found = material_named(parts, call.parameters.at("id"));
  if (!at) return std::unexpected(at.error());
  if (!found) return std::unexpected(found.error());
  return material_view(parts.data(), **found, *at);
}

HttpResult<NeedsView> needs(const Parts& parts, const Call& call) {
  const auto at = moment(parts, call, "at");
  const auto found = material_named(parts, call.parameters.at("id"));
  const auto text = given(call, "quantity");
  if (!at) return std::unexpected(at.error());
  if (!found) return std::unexpected(found.error());
  if (!text) return std::unexpected(text.error());
  char* end = nullptr;
  const double quantity = std::strtod(text->c_str(), &end);
  if (end != text->c_str() + text->size() || !(quantity > 0) || !std::isfinite(quantity))
    return http::bad_request("quantity: expected a number above zero");
  const auto inputs = inputs_of(parts.data(), (*found)->id, quantity, *at);
  if (!inputs) return http::conflict("no_definition", inputs.error().message);
  const auto bought = bought_inputs_of(parts.data(), (*found)->id, quantity, *at);
  if (!bought) return http::conflict("no_definition", bought.error().message);
  return NeedsView{*inputs, *bought};
}

HttpResult<ChangeoverView> change(const Parts& parts, const Call& call) {
  const auto equipment = given(call, "equipment");
  const auto from = given(call, "from");
  const auto to = given(call, "to");
  for (const auto* one : {&equipment, &from, &to})
    if (!*one) return std::unexpected(one->error());
  const auto before = material_named(parts, *from);
  const auto after = material_named(parts, *to);
  if (!before) return std::unexpected(before.error());
  if (!after) return std::unexpected(after.error());
  const auto cost = changeover(parts.data(), *equipment, **before, **after);
  return ChangeoverView{std::chrono::duration<double>(cost.time).count(), cost.names};
}

HttpResult<std::vector<Stretch>> working(const Parts& parts, const Call& call) {
  const auto equipment = given(call, "equipment");
  const auto from = moment(parts, call, "from");
  if (!equipment) return std::unexpected(equipment.error());
  if (!from) return std::unexpected(from.error());
  const auto to = call.find("to") ? moment(parts, call, "to") : HttpResult<Timestamp>{*from + 7 * 24h};
  if (!to) return std::unexpected(to.error());
  if (*to < *from || *to - *from > kWorkingTimeMax)
    return http::bad_request("to: expected a time after from, and a year after it at most");
  const auto* calendar = parts.data().calendar_of(*equipment);
  if (calendar == nullptr) return http::not_found("'" + *equipment + "' has no calendar");
  return working_time(*calendar, *equipment, *from, *to);
}

template <class View, class Definition, class Make>
void add_list(http::Router& router, const std::string& name, const std::string& what, const Parts& parts,
              std::vector<Definition> MasterData::* all, const Make& make) {
  router.add<Nothing, std::vector<View>>(
      {Method::get, "/api/v1/definitions/" + name, what, Access::signed_in(), {}, 200},
      [parts, all, make](const Call&) -> HttpResult<std::vector<View>> {
        std::vector<View> views;
        for (const auto& one : parts.data().*all) views.push_back(make(one));
        return views;
      });
}

template <class View>
void add_read(http::Router& router, const Parts& parts, http::Route route,
              HttpResult<View> (*read)(const Parts&, const Call&)) {
  router.add<Nothing, View>(std::move(route), [parts, read](const Call& call) { return read(parts, call); });
}

}  // namespace

void add_definition_routes(http::Router& router, const Parts& parts) {
  const auto get = [](std::string path, std::string what, auto parameters) {
    return http::Route{Method::get, std::move(path), std::move(what), Access::signed_in(), parameters, 200};
  };
  using Parameters = decltype(http::Route{}.query);
  const Parameters at{{"at", "what is in effect at this moment (RFC 3339)"}};
  const Parameters of_material{{"material", "of this material alone"},
                               {"at", "only what is in effect at this moment (RFC 3339)"}};
  add_read(router, parts, get("/api/v1/materials", "Materials with their bills of materials in effect", at), materials);
  add_read(router, parts, get("/api/v1/materials/{id}", "One material with its bill in effect", at), material);
  add_read(router, parts,
           get("/api/v1/materials/{id}/needs", "What must be issued for a quantity of it",
               Parameters{{"quantity", "good units of it"}, {"at", "by what is in effect at this moment"}}),
           needs);
  add_read(router, parts, get("/api/v1/routings", "Routings, every version", of_material), routings);
  add_read(router, parts, get("/api/v1/definitions/bills", "Bills of materials, every version", of_material), bills);
  add_read(router, parts, get("/api/v1/definitions/routings", "Routings, every version", of_material), routings);
  add_read(router, parts,
           get("/api/v1/definitions/changeover", "What a changeover takes",
               Parameters{{"equipment", "where"}, {"from", "material before"}, {"to", "material after"}}),
           change);
  add_read(
      router, parts,
      get("/api/v1/definitions/working_time", "When equipment works",
          Parameters{{"equipment", "of it"}, {"from", "the present by default"}, {"to", "a week later by default"}}),
      working);
  const auto as_it_is = [](const auto& one) { return one; };
  router.add<Nothing, std::vector<Unit>>(
      get("/api/v1/definitions/units", "Units of measure by UNECE Recommendation 20", Parameters{}),
      [](const Call&) -> HttpResult<std::vector<Unit>> { return std::vector<Unit>(units().begin(), units().end()); });
  add_list<Material>(router, "materials", "Materials as they are defined, without their bills", parts,
                     &MasterData::materials, as_it_is);
  add_list<EquipmentClass>(router, "equipment_classes", "Equipment classes", parts, &MasterData::equipment_classes,
                           as_it_is);
  add_list<SetupMatrixView>(router, "setup_matrices", "Changeovers", parts, &MasterData::setup_matrices,
                            setup_matrix_view);
  add_list<CalendarView>(router, "calendars", "Shifts, holidays and maintenance", parts, &MasterData::calendars,
                         calendar_view);
}

}  // namespace millwright::mes::api
