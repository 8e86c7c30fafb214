#pragma once
// Equipment types: what the entries under `types:` describe, and how one extends another.

#include "plant/draft.h"

namespace millwright::plant {

[[nodiscard]] CommandDraft read_command(const std::string& name, YamlReader map);
[[nodiscard]] TypeDraft read_type(const std::string& name, YamlReader map);

/// Puts the tags and commands of base types into those that extend them; a definition of the same name in the
/// extending type takes the place of the base's. Unknown and circular bases are faults.
void flatten_types(std::map<std::string, TypeDraft>& types);

/// Tags that overlap or reach beyond the block, set-points that name no tag of the type.
void check_type_draft(const TypeDraft& type);

}  // namespace millwright::plant
