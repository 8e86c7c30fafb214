#pragma once
// One command from its intent to its end. Pure in time: step() does what is due now, so that the controller's thread
// and a test with a manual clock drive it alike.

#include <functional>
#include <optional>
#include <string>

#include "scada/control/checks.h"
#include "scada/control/command_log.h"

namespace millwright::scada::control {

/// How long one waits for a device to say what became of a command.
struct Patience {
  Duration echo_poll = 10ms;
  Duration echo_after_deadline = 2s;  // an echo may still come so long after the command's deadline …
  Duration written_max = 10s;         // … or after this, where the deadline is far
  Duration link_max = 10s;            // and so much later without any link
};

/// What a runner needs of the controller.
struct Bench {
  const plant::Plant& plant;
  CommandDevice& device;
  const RuleBook& rules;
  CommandLog& log;
  const Clock& clock;
  std::function<std::optional<Refusal>(const CommandRecord&)> check_again;
  Patience patience;
};

class CommandRunner {
 public:
  /// `record` is on disk as it is.
  CommandRunner(const Bench& bench, CommandRecord record) : bench_(bench), record_(std::move(record)) {}

  /// It was found in the database: what the process before this one had begun is not begun again.
  void restart();
  /// Does what is due. True when the phase changed: call again at once.
  bool step();
  /// Final, and on disk.
  [[nodiscard]] bool finished() const { return stored_ && is_final(record_.phase); }
  [[nodiscard]] const CommandRecord& record() const { return record_; }

 private:
  bool begin();
  bool write();
  bool await_echo();
  bool await_confirmation();
  bool take_echo(const Echo& echo);
  [[nodiscard]] bool echo_is_over(bool link_up) const;
  /// Moves along the table and commits; what cannot be stored now is stored before the next step. True when stored.
  bool move(Step step, std::string reason = "", std::string detail = "");
  bool store();
  void hop(std::string place, Timestamp time) { record_.hops.push_back({std::move(place), time}); }

  const Bench& bench_;
  CommandRecord record_;
  bool stored_ = true;
  Timestamp next_look_{};
  std::optional<Timestamp> confirm_until_;
};

}  // namespace millwright::scada::control
