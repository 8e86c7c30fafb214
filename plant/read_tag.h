#pragma once
// Tags as a type's `tags:` describes them.

#include "plant/draft.h"

namespace millwright::plant {

/// Reads one tag with its address and alarms and checks what can be checked without the rest of the plant.
[[nodiscard]] TagDraft read_tag(const std::string& name, YamlReader map);

}  // namespace millwright::plant
