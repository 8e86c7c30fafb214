#pragma once
// Is a tag beyond a limit? On-delay counts on source time; the value must come back by the deadband. A Bad sample
// decides nothing and starts the delay anew; an Uncertain one (a value outside its tag's range, say) is enough to warn
// and not enough to give the all-clear. Pure; one per limit, on the engine's thread.

#include <optional>

#include "plant/model.h"
#include "scada/alarms/state.h"

namespace millwright::scada::alarms {

class LimitWatch {
 public:
  /// `active`: where a restart left it.
  LimitWatch(const plant::AlarmLimit& limit, bool active) : limit_(&limit), active_(active) {}
  [[nodiscard]] std::optional<AlarmInput> judge(const contracts::Sample& sample);

 private:
  [[nodiscard]] bool back(double value) const;

  const plant::AlarmLimit* limit_;
  bool active_;
  std::optional<Timestamp> beyond_since_;
};

}  // namespace millwright::scada::alarms
