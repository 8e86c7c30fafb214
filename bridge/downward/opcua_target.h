#pragma once
// SCADA's command methods over an OPC UA session of its own, so that a command never waits behind values.

#include <memory>

#include "bridge/downward/command_target.h"
#include "lib/base/log.h"
#include "lib/opcua/client.h"
#include "plant/model.h"

namespace millwright::bridge::downward {

class OpcuaTarget final : public CommandTarget {
 public:
  OpcuaTarget(const plant::Plant& plant, opcua::ClientOptions options, const Clock& clock)
      : plant_(plant), options_(std::move(options)), clock_(clock) {}

  bool ready() override;
  std::optional<Duration> clock_offset() override;
  Result<contracts::CommandResult, TargetError> ask(const contracts::Command& command) override;
  Result<std::optional<contracts::CommandResult>, TargetError> find(const contracts::Command& command) override;

  /// Keeps the session alive while there is nothing to ask.
  void idle();

 private:
  static constexpr Duration kOffsetEvery = 5s;
  static constexpr Duration kConnectBackoffMin = 200ms;
  static constexpr Duration kConnectBackoffMax = 3s;

  template <class T>
  Result<T, opcua::ClientError> kept(Result<T, opcua::ClientError> result);
  void measure_offset();
  Result<contracts::CommandResult, TargetError> ask_job(const contracts::Command& command);
  /// The job's state as the line knows it; "Absent" where it does not.
  Result<std::string, TargetError> job_state(const contracts::Command& command);

  const Logger log_{"commands"};
  const plant::Plant& plant_;
  const opcua::ClientOptions options_;
  const Clock& clock_;
  std::unique_ptr<opcua::Client> client_;
  MonotonicTime connect_after_{};
  Duration connect_backoff_{};
  std::optional<Duration> offset_;
  MonotonicTime measured_at_{};
};

/// The `_if` method's condition argument: "line1/pasteurizer/temperature;high;violated".
[[nodiscard]] std::string condition_text(const std::optional<contracts::Condition>& condition);

}  // namespace millwright::bridge::downward
