#include "plant/outline.h"

#include <fmt/format.h>

#include "plant/fields.h"
#include "plant/read_plant.h"

namespace millwright::plant {

Outline outline_of(const std::filesystem::path& folder, Diagnostics& diagnostics) {
  Diagnostics told_by_load_plant;
  Outline outline;
  auto draft = read_plant(folder, told_by_load_plant);
  for (const auto& unit : draft.equipment) outline.equipment.push_back(unit.equipment.path);
  if (draft.master_data.empty()) return outline;
  const auto& [file, at] = draft.master_data.front();
  if (is_file(folder / file)) {
    outline.master_data = folder / file;
  } else {
    diagnostics.add(at.file(), at.line(), fmt::format("file '{}' does not exist", file));
  }
  return outline;
}

}  // namespace millwright::plant
