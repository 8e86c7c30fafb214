#pragma once
// The section `jobs` of a plant file: read with the rest, resolved once equipment, tags and commands are known.

#include "plant/draft.h"
#include "plant/resolve.h"

namespace millwright::plant {

void read_jobs(YamlReader map, PlantDraft& draft);
void resolve_jobs(PlantDraft& draft, const UnknownEquipment& unknown);

}  // namespace millwright::plant
