#include "plant/read_jobs.h"

#include <algorithm>

#include "plant/fields.h"

namespace millwright::plant {
namespace {

std::vector<Located> read_text(YamlReader& map, const std::string& key) {
  const auto at = map.child(key);
  if (auto text = at.as_string()) return {{std::move(*text), at}};
  return {};
}

JobsDraft read_line(const std::string& path, YamlReader& map) {
  JobsDraft draft{{}, map, {}, {}, {}, {}, {}};
  draft.settings.equipment = EquipmentPath{path};
  if (!map.is_map()) {
    map.fault(fmt::format("expected a map: what counts the jobs of '{}'", path));
    return draft;
  }
  const auto good_at = map.required("good");
  if (auto text = good_at.as_string()) draft.good.push_back({std::move(*text), good_at});
  draft.scrap = read_text(map, "scrap");
  const auto rate_at = map.child("rate_max_per_min");
  draft.settings.rate_max_per_min = rate_at.as_double();
  if (draft.settings.rate_max_per_min && *draft.settings.rate_max_per_min <= 0)
    rate_at.fault("rate_max_per_min is above 0");
  draft.settings.end_at_quantity = map.boolean_or("end_at_quantity", true);
  draft.settings.stop_at_end = map.boolean_or("stop_at_end", false);
  draft.start = read_text(map, "start");
  draft.stop = read_text(map, "stop");
  const auto max_at = map.child("orders_max");
  const auto orders_max = max_at.as_int().value_or(draft.settings.orders_max);
  if (orders_max < 1 || orders_max > 10'000) max_at.fault("orders_max is 1 to 10000");
  draft.settings.orders_max = static_cast<int>(std::clamp<std::int64_t>(orders_max, 1, 10'000));
  auto parameters = map.child("parameters");
  for (auto& [name, at] : unique_entries(parameters)) {
    check_name(at, "a parameter of a job", name);
    if (auto command = at.as_string()) draft.parameters.push_back({name, {std::move(*command), at}});
  }
  finish_map(map);
  return draft;
}

/// A counter: a whole number as the device counts it.
std::optional<TagPath> counter_at(const Plant& plant, const UnknownEquipment& unknown, const Located& place) {
  const auto* tag = plant.find_tag(TagPath(place.text));
  if (tag == nullptr) {
    if (!lies_in(unknown, place.text)) place.at.fault(fmt::format("unknown tag '{}'", place.text));
    return std::nullopt;
  }
  if (tag->type != ValueType::integer || tag->scale != 1 || tag->offset != 0)
    place.at.fault(fmt::format("'{}' is no integer as the device counts it, so no counter", place.text));
  return tag->path;
}

std::string line_command(const Plant& plant, const JobSettings& settings, const std::vector<Located>& named) {
  if (named.empty()) return "";
  const auto& [name, at] = named.front();
  const auto* command = plant.find_command(settings.equipment, name);
  if (command == nullptr)
    at.fault(fmt::format("{} has no command '{}'", settings.equipment.str(), name));
  else if (command->parameter)
    at.fault(fmt::format("'{}' has a parameter: a job could not give it", name));
  return name;
}

void resolve_parameter(const JobsDraft::Parameter& draft, JobSettings& settings, const Plant& plant,
                       const UnknownEquipment& unknown) {
  const auto& [path, at] = draft.command;
  const auto unit = contracts::equipment_of(TagPath(path));
  if (lies_in(unknown, unit.str())) return;
  const auto* command = plant.find_command(unit, contracts::leaf_of(path));
  if (command == nullptr) {
    at.fault(fmt::format("unknown command '{}'", path));
    return;
  }
  const auto line = settings.equipment.str();
  if (unit != settings.equipment && !unit.str().starts_with(line + "/"))
    at.fault(fmt::format("'{}' is no part of {}", unit.str(), line));
  if (!command->parameter || !command->parameter->setpoint_tag) {
    at.fault(fmt::format("'{}' has no parameter with a setpoint: what is in force could not be read back", path));
    return;
  }
  settings.parameters.push_back({draft.name, unit, command->name, *command->parameter->setpoint_tag});
}

}  // namespace

void read_jobs(YamlReader map, PlantDraft& draft) {
  for (auto& [path, at] : unique_entries(map)) draft.jobs.push_back(read_line(path, at));
}

void resolve_jobs(PlantDraft& draft, const UnknownEquipment& unknown) {
  auto& plant = draft.plant;
  for (auto& line : draft.jobs) {
    auto settings = line.settings;
    if (lies_in(unknown, settings.equipment.str())) continue;
    if (plant.find_equipment(settings.equipment) == nullptr) {
      line.at.fault(fmt::format("unknown equipment '{}'", settings.equipment.str()));
      continue;
    }
    if (!line.good.empty())
      if (const auto tag = counter_at(plant, unknown, line.good.front())) settings.good = *tag;
    if (!line.scrap.empty()) settings.scrap = counter_at(plant, unknown, line.scrap.front());
    settings.start = line_command(plant, settings, line.start);
    settings.stop = line_command(plant, settings, line.stop);
    if (settings.stop_at_end && settings.stop.empty()) line.at.fault("stop_at_end needs the line's stop command");
    for (const auto& parameter : line.parameters) resolve_parameter(parameter, settings, plant, unknown);
    plant.jobs.push_back(std::move(settings));
  }
}

}  // namespace millwright::plant
