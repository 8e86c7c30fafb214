#pragma once
// What passes the queue between the pasteurizer and a pallet. The master data names the counter of what leaves it and
// the tags that tell how many pieces are on it; so the way of a piece is as long as it was, also through a jam. What a
// pallet is told here stays with it when the readings are forgotten.

#include "mes/genealogy/genealogy.h"

namespace millwright::mes::genealogy {

inline constexpr Duration kPassingAge = 48h;

void note_leaving(Transaction& transaction, const MasterData& data, const contracts::CountEvent& event);
/// Writes when what is on the pallet left the pasteurizer and when it was printed; nothing where nothing tells.
void find_passing(store::Session& sql, const Line& line, Lot& pallet);
/// Tells it to pallets that were complete at that moment or later and could not be told before: what passed then has
/// been read since.
void find_late(Transaction& transaction, const MasterData& data, Timestamp read);
/// Forgets readings older than that.
void prune_passing(Transaction& transaction, Timestamp horizon);

}  // namespace millwright::mes::genealogy
