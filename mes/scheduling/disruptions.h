#pragma once
// What happened that the plan in force does not know: a unit that stands, an order that runs late or was not begun,
// material that will not be there. Pure; any thread.

#include <optional>

#include "mes/equipment/equipment.h"
#include "mes/scheduling/line_problem.h"
#include "mes/scheduling/replanning.h"

namespace millwright::mes::scheduling {

struct Disruption {
  EventKind kind{};  // what to plan anew for
  std::optional<contracts::EquipmentPath> equipment{};
  std::optional<std::string> order{};
  std::optional<std::string> material{};
  Timestamp since{};
  std::string text{};  // a sentence, times in UTC
};
BOOST_DESCRIBE_STRUCT(Disruption, (), (kind, equipment, order, material, since, text))

/// A unit stands when it is Aborted, Stopped or Held for more than a minute while its line has an order or should have
/// one, unless it is known to be down. An order is late when it will be through more than ten minutes after its planned
/// finish, or, once the others were planned anew, after the next one's beginning; or should have begun more than ten
/// minutes ago.
[[nodiscard]] std::vector<Disruption> disruptions(const MasterData& data, const Situation& situation,
                                                  const std::vector<equipment::Equipment>& units);

}  // namespace millwright::mes::scheduling
