// How the palletizer's readings become pallets.

#include "lib/base/log.h"
#include "mes/genealogy/counting.h"
#include "mes/genealogy/passing.h"

namespace millwright::mes::genealogy {
namespace {

// A counter that jumps further than this was not counting pallets.
constexpr std::int64_t kPalletsAtOnceMax = 1000;

// A pallet is being filled since the one before it was complete. A counter that began anew at zero did so during that.
Timestamp filling_began(store::Session& sql, const std::string& key, const Reading& before) {
  if (before.reading > 0) return before.time;
  const auto complete = query_one<Timestamp>(
      sql,
      "select \"time\" from mes_lot_reading where counter = :counter and \"time\" < :moment order by \"time\" desc "
      "limit 1",
      key, before.time);
  return complete.value_or(before.time);
}

void put_pallets(Transaction& transaction, const Line& line, const Reading& before, const Reading& later) {
  const std::int64_t first = later.run == before.run ? before.reading + 1 : 1;
  if (later.reading - first >= kPalletsAtOnceMax) {
    Logger("genealogy")
        .warning("{} went from {} to {} at once: no pallets are made of that", line.lots.pallet.key(), before.reading,
                 later.reading);
    return;
  }
  const auto began = filling_began(transaction.sql, line.lots.pallet.key(), before);
  std::vector<Lot> made_now, known;
  for (std::int64_t number = first; number <= later.reading; ++number) {
    Lot lot = new_lot(transaction, line, 'P', "pallet", later.run, number);
    lot.quantity = static_cast<double>(line.lots.pallet_pieces);
    set_window(transaction, line, lot, began, later.time);
    find_passing(transaction.sql, line, lot);
    (put(transaction, lot) ? made_now : known).push_back(std::move(lot));
  }
  for (const auto& lot : known) trace(transaction, line, lot);
  for (const auto& lot : made_now) {
    trace(transaction, line, lot);
    if (const auto traced = find(transaction.sql, lot.id); traced && traced->disposition == "none")
      announce(transaction, *traced, "made");
  }
}

}  // namespace

void place_pallets(Transaction& transaction, const Line& line, std::int64_t reading, Timestamp time) {
  const auto key = line.lots.pallet.key();
  const auto placed = keep_reading(transaction.sql, key, reading, time);
  if (!placed) return;
  if (placed->before) put_pallets(transaction, line, *placed->before, placed->reading);
  if (!placed->later) return;
  put_pallets(transaction, line, placed->reading, *placed->later);
  // What is known of the pallet after that may hang on this reading too.
  if (const auto next = reading_after(transaction.sql, key, placed->later->time))
    put_pallets(transaction, line, *placed->later, *next);
}

}  // namespace millwright::mes::genealogy
