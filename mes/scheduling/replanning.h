#pragma once
// Planning anew when something happened: what runs or is frozen stays, what became impossible finds another place, and
// as little as possible of all else moves. Reading and planning stand apart from keeping, as with plan().

#include <optional>

#include "mes/scheduling/line_problem.h"

namespace millwright::mes::scheduling {

enum class EventKind {
  unit_down,         ///< `equipment` cannot work from `from` (now) to `to` (nobody knows); its line stands
  order_late,        ///< `order` can begin at `earliest` only; one on the line takes longer, as its counts tell
  material_changed,  ///< stock or arrivals of `material` changed; with `from`, none of it is there before
};
BOOST_DESCRIBE_ENUM(EventKind, unit_down, order_late, material_changed)

struct Event {
  EventKind event{};
  std::optional<contracts::EquipmentPath> equipment{};
  std::optional<Timestamp> from{};
  std::optional<Timestamp> to{};
  std::optional<std::string> order{};
  std::optional<Timestamp> earliest{};
  std::optional<std::string> material{};
  std::optional<std::string> why{};
  std::optional<bool> keep{};  // puts what comes out in force; otherwise it is only shown
};
BOOST_DESCRIBE_STRUCT(Event, (), (event, equipment, from, to, order, earliest, material, why, keep))

struct Replan {
  std::vector<Planned> plan{};
  std::vector<std::string> disturbed{};  // orders whose old place the event, or the time that passed, made impossible
  std::vector<Moved> moved{};            // every order that begins at another time than before
};

/// The situation as it is after the event; fails with a sentence where the event makes no sense.
[[nodiscard]] MesResult<Situation> after(const MasterData& data, Situation situation, const Event& event);

/// The plan of `changed` (as after() gives it) that is next to the plan in force, as found until `patience` is over.
[[nodiscard]] MesResult<Replan> replan(const MasterData& data, const Situation& changed, const Clock& clock,
                                       Duration patience);

/// Keeps what the event says, so that later plans respect it: the closed time, or the order's earliest beginning.
MesResult<void> remember(Transaction& transaction, const Event& event, const std::string& by);

}  // namespace millwright::mes::scheduling
