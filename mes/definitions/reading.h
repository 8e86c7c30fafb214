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

  /// All sections of definitions of the file, or of an addition to it.
  void definitions(YamlReader& file, MasterData& data, const Addition* addition = nullptr);

 private:
  // In the order in which they lean on each other.
  void materials(YamlReader& file, MasterData& data);
  void bills(YamlReader& file, MasterData& data);
  void equipment_classes(YamlReader& file, MasterData& data);
  void routings(YamlReader& file, MasterData& data) const;
  void setup_matrices(YamlReader& file, MasterData& data) const;
  void calendars(YamlReader& file, MasterData& data) const;

  void version(YamlReader& in, Version& out) const;
  /// Versions that are still in effect when that of an addition begins end there.
  template <class Definition, class Same>
  void end_those_before(std::vector<Definition>& all, const Definition& next, const Same& same) const {
    if (addition_ == nullptr) return;
    for (auto& one : all)
      if (same(one) && one.overlaps(next) && (!one.effective_from || *one.effective_from < *next.effective_from))
        one.effective_to = next.effective_from;
  }
  /// What has no versions is replaced by an addition.
  template <class Definition>
  void make_room(std::vector<Definition>& all, const std::string& id) const {
    if (addition_ != nullptr) std::erase_if(all, [&](const Definition& one) { return one.id == id; });
  }

  /// An addition puts a definition in the place of its namesake; faulty where what leans on it would not hold.
  void replace(YamlReader& place, MasterData& data, Material& known, Material next);
  void replace(YamlReader& place, EquipmentClass& known, EquipmentClass next);
  /// Asked when an addition is read to its end: what it takes away may not be needed any more.
  void changeovers_still_fit(const MasterData& data);
  void routings_still_fit(const MasterData& data);

  const std::set<std::string>& equipment_;
  const Addition* addition_ = nullptr;                           // that is being read
  std::vector<std::pair<YamlReader, std::size_t>> short_bills_;  // in materials, with the material's place
  // By the addition that is being read, with what was there before.
  std::vector<std::pair<YamlReader, Material>> replaced_materials_;
  std::vector<std::pair<YamlReader, EquipmentClass>> replaced_classes_;
};

/// A field that must be there and be a map.
[[nodiscard]] std::optional<YamlReader> required_map(YamlReader& in, const std::string& key);
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
/// The material must be one of the file.
void known_material(const YamlReader& place, const MasterData& data, const std::string& id);

}  // namespace millwright::mes
