#pragma once
// Commands on their way down. A command is taken from the bus into the ledger (durable), then pursued until its final
// result is known and told. One thread.
//
// A command is asked of SCADA at most while its deadline lasts. Whether an ask arrived may be unknown (a lost answer, a
// restart): then SCADA is first asked what it knows of the id. SCADA itself carries an id out at most once.

#include <map>
#include <set>
#include <string>

#include "bridge/downward/command_target.h"
#include "bridge/ledger/ledger.h"
#include "lib/base/ids.h"
#include "lib/base/log.h"
#include "lib/bus/bus.h"

namespace millwright::bridge::downward {

class CommandDesk {
 public:
  static constexpr Duration kClockOffsetMax = 200ms;
  /// SCADA's result event should have come by then; after it, SCADA is asked.
  static constexpr Duration kAskAgainAfter = 1s;

  CommandDesk(const plant::Plant& plant, ledger::Ledger& ledger, CommandTarget& target, const Clock& clock,
              IdSource& ids)
      : plant_(plant), ledger_(ledger), target_(target), clock_(clock), ids_(ids) {}

  /// Reads deliveries into commands: `taken` are for the ledger, `unreadable` for the dead letters.
  struct Sorted {
    std::vector<ledger::PendingCommand> taken;
    std::vector<std::uint64_t> tags;
    std::vector<std::uint64_t> unreadable;
  };
  [[nodiscard]] Sorted sort(const std::vector<bus::Delivery>& deliveries) const;

  /// One round over everything pending. Returns how many are still open.
  store::StoreResult<std::size_t> pursue();

 private:
  enum class Asked { never, perhaps, accepted };
  struct Progress {
    Asked asked = Asked::never;
    MonotonicTime look_again{};
  };

  store::StoreResult<void> pursue_one(const ledger::PendingCommand& pending, Progress& progress);
  store::StoreResult<void> ask(const contracts::Command& command, Progress& progress);
  store::StoreResult<void> find(const contracts::Command& command, Progress& progress);
  store::StoreResult<void> finish(const contracts::Command& command, contracts::CommandState state, std::string reason,
                                  std::string detail);
  store::StoreResult<void> take_answer(contracts::CommandResult result, Progress& progress);

  const Logger log_{"commands"};
  const plant::Plant& plant_;
  ledger::Ledger& ledger_;
  CommandTarget& target_;
  const Clock& clock_;
  IdSource& ids_;
  bool started_ = false;
  std::map<contracts::CommandId, Progress> progress_;
};

}  // namespace millwright::bridge::downward
