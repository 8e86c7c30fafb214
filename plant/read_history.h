#pragma once
// The `history` section of a plant and the `history` field of a tag.

#include "plant/draft.h"

namespace millwright::plant {

/// Of plant.yaml; without it everything is kept for ever.
HistorySettings read_history_settings(YamlReader map);

/// Of a tag: `false` keeps nothing. The class it names is appended to `class_at`, to be looked up by check_history.
TagHistory read_tag_history(YamlReader& tag, ValueType type, std::vector<Located>& class_at);

/// Every class that a tag names is there.
void check_history(const PlantDraft& draft);

}  // namespace millwright::plant
