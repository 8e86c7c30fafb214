#pragma once
// Of a line: what is counted as lots, and of what material they are.

#include "mes/definitions/reading.h"

namespace millwright::mes {

/// Where materials are named before all of them are known.
class MaterialReferences {
 public:
  void add(YamlReader& in, const std::string& key, const std::string& id) {
    if (!id.empty()) named_.push_back({in.child(key), id});
  }
  void check(const MasterData& data) const {
    for (const auto& [place, id] : named_) known_material(place, data, id);
  }

 private:
  std::vector<std::pair<YamlReader, std::string>> named_;
};

[[nodiscard]] LotSources read_lot_sources(YamlReader& in, const Reading& reading, MaterialReferences& references);
/// The newest approved bill of a product names the sublots' material, and its bill that of the batches.
void name_intermediates(const MasterData& data, LotSources& out);

}  // namespace millwright::mes
