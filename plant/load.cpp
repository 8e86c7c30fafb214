#include "plant/model.h"
#include "plant/read_equipment.h"
#include "plant/read_history.h"
#include "plant/read_jobs.h"
#include "plant/read_plant.h"
#include "plant/read_type.h"
#include "plant/resolve.h"

namespace millwright::plant {

namespace {

void mark_stepped(Plant& plant) {
  for (auto& tag : plant.tags) tag.stepped = tag.type != ValueType::real;
  for (const auto& equipment : plant.equipment)
    for (const auto& command : equipment.commands)
      if (command.parameter && command.parameter->setpoint_tag)
        if (const auto number = plant.tag_number(*command.parameter->setpoint_tag)) plant.tags[*number].stepped = true;
}

}  // namespace

std::optional<Plant> load_plant(const std::filesystem::path& folder, Diagnostics& diagnostics) {
  const auto before = diagnostics.items().size();
  auto draft = read_plant(folder, diagnostics);
  check_history(draft);
  flatten_types(draft.types);
  for (const auto& [name, type] : draft.types) check_type_draft(type);
  resolve_levels(draft);
  const auto unknown = instantiate(draft);
  resolve_references(draft, unknown);
  resolve_jobs(draft, unknown);
  check_expressions(draft, unknown);
  if (diagnostics.items().size() > before) return std::nullopt;
  mark_stepped(draft.plant);
  return std::move(draft.plant);
}

}  // namespace millwright::plant
