#pragma once
// Alarms as OPC UA conditions, behind one narrow interface (docs/adr/0003): persistent instances in the address space,
// whose fields are written and which are then fired through the event API. One instance for each alarm, its node id
// the alarm's id. Everything but event_is_known() runs on one thread at a time: first the builder's, then the event
// thread's.

#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "lib/opcua/address_space.h"
#include "scada/alarms/alarms.h"

namespace millwright::scada::opcua_server {

class Conditions {
 public:
  Conditions(UA_Server* server, opcua::AddressSpace& space) : server_(server), space_(space) {}

  /// Makes the instance of an alarm and sets its fields, without an event.
  void add(const alarms::Alarm& alarm);
  /// Writes the alarm's state and fires the condition. One that was never seen (an alarm of the system) is added.
  /// A sentence when it failed.
  [[nodiscard]] std::string fire(const alarms::Alarm& alarm, Timestamp now);
  /// RefreshStart, every retained condition, RefreshEnd.
  [[nodiscard]] std::string refresh(Timestamp now);

  /// Any thread: the event belongs to the present episode of this condition, and may be acknowledged by.
  [[nodiscard]] bool event_is_known(const std::string& condition, const std::string& event_id) const;
  /// Any thread: the comment that comes with the next acknowledgement of this condition.
  void expect_comment(const std::string& condition, const std::string& comment);

 private:
  struct Instance {
    alarms::Alarm last;
    bool fired = false;
    UA_UInt16 severity = 0;
  };
  void write_identity(const alarms::Alarm& alarm);
  void write_state(const alarms::Alarm& alarm, Instance& instance, Timestamp now);
  void write_limit_state(const alarms::Alarm& alarm);
  void write_acknowledgement(const alarms::Alarm& alarm);
  [[nodiscard]] std::string trigger(const alarms::Alarm& alarm, bool new_episode);
  void text(const std::string& path, const std::string& value);
  void localized(const std::string& path, const std::string& value);
  void flag(const std::string& path, const std::string& value, bool id);

  UA_Server* server_;
  opcua::AddressSpace& space_;
  std::map<std::string, Instance> instances_;
  mutable std::mutex mutex_;
  std::map<std::string, std::deque<std::string>> events_;  // ids of the present episode, oldest first
  std::map<std::string, std::string> comments_;
};

/// 1 critical … 4 low → 900 … 300 (OPC UA counts to 1000).
[[nodiscard]] UA_UInt16 severity_of(int priority);

}  // namespace millwright::scada::opcua_server
