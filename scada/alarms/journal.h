#pragma once
// The alarms' durable side: the state of each, and a row for every transition there ever was. Used by the journal's
// thread, and by whoever reads.

#include <optional>
#include <string>
#include <vector>

#include "scada/alarms/alarms.h"

namespace millwright::scada::alarms {

/// As served by GET /api/v1/alarms/journal.
struct JournalRow {
  Timestamp time{};
  std::string alarm;
  AlarmState state = AlarmState::NORM;
  std::optional<std::string> user;
  std::optional<std::string> comment;
  contracts::Value value{0.0};
  contracts::Quality quality;
};
BOOST_DESCRIBE_STRUCT(JournalRow, (), (time, alarm, state, user, comment, value, quality))

/// A transition on its way into the journal.
struct Transition {
  Alarm alarm;  // after it
  std::string user;
  std::string comment;
};

store::StoreResult<void> create_journal(store::Database& database);
store::StoreResult<void> write_transitions(store::Database& database, const std::vector<Transition>& transitions);
/// Every alarm's last state; of those of the plant, only what the plant file does not say is meaningful.
[[nodiscard]] store::StoreResult<std::vector<Alarm>> read_states(store::Database& database);
/// The newest `limit` with from <= time < to, newest first.
[[nodiscard]] store::StoreResult<std::vector<JournalRow>> read_journal(store::Database& database, int limit,
                                                                       Timestamp from = Timestamp::min(),
                                                                       Timestamp to = Timestamp::max());

}  // namespace millwright::scada::alarms
