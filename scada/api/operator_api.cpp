#include "scada/api/operator_api.h"

namespace millwright::scada::api {
namespace {

void add_tags_of(const plant::Plant& plant, const plant::Equipment& equipment, std::vector<std::uint32_t>& found) {
  for (const auto& tag : equipment.tags)
    if (const auto number = plant.tag_number(tag)) found.push_back(*number);
  for (const auto& child : equipment.children)
    if (const auto* below = plant.find_equipment(child)) add_tags_of(plant, *below, found);
}

}  // namespace

std::optional<std::vector<std::uint32_t>> tags_under(const plant::Plant& plant, const std::string& path) {
  if (const auto number = plant.tag_number(plant::TagPath{path})) return std::vector{*number};
  const auto* equipment = plant.find_equipment(plant::EquipmentPath{path});
  if (equipment == nullptr) return std::nullopt;
  std::vector<std::uint32_t> found;
  add_tags_of(plant, *equipment, found);
  return found;
}

void add_operator_routes(http::Router& router, const Parts& parts, const std::shared_ptr<LiveHub>& hub) {
  add_plant_routes(router, parts);
  add_tag_routes(router, parts);
  add_history_routes(router, parts);
  add_history_care_routes(router, parts);
  add_alarm_routes(router, parts);
  add_command_routes(router, parts);
  add_authority_routes(router, parts);
  add_job_routes(router, parts);
  add_system_routes(router, parts);
  router.add_websocket({.method = http::Method::get,
                        .path = "/api/v1/live",
                        .summary = "Changes as they come: values, alarms, commands, authority",
                        .access = http::Access::signed_in()},
                       hub);
}

}  // namespace millwright::scada::api
