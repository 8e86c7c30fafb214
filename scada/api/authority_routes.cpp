// Who is in charge of each unit: GET and POST /api/v1/authority.
#include "scada/api/operator_api.h"
#include "scada/api/views.h"

namespace millwright::scada::api {
namespace {

struct AuthorityRequest {
  std::string equipment;
  std::string authority;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(AuthorityRequest, (), (equipment, authority, reason))

http::HttpResult<AuthorityView> set(const Parts& parts, const http::Call& call, const AuthorityRequest& request) {
  const auto authority = control::authority_from_name(request.authority);
  if (!authority) return http::bad_request("authority: expected local, operator or remote");
  const contracts::EquipmentPath equipment{request.equipment};
  if (parts.plant.find_equipment(equipment) == nullptr)
    return http::not_found(fmt::format("equipment: there is no {}", request.equipment));
  const auto changed = parts.controller.set_authority(
      equipment, *authority, {call.identity.user, call.identity.roles, false}, request.reason.value_or(""));
  if (!changed) return http::unavailable(changed.error().message);
  return view(*changed);
}

}  // namespace

AuthorityView view(const control::AuthorityChange& change) {
  return {change.equipment.str(), std::string(control::authority_name(change.authority)), change.by, change.at};
}

void add_authority_routes(http::Router& router, const Parts& parts) {
  router.add<http::Nothing, std::vector<AuthorityView>>(
      {.method = http::Method::get,
       .path = "/api/v1/authority",
       .summary = "Who is in charge of each equipment",
       .access = http::Access::signed_in()},
      [&parts](const http::Call&) -> http::HttpResult<std::vector<AuthorityView>> {
        std::vector<AuthorityView> all;
        for (const auto& equipment : parts.plant.equipment)
          all.push_back(view(parts.controller.authority_in_force(equipment.path)));
        return all;
      });
  router.add<AuthorityRequest, AuthorityView>(
      {.method = http::Method::post,
       .path = "/api/v1/authority",
       .summary = "Take or give the authority over an equipment and all below",
       .access = http::Access::any_of({"operator", "engineer", "admin"})},
      [&parts](const http::Call& call, const AuthorityRequest& request) { return set(parts, call, request); });
}

}  // namespace millwright::scada::api
