#pragma once
// The equipment hierarchy, as `equipment:` describes it.

#include "plant/draft.h"

namespace millwright::plant {

/// Adds what `map` describes to `draft.equipment`, parents before children, in the order of the file.
void read_equipment(YamlReader map, PlantDraft& draft);

/// Gives every equipment its ISA-95 level, its own or its type's. Once all files are read: types may stand later.
void resolve_levels(PlantDraft& draft);

}  // namespace millwright::plant
