#pragma once
// What was made of what was in a unit in a stretch of time: the question that a deviation asks for itself, asked by a
// person. The lots that were in the unit then, and all that was made of them; of a sublot that was inside for a part of
// its time, only the pallets of that part. (A hold goes farther: it keeps back every pallet of a held sublot that was
// completed since.) What is found is found moment by moment: a window cut in two finds what its parts find.
// On the caller's session.

#include <vector>

#include "mes/genealogy/trace_query.h"
#include "mes/genealogy/whereabouts.h"

namespace millwright::mes::genealogy {

/// A stretch of source time, both ends included, and how long product stays in the pasteurizer then.
struct Stretch {
  Window window{};
  Duration dwell{};
};

/// In the order of flow, then of time; `level` counts from what was in the unit. MesError::not_found: no lot is known
/// to pass that equipment; invalid: more than kTracedMost lots.
[[nodiscard]] MesResult<std::vector<TracedLot>> made_of_what_was_in(store::Session& sql, const MasterData& data,
                                                                    const contracts::EquipmentPath& equipment,
                                                                    const std::vector<Stretch>& stretches);

}  // namespace millwright::mes::genealogy
