#pragma once
// The names that cross process borders. Paths are the OPC UA string node ids and the HTTP API's names alike:
// "line1/pasteurizer" (equipment), "line1/pasteurizer/temperature" (tag).

#include <string_view>

#include "lib/base/ids.h"

namespace millwright::contracts {

using EquipmentPath = Name<struct EquipmentPathKind>;
using TagPath = Name<struct TagPathKind>;
/// UUID; chosen by whoever asks, so that asking twice is asking once.
using CommandId = Name<struct CommandIdKind>;
using EventId = Name<struct EventIdKind>;

/// "line1/pasteurizer/temperature" → "line1/pasteurizer"; empty if there is no slash.
[[nodiscard]] inline EquipmentPath equipment_of(const TagPath& tag) {
  const auto slash = tag.str().rfind('/');
  return EquipmentPath{slash == std::string::npos ? std::string{} : tag.str().substr(0, slash)};
}
/// The last segment: "temperature".
[[nodiscard]] inline std::string_view leaf_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace millwright::contracts
