#pragma once
// plant.yaml and the files it includes, as drafts.

#include <filesystem>

#include "plant/draft.h"

namespace millwright::plant {

[[nodiscard]] PlantDraft read_plant(const std::filesystem::path& folder, Diagnostics& diagnostics);

}  // namespace millwright::plant
