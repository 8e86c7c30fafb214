#pragma once
// For tests: the example plant's master data, read once.

#include <stdexcept>

#include "mes/definitions/master_data.h"

namespace millwright::mes {

inline const MasterData& bottling() {
  static const MasterData kData = [] {
    Diagnostics diagnostics;
    auto data = load_master_data("plants/bottling/master_data.yaml", {}, diagnostics);
    if (!data) throw std::runtime_error(diagnostics.text());
    return *data;
  }();
  return kData;
}

}  // namespace millwright::mes
