#pragma once
// What the readers of the master data file share. Every fault is reported where it stands; reading goes on.

#include <set>
#include <string>
#include <vector>

#include "lib/base/yaml.h"
#include "mes/definitions/master_data.h"

namespace millwright::mes {

/// Lives while one file is read. `equipment`: the plant's paths; empty when they are not known.
class Reading {
 public:
  explicit Reading(const std::set<std::string>& equipment) : equipment_(equipment) {}

  void equipment(const YamlReader& place, const std::string& path) const;
  [[nodiscard]] contracts::EquipmentPath equipment(YamlReader& in, const std::string& key) const;
  /// A list of paths.
  [[nodiscard]] std::vector<contracts::EquipmentPath> equipment_list(YamlReader in) const;

  /// The sections of definitions, in the order in which they lean on each other.
  void materials(YamlReader& file, MasterData& data);
  void bills(YamlReader& file, MasterData& data);
  void equipment_classes(YamlReader& file, MasterData& data) const;
  void routings(YamlReader& file, MasterData& data) const;
  void setup_matrices(YamlReader& file, MasterData& data) const;
  void calendars(YamlReader& file, MasterData& data) const;

 private:
  const std::set<std::string>& equipment_;
  std::vector<std::pair<YamlReader, std::size_t>> short_bills_;  // in materials, with the material's place
};

/// Must be a number above zero, where it is there.
void positive(YamlReader& in, const std::string& key, double value);
/// 0 to 100, and below 100 where the rest must be something.
[[nodiscard]] double percent_or(YamlReader& in, const std::string& key, double fallback, bool below_100 = false);
/// A code of UNECE Rec 20; `fallback` where it is not there and there is one.
[[nodiscard]] std::string unit_code(YamlReader& in, const std::string& key);
/// "2026-12-24" (its beginning in UTC) or RFC 3339.
[[nodiscard]] std::optional<Timestamp> moment(YamlReader in);
/// "2026-12-24".
[[nodiscard]] std::optional<std::chrono::year_month_day> date(const YamlReader& in);
void version(YamlReader& in, Version& out);
/// The material must be one of the file.
void known_material(const YamlReader& place, const MasterData& data, const std::string& id);

}  // namespace millwright::mes
