#pragma once
// Where a lot was, and when: the one rule by which windows are shifted along a line. Product on a pallet at t left the
// pasteurizer a transit before, or when the queue on the conveyors tells, and entered it a dwell before that. Pure;
// times are source times.

#include <string>
#include <vector>

#include "mes/genealogy/genealogy.h"

namespace millwright::mes::genealogy {

/// A lot, or a part of it, was in a unit.
struct Stay {
  std::string equipment;
  Timestamp from{};
  std::optional<Timestamp> to;  // absent: it is there still
};
BOOST_DESCRIBE_STRUCT(Stay, (), (equipment, from, to))

/// When what a pallet took left the pasteurizer: as the queue tells, else the nominal transit before.
[[nodiscard]] Window left_for(const Line& line, const Lot& pallet);
/// When what a pallet took entered the pasteurizer, and when it was inside.
[[nodiscard]] Window entered_for(const Line& line, const Lot& pallet);
[[nodiscard]] Window inside_for(const Line& line, const Lot& pallet, Duration dwell);
/// When what a pallet took was between the pasteurizer and the pallet.
[[nodiscard]] Window packed_for(const Line& line, const Lot& pallet);

/// Every stay that the counters tell of, in the order of flow.
[[nodiscard]] std::vector<Stay> stays_of(const MasterData& data, const Lot& lot);

/// Where along a line a unit stands.
enum class Stage { mixing, pasteurizing, packing, palletizing };
/// Those of a unit; all of them for the line itself, none for what no lot is known to pass.
[[nodiscard]] std::vector<Stage> stages_of(const MasterData& data, const contracts::EquipmentPath& equipment);
/// False where the routing of the lot's material leaves the unit out.
[[nodiscard]] bool passes(const MasterData& data, const Lot& lot, const contracts::EquipmentPath& equipment);

}  // namespace millwright::mes::genealogy
