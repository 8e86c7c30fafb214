// GET /api/v1/plant: what displays need to know of the plant before any value comes.
#include "scada/api/operator_api.h"

namespace millwright::scada::api {
namespace {

struct RangeView {
  double low = 0;
  double high = 0;
};
BOOST_DESCRIBE_STRUCT(RangeView, (), (low, high))

struct LimitView {
  std::string name;
  double value = 0;
  std::int32_t priority = 0;
};
BOOST_DESCRIBE_STRUCT(LimitView, (), (name, value, priority))

struct TagDescription {
  std::string path, name, description, type, unit;
  std::int32_t decimals = 0;
  std::optional<RangeView> range, normal;
  std::map<std::string, std::string> states;
  std::vector<LimitView> limits;
};
BOOST_DESCRIBE_STRUCT(TagDescription, (),
                      (path, name, description, type, unit, decimals, range, normal, states, limits))

struct ParameterDescription {
  std::string name, type, unit;
  std::optional<RangeView> range;
  std::optional<std::string> setpoint_tag;
};
BOOST_DESCRIBE_STRUCT(ParameterDescription, (), (name, type, unit, range, setpoint_tag))

struct CommandDescription {
  std::string name, description;
  std::optional<ParameterDescription> parameter;
  std::vector<std::string> roles;
};
BOOST_DESCRIBE_STRUCT(CommandDescription, (), (name, description, parameter, roles))

struct EquipmentDescription {
  std::string path, name, description, level, type;
  std::optional<std::string> parent;
  std::vector<std::string> children;
  std::vector<TagDescription> tags;
  std::vector<CommandDescription> commands;
};
BOOST_DESCRIBE_STRUCT(EquipmentDescription, (),
                      (path, name, description, level, type, parent, children, tags, commands))

struct PlantDescription {
  std::string name, description;
  std::vector<EquipmentDescription> equipment;
};
BOOST_DESCRIBE_STRUCT(PlantDescription, (), (name, description, equipment))

std::string_view type_name(plant::ValueType type) {
  switch (type) {
    case plant::ValueType::boolean:
      return "boolean";
    case plant::ValueType::integer:
      return "integer";
    case plant::ValueType::real:
      return "real";
    case plant::ValueType::text:
      break;
  }
  return "text";
}

std::string_view level_name(plant::Level level) {
  switch (level) {
    case plant::Level::enterprise:
      return "enterprise";
    case plant::Level::site:
      return "site";
    case plant::Level::area:
      return "area";
    case plant::Level::work_center:
      return "work_center";
    case plant::Level::work_unit:
      return "work_unit";
    case plant::Level::equipment_module:
      break;
  }
  return "equipment_module";
}

std::optional<RangeView> view(const std::optional<plant::Range>& range) {
  if (!range) return std::nullopt;
  return RangeView{range->low, range->high};
}

TagDescription view(const plant::Tag& tag) {
  TagDescription out{tag.path.str(),
                     tag.name,
                     tag.description,
                     std::string(type_name(tag.type)),
                     tag.unit.symbol,
                     tag.decimals,
                     view(tag.range),
                     view(tag.normal),
                     {},
                     {}};
  for (const auto& [number, name] : tag.states) out.states.emplace(std::to_string(number), name);
  for (const auto& limit : tag.limits)
    out.limits.push_back({std::string(plant::to_string(limit.kind)), limit.value, limit.priority});
  return out;
}

CommandDescription view(const plant::CommandSpec& command) {
  CommandDescription out{command.name, command.description, std::nullopt, {command.roles.begin(), command.roles.end()}};
  if (const auto& parameter = command.parameter) {
    out.parameter = {parameter->name, std::string(type_name(parameter->type)), parameter->unit.symbol,
                     view(parameter->range), std::nullopt};
    if (parameter->setpoint_tag) out.parameter->setpoint_tag = parameter->setpoint_tag->str();
  }
  return out;
}

EquipmentDescription view(const plant::Plant& plant, const plant::Equipment& equipment) {
  EquipmentDescription out{equipment.path.str(),
                           equipment.name,
                           equipment.description,
                           std::string(level_name(equipment.level)),
                           equipment.type,
                           std::nullopt,
                           {},
                           {},
                           {}};
  if (equipment.parent) out.parent = equipment.parent->str();
  for (const auto& child : equipment.children) out.children.push_back(child.str());
  for (const auto& path : equipment.tags)
    if (const auto* tag = plant.find_tag(path)) out.tags.push_back(view(*tag));
  for (const auto& command : equipment.commands) out.commands.push_back(view(command));
  return out;
}

}  // namespace

void add_plant_routes(http::Router& router, const Parts& parts) {
  PlantDescription description{parts.plant.name, parts.plant.description, {}};
  for (const auto& equipment : parts.plant.equipment) description.equipment.push_back(view(parts.plant, equipment));
  router.add<http::Nothing, PlantDescription>(
      {.method = http::Method::get,
       .path = "/api/v1/plant",
       .summary = "Equipment, tags and commands of the plant, in the order of flow",
       .access = http::Access::signed_in()},
      [description = std::move(description)](const http::Call&) -> http::HttpResult<PlantDescription> {
        return description;
      });
}

}  // namespace millwright::scada::api
