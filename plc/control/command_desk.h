#pragma once
// Takes command blocks to the line: once for each id, never late, and with an echo that says what became of it.

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "lib/base/time.h"
#include "plc/physics/line.h"
#include "plc/registers/command_block.h"

namespace millwright::plc {

enum class EchoResult : std::uint16_t { none = 0, taken = 1, refused = 2 };
enum class EchoReason : std::uint16_t { none = 0, expired = 1, unknown_command = 2, not_allowed = 3, not_a_number = 4 };

/// What a unit says about the last command that it looked at.
struct Echo {
  CommandId id{};
  EchoResult result = EchoResult::none;
  EchoReason reason = EchoReason::none;
  Timestamp time{};
};

/// Owned by the controller, used on its thread.
class CommandDesk {
 public:
  /// So many answered ids each unit remembers: an older block written again does nothing.
  static constexpr std::size_t kIdsRemembered = 32;

  /// False while the unit still holds a block with another id that run() has not looked at.
  bool put(Unit unit, const CommandBlock& block);

  /// Looks at every block that was put; true for each unit that answered one.
  std::array<bool, kUnitCount> run(Line& line, Timestamp now);

  [[nodiscard]] const Echo& echo(Unit unit) const { return at(unit).echo; }

  void set_local(Unit unit, bool local) { desks_[index(unit)].local = local; }
  [[nodiscard]] bool local(Unit unit) const { return at(unit).local; }

 private:
  struct UnitDesk {
    std::optional<CommandBlock> waiting;
    std::deque<CommandId> answered;
    Echo echo;
    bool local = false;
  };
  static constexpr std::size_t index(Unit unit) { return static_cast<std::size_t>(unit); }
  [[nodiscard]] const UnitDesk& at(Unit unit) const { return desks_[index(unit)]; }
  [[nodiscard]] EchoReason act(Line& line, Unit unit, const CommandBlock& block, Timestamp now) const;
  /// On Unit::line: every machine in the order of the flow that is not in local; taken if any took it.
  [[nodiscard]] EchoReason operate(Line& line, Unit unit, bool (Line::*operation)(Unit)) const;

  std::array<UnitDesk, kUnitCount> desks_;
};

}  // namespace millwright::plc
