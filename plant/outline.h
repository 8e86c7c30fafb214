#pragma once
// What can be said of a plant folder even if it has faults: for `millwright check`, which goes on to the files that
// belong to others.

#include <filesystem>
#include <optional>
#include <vector>

#include "plant/model.h"

namespace millwright::plant {

struct Outline {
  std::vector<EquipmentPath> equipment;
  /// The MES's file, if plant.yaml names one.
  std::filesystem::path master_data;
};

/// Reads the folder once more and leaves its faults to load_plant(); adds one if the master data file is not there.
[[nodiscard]] Outline outline_of(const std::filesystem::path& folder, Diagnostics& diagnostics);

}  // namespace millwright::plant
