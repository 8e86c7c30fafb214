#pragma once
// Lots and what became of them: mixer batch → pasteurized sublot → pallet. What was in the pasteurizer at a moment is
// found by its dwell: product that leaves at t entered at t - dwell. Windows come from counter readings by source
// time, so the same readings give the same lots in whatever order they arrive. Where no reading tells, the lot says so.
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

/// How well is known what a lot was made of.
enum class Tracing {
  untraced,  // lots of this kind are where tracing begins
  measured,  // the counters were seen to change at both ends
  presumed,  // the nearest that the counters tell; the lot's note says what was not seen
  unknown,   // nothing tells
};
BOOST_DESCRIBE_ENUM(Tracing, untraced, measured, presumed, unknown)

struct Lot {
  std::string id{};    // "line1-B1-0007": line, kind, run of the counter, number
  std::string kind{};  // batch, sublot, pallet
  std::string material{};
  std::optional<std::string> order{};
  double quantity = 0;
  std::string unit{};
  std::string status{};       // in_process; available: complete, and neither held nor rejected
  std::string disposition{};  // none, held, released, rejected
  std::optional<std::string> hold_reason{};
  std::optional<Timestamp> held_since{};  // pallets completed from then on inherit the hold
  Timestamp created{};
  std::optional<Timestamp> from{};  // batch: in the mixer; sublot: entering the pasteurizer; pallet: being filled
  std::optional<Timestamp> to{};
  contracts::EquipmentPath line{};
  std::int64_t run = 1;
  std::int64_t number = 0;
  std::optional<Timestamp> presumed_from{};  // sublot that was entering when first seen, at `from`: since when at most
  Tracing tracing = Tracing::untraced;
  std::string tracing_note{};  // what was not seen
  // Pallet, where the queue before it tells: when what is on it left the pasteurizer, and when it was printed.
  std::optional<Timestamp> left_from{}, left_to{};
  std::optional<Timestamp> printed_from{}, printed_to{};
};
BOOST_DESCRIBE_STRUCT(Lot, (),
                      (id, kind, material, order, quantity, unit, status, disposition, hold_reason, held_since, created,
                       from, to, line, run, number, presumed_from, tracing, tracing_note, left_from, left_to,
                       printed_from, printed_to))

/// So much of one lot went into another.
struct Link {
  std::string lot{};
  std::string parent{};
  double quantity = 0;  // of the parent, in `unit`; 0: it is not known how much
  std::string unit{};
};
BOOST_DESCRIBE_STRUCT(Link, (), (lot, parent, quantity, unit))

[[nodiscard]] const std::vector<store::Migration>& migrations();

/// A counter's reading, if it is one from which lots come.
void apply(Transaction& transaction, const MasterData& data, const contracts::CountEvent& event);
/// What was queued before a pallet, if these are samples of that.
void apply(Transaction& transaction, const MasterData& data, const contracts::SamplesEvent& event);
/// The batch of this number was entering the pasteurizer at this moment (from an event's context).
void note_entering(Transaction& transaction, const Line& line, std::int64_t number, Timestamp time);
/// Gives the lots made in them to orders whose runs have become known, or have ended, since it was last called.
void follow_runs(Transaction& transaction, const MasterData& data);

/// Lots that entered the pasteurizer in the window, those that may have included; on a line that has never reported
/// what enters, the batches of that time.
[[nodiscard]] std::vector<Lot> entered_in(store::Session& sql, const contracts::EquipmentPath& line,
                                          const Window& window);

[[nodiscard]] std::optional<Lot> find(store::Session& sql, const std::string& id);
[[nodiscard]] std::vector<std::string> parents_of(store::Session& sql, const std::string& id);
[[nodiscard]] std::vector<std::string> children_of(store::Session& sql, const std::string& id);
/// What went into a lot, and what a lot went into; by the other lot's id.
[[nodiscard]] std::vector<Link> inputs_of(store::Session& sql, const std::string& lot);
[[nodiscard]] std::vector<Link> outputs_of(store::Session& sql, const std::string& parent);
/// Writes a link, or another quantity of it.
void put_link(Transaction& transaction, const Link& link);

/// Why an order cannot be completed yet, in a sentence: lots of it are held. Empty: nothing stands against it.
[[nodiscard]] std::string against_completing(store::Session& sql, const std::string& order);

struct LotFilter {
  std::optional<std::string> status{}, order{}, disposition{}, material{};
};
/// Newest first, 1000 at most.
[[nodiscard]] std::vector<Lot> list(store::Session& sql, const LotFilter& filter);

}  // namespace millwright::mes::genealogy
