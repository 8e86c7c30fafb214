#pragma once
// Lots and what became of them: mixer batch → pasteurized sublot → pallet. What was in the pasteurizer at a moment is
// found by its dwell: product that leaves at t entered at t - dwell. Windows come from counter readings by source
// time, so the same readings give the same lots in whatever order they arrive.
// Functions run inside the caller's transaction, on the caller's thread.

#include <string>
#include <vector>

#include "lib/contracts/events.h"
#include "mes/definitions/master_data.h"
#include "mes/records/rows.h"
#include "mes/records/writer.h"

namespace millwright::mes::genealogy {

/// A stretch of source time.
struct Window {
  Timestamp from{};
  Timestamp to{};
};

struct Lot {
  std::string id{};    // "line1-B1-0007": line, kind, run of the counter, number
  std::string kind{};  // batch, sublot, pallet
  std::string material{};
  std::optional<std::string> order{};
  double quantity = 0;
  std::string unit{};
  std::string status{};       // in_process, available
  std::string disposition{};  // none, held, released, rejected
  std::optional<std::string> hold_reason{};
  std::optional<Timestamp> held_since{};  // pallets completed from then on inherit the hold
  Timestamp created{};
  std::optional<Timestamp> from{};  // batch: in the mixer; sublot: entering the pasteurizer; pallet: being filled
  std::optional<Timestamp> to{};
  contracts::EquipmentPath line{};
  std::int64_t run = 1;
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Lot, (),
                      (id, kind, material, order, quantity, unit, status, disposition, hold_reason, held_since, created,
                       from, to, line, run, number))

[[nodiscard]] const std::vector<store::Migration>& migrations();

/// A counter's reading, if it is one from which lots come.
void apply(Transaction& transaction, const MasterData& data, const contracts::CountEvent& event);
/// The batch of this number was entering the pasteurizer at this moment (from an event's context).
void note_entering(Transaction& transaction, const Line& line, std::int64_t number, Timestamp time);

/// Lots that entered the pasteurizer in the window: sublots; batches where the entering is not reported.
[[nodiscard]] std::vector<std::string> entered_in(store::Session& sql, const contracts::EquipmentPath& line,
                                                  const Window& window);

/// Holds a lot and the pallets made of it that were completed since. A lot that is rejected stays so.
MesResult<Lot> hold(Transaction& transaction, const std::string& id, const std::string& reason, Timestamp since);
/// Quality's decision on a held lot; nothing else lifts a hold.
MesResult<Lot> dispose(Transaction& transaction, const std::string& id, bool release, const std::string& reason);

[[nodiscard]] std::optional<Lot> find(store::Session& sql, const std::string& id);
[[nodiscard]] std::vector<std::string> parents_of(store::Session& sql, const std::string& id);
[[nodiscard]] std::vector<std::string> children_of(store::Session& sql, const std::string& id);

struct LotFilter {
  std::optional<std::string> status, order, disposition;
};
/// Newest first, 1000 at most.
[[nodiscard]] std::vector<Lot> list(store::Session& sql, const LotFilter& filter);

}  // namespace millwright::mes::genealogy
