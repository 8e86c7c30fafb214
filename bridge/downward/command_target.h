#pragma once
// SCADA's command methods as the bridge sees them. Implemented over OPC UA by OpcuaTarget; by a fake in tests.

#include <optional>

#include "lib/base/result.h"
#include "lib/contracts/events.h"

namespace millwright::bridge::downward {

enum class TargetError {
  unreachable,  // certainly not asked
  unanswered,   // asked, perhaps heard
};

class CommandTarget {
 public:
  virtual ~CommandTarget() = default;
  /// Connects if need be. False while SCADA cannot be reached.
  virtual bool ready() = 0;
  /// SCADA's clock minus ours; nullopt while unknown.
  [[nodiscard]] virtual std::optional<Duration> clock_offset() = 0;
  /// `accepted`, or final at once.
  virtual Result<contracts::CommandResult, TargetError> ask(const contracts::Command& command) = 0;
  /// What became of a command asked before; nullopt if SCADA never heard of it.
  virtual Result<std::optional<contracts::CommandResult>, TargetError> find(const contracts::Command& command) = 0;
};

}  // namespace millwright::bridge::downward
