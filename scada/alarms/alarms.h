#pragma once
// Limit alarms with acknowledgement and a durable journal. States are ISA-18.2 / IEC 62682's; the transition table is
// scada/alarms/state.h. Evaluation runs on the tag engine's thread; the journal is written by a thread of its own and
// never drops; queries and acknowledgements come from any thread.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lib/base/json.h"
#include "lib/base/metrics.h"
#include "lib/store/database.h"
#include "plant/model.h"
#include "scada/tags/engine.h"

namespace millwright::scada::alarms {

/// ISA-18.2 alarm states as far as this version goes: normal, active and unacknowledged, active and acknowledged,
/// returned to normal but unacknowledged.
enum class AlarmState { NORM, UNACK, ACKED, RTNUN };
BOOST_DESCRIBE_ENUM(AlarmState, NORM, UNACK, ACKED, RTNUN)
[[nodiscard]] constexpr bool is_active(AlarmState s) { return s == AlarmState::UNACK || s == AlarmState::ACKED; }
[[nodiscard]] constexpr bool is_unacknowledged(AlarmState s) {
  return s == AlarmState::UNACK || s == AlarmState::RTNUN;
}

/// As served by GET /api/v1/alarms and sent on the live socket.
struct Alarm {
  std::string id;  // "line1/pasteurizer/temperature/high"
  contracts::TagPath tag;
  contracts::EquipmentPath equipment;
  std::string limit;
  double limit_value = 0;
  std::string unit;
  std::int32_t priority = 4;
  std::string message;
  AlarmState state = AlarmState::NORM;
  contracts::Sample sample;  // of the last transition
  Timestamp active_since{};  // source time; epoch when it never was active
  Timestamp changed_at{};
  std::optional<std::string> acknowledged_by;
  std::optional<Timestamp> acknowledged_at;
  bool source_bad = false;  // the tag is not Good now: the state shown is the last known
};
BOOST_DESCRIBE_STRUCT(Alarm, (),
                      (id, tag, equipment, limit, limit_value, unit, priority, message, state, sample, active_since,
                       changed_at, acknowledged_by, acknowledged_at, source_bad))

enum class AlarmError { unknown, nothing_to_acknowledge, storage };

/// Told of every transition, after it is journalled, on the journal's thread.
using AlarmListener = std::function<void(const Alarm&)>;

class Alarms {
 public:
  /// Restores states (unacknowledged alarms survive a restart) from `database`.
  [[nodiscard]] static Result<std::unique_ptr<Alarms>, AlarmError> open(const plant::Plant& plant,
                                                                        store::Database& database, const Clock& clock,
                                                                        Metrics& metrics);
  virtual ~Alarms() = default;
  virtual void add_listener(AlarmListener listener) = 0;  // before start()
  virtual void start() = 0;
  virtual void stop() = 0;

  /// Engine's thread.
  virtual void evaluate(const std::vector<tags::Change>& changes) = 0;
  /// An alarm of the system itself (an unknown command outcome, a full disk), not of a tag. Any thread.
  virtual void raise_system(const contracts::EquipmentPath& equipment, const std::string& name, int priority,
                            const std::string& message) = 0;
  /// Ends the active part of a system alarm; it stays until acknowledged.
  virtual void clear_system(const contracts::EquipmentPath& equipment, const std::string& name) = 0;

  [[nodiscard]] virtual std::vector<Alarm> list() const = 0;
  [[nodiscard]] virtual std::optional<Alarm> find(const std::string& id) const = 0;
  /// Durable when it returns success.
  virtual Result<Alarm, AlarmError> acknowledge(const std::string& id, const std::string& user,
                                                const std::string& comment) = 0;
};

}  // namespace millwright::scada::alarms
