#pragma once
// The rows of genealogy, for its own files.

#include <string>

#include "mes/genealogy/genealogy.h"

namespace millwright::mes::genealogy {

/// "line1-B1-0007".
[[nodiscard]] std::string lot_id(const contracts::EquipmentPath& line, char kind, std::int64_t run,
                                 std::int64_t number);
void announce(Transaction& transaction, const Lot& lot, const std::string& reason);
/// Writes a lot's window; true if the lot was not known. A held or rejected lot is never available.
[[nodiscard]] bool put(Transaction& transaction, const Lot& lot);

/// Names the order that ran in the lot's window, and the material that it makes of such lots.
void give_to_order(Transaction& transaction, const Line& line, Lot& lot);

/// The batch of that number that was the newest at that moment; made if it is not known yet.
[[nodiscard]] std::string batch_of_number(Transaction& transaction, const Line& line, std::int64_t number,
                                          Timestamp time);
void place_batch(Transaction& transaction, const Line& line, std::int64_t reading, Timestamp time);
void place_pallets(Transaction& transaction, const Line& line, std::int64_t reading, Timestamp time);
/// Finds what a pallet is made of, and says what of it was not seen.
void trace(Transaction& transaction, const Line& line, const Lot& pallet);
/// … for the pallets anew whose content may have entered the pasteurizer since that moment.
void trace_pallets_since(Transaction& transaction, const Line& line, Timestamp entered);

}  // namespace millwright::mes::genealogy
