#pragma once
// From drafts to the plant: types are instantiated, names looked up, and what only the whole can tell is checked.

#include <set>

#include "plant/draft.h"

namespace millwright::plant {

/// Equipment whose type could not be found: what is said about its tags and commands is not a second fault.
using UnknownEquipment = std::set<EquipmentPath>;

/// Fills `draft.plant` with equipment, tags and commands.
UnknownEquipment instantiate(PlantDraft& draft);

/// Rules, remote permissions and what is forwarded.
void resolve_references(PlantDraft& draft, const UnknownEquipment& unknown);

/// Interlocks and confirmations, seen from every instance; each expression's fault is reported once.
void check_expressions(const PlantDraft& draft, const UnknownEquipment& unknown);

/// True if `path` is one of `unknown` or lies below one.
[[nodiscard]] bool lies_in(const UnknownEquipment& unknown, std::string_view path);

}  // namespace millwright::plant
