#pragma once
// Every reason for which a command is not carried out, one function a reason, in the order in which they are asked.
// Nothing here writes; the world is handed in, so each row can be tested alone.

#include <functional>
#include <optional>
#include <string>

#include "plant/model.h"
#include "scada/control/controller.h"
#include "scada/control/rule_book.h"

namespace millwright::scada::control {

/// Why a command is not carried out: `state` is rejected or expired.
struct Refusal {
  contracts::CommandState state = contracts::CommandState::rejected;
  std::string reason;
  std::string detail;
};

/// What the checks look at.
struct World {
  const plant::Plant& plant;
  const tags::CurrentValues& values;
  const RuleBook& rules;
  CommandDevice& device;
  Timestamp now{};
  std::function<Authority(const contracts::EquipmentPath&)> authority;
  /// When a command of this kind was last accepted from above.
  std::function<std::optional<Timestamp>(const plant::CommandSpec&)> last_remote;
};

/// The clock offset beyond which deadlines and source times of above and below cannot be compared.
inline constexpr Duration kClockOffsetMax = 200ms;

/// The parameter as a number; 0 for a command without one. Only meaningful once check() has passed.
[[nodiscard]] double parameter_of(const plant::CommandSpec& spec, const contracts::Command& command);

/// Whether the command's parameters are those of `spec`, of the right type and in its range.
[[nodiscard]] std::optional<Refusal> check_parameter(const plant::CommandSpec& spec, const contracts::Command& command);

/// nullopt when the command may be carried out now. `waiting` is true for one that was accepted before and comes to
/// its turn: what only concerns the asking (how soon after the one before) is not asked again.
[[nodiscard]] std::optional<Refusal> check(const World& world, const contracts::Command& command, const Caller& caller,
                                           bool waiting);

}  // namespace millwright::scada::control
