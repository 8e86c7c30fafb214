#pragma once
// Commands: checked, committed as intent, written to the device once, confirmed by the device's echo and the plant
// file's confirmation. Never twice, never late.
//
//   submit ─ checks ─┬─ rejected(reason) / expired                       (final, recorded)
//                    └─ accepted: intent committed ─ written ─ taken by PLC ─ confirmed ─→ completed
//                                          │             │          └─ confirmation never true ─→ timed_out
//                                          │             └─ PLC refuses ─→ rejected(plc_…)
//                                          └─ crash or lost link: echo read, nothing re-sent ─→ completed |
//                                          outcome_unknown
//
// One thread of its own drives what is in flight; submit() and queries come from any thread. The transition table is
// scada/control/state.h.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "lib/accounts/audit.h"
#include "lib/base/ids.h"
#include "lib/base/metrics.h"
#include "lib/contracts/events.h"
#include "lib/store/database.h"
#include "plant/model.h"
#include "scada/drivers/command_device.h"
#include "scada/tags/engine.h"

namespace millwright::scada::control {

/// Who controls a unit. An operator can take it at any moment; MES commands need `remote`.
enum class Authority { local, operator_, remote };
BOOST_DESCRIBE_ENUM(Authority, local, operator_, remote)
/// "local", "operator", "remote"
[[nodiscard]] std::string_view authority_name(Authority authority);
[[nodiscard]] std::optional<Authority> authority_from_name(std::string_view name);

/// Who asks, and by which door. `remote` is true for everything that comes from above (the bridge's OPC UA session,
/// role "bridge"): the plant file's remote permissions then apply whatever the message claims.
struct Caller {
  std::string user;
  std::set<std::string> roles;
  bool remote = false;
  /// For a job order: what the plant file lists under `jobs` is permitted, which the receiver of job orders alone
  /// vouches for. A recipe is its own justification, so nothing of `remote` is asked; authority, range and interlocks
  /// are.
  bool job = false;
};

/// Stable words in CommandResult::reason: unknown_command, bad_parameter, not_permitted, not_remote, not_operator
/// (unit is in local), duplicate_differs, interlock, out_of_range, step_too_large, too_soon, condition_missing,
/// condition_gone, replaced_value_differs, clock_offset, source_bad, recovered, deadline, link_down, plc_expired,
/// plc_unknown_command, plc_state, plc_value, plc_refused (the write itself), no_echo, not_confirmed, storage.

/// The device's side, implemented by the driver: scada/drivers/command_device.h.
using drivers::CommandDevice;
using drivers::DeviceError;
using drivers::Echo;

using ResultListener = std::function<void(const contracts::CommandResult&)>;

struct AuthorityChange {
  contracts::EquipmentPath equipment;
  Authority authority = Authority::remote;
  std::string by;
  Timestamp at{};
};

class Controller {
 public:
  [[nodiscard]] static store::StoreResult<std::unique_ptr<Controller>> open(
      const plant::Plant& plant, const tags::CurrentValues& values, CommandDevice& device, store::Database& database,
      accounts::AuditTrail& audit, const Clock& clock, Metrics& metrics);
  virtual ~Controller() = default;
  /// Called on the controller's thread at every final result, after it is committed. Before start().
  virtual void add_listener(ResultListener listener) = 0;
  /// Called on the controller's thread when a command is accepted, before its final result. Before start().
  virtual void add_acceptance_listener(ResultListener) {}
  /// Called on the thread that set it, after it is committed. Before start().
  virtual void add_authority_listener(std::function<void(const AuthorityChange&)>) {}
  /// Told when an outcome stays unknown: raise an alarm.
  virtual void on_outcome_unknown(std::function<void(const contracts::CommandResult&)> raise) = 0;
  /// Settles what a crash left in flight by reading echoes, then accepts commands.
  virtual void start() = 0;
  virtual void stop() = 0;

  /// Answers at once with `accepted` or a final state. The same id again answers what became of the first, and does
  /// nothing.
  virtual contracts::CommandResult submit(const contracts::Command& command, const Caller& caller) = 0;
  [[nodiscard]] virtual std::optional<contracts::CommandResult> find(const contracts::CommandId& id) = 0;
  /// Newest first.
  [[nodiscard]] virtual std::vector<contracts::CommandResult> latest(int limit) = 0;

  [[nodiscard]] virtual Authority authority(const contracts::EquipmentPath& equipment) const = 0;
  /// The same with who set it and when; by nobody at the epoch where none was ever set.
  [[nodiscard]] virtual AuthorityChange authority_in_force(const contracts::EquipmentPath& equipment) const {
    return {equipment, authority(equipment), "", Timestamp{}};
  }
  /// People only; durable; audited. A unit takes its line's authority when that is set.
  virtual Result<AuthorityChange, store::StoreError> set_authority(const contracts::EquipmentPath& equipment,
                                                                   Authority authority, const Caller& caller,
                                                                   const std::string& reason) = 0;
  /// The first interlock that forbids `command` now, as its reason sentence; nullopt when free. For displays.
  [[nodiscard]] virtual std::optional<std::string> blocked_by(const contracts::EquipmentPath& equipment,
                                                              std::string_view command) const = 0;
  /// Whether a command without parameter has nothing left to do: its confirmation is true now, on Good values.
  [[nodiscard]] virtual bool in_effect(const contracts::EquipmentPath&, std::string_view) const { return false; }
};

}  // namespace millwright::scada::control
