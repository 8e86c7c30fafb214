#pragma once
// How a line takes job orders: what its pieces are counted by, what starts and stops it, and what a job may set. A line
// without such a section takes none. Format: docs/formats/plant_files.md, "jobs".

#include <optional>
#include <string>
#include <vector>

#include "lib/contracts/names.h"

namespace millwright::plant {

/// A parameter that a job order may name, and the command that puts it into force. What the plant file lists here is
/// permitted to a job's recipe, and nothing else; the command's own range and interlocks hold as ever.
struct JobParameter {
  std::string name;  // "pasteurizer_temperature"
  contracts::EquipmentPath equipment;
  std::string command;          // "set_temperature"
  contracts::TagPath readback;  // the command's set-point tag: what is in force
};

struct JobSettings {
  contracts::EquipmentPath equipment;
  contracts::TagPath good;                  // counts the pieces that are the job's quantity
  std::optional<contracts::TagPath> scrap;  // counts those that are not
  /// More than the line can make: what a counter gains beyond it is no production. Nothing: any step is believed.
  std::optional<double> rate_max_per_min;
  bool end_at_quantity = true;  // false: a job runs until it is stopped
  std::string start;            // commands of the line; empty: a job leaves the line as it is
  std::string stop;
  bool stop_at_end = false;  // stop the line when a job has ended and none waits
  int orders_max = 100;      // that the receiver keeps, of all states
  std::vector<JobParameter> parameters;
  [[nodiscard]] const JobParameter* parameter(std::string_view name) const {
    for (const auto& p : parameters)
      if (p.name == name) return &p;
    return nullptr;
  }
};

}  // namespace millwright::plant
