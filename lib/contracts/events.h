#pragma once
// What travels on the bus: the data of each CloudEvents type. A struct here is the contract: its JSON Schema in
// schemas/ is made from it, a golden file for each type guards it, and a change that breaks an old reader is a new
// version ("….v2") beside the old one.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lib/contracts/names.h"
#include "lib/contracts/value.h"

namespace millwright::contracts {

/// One step of a chain: where something was, and when (UTC of the machine it was on). Places, in the order of the
/// loop: plc, scada, bridge.received, bridge.raised, bus.published, mes.received, mes.recorded, mes.commanded,
/// bridge.command, scada.accepted, scada.written, plc.taken, scada.confirmed, bridge.result, mes.result.
struct Hop {
  std::string place;
  Timestamp time{};
  friend bool operator==(const Hop&, const Hop&) = default;
};
BOOST_DESCRIBE_STRUCT(Hop, (), (place, time))

/// millwright.threshold.v1: a bridge rule began or ceased to hold. `active` false closes the episode.
struct ThresholdEvent {
  std::string rule;     // "HIGH_TEMP"
  std::string episode;  // one id from the raising to the clearing
  EquipmentPath equipment;
  TagPath tag;
  std::string limit;  // name of the alarm limit in the plant file: "high"
  double limit_value = 0;
  std::string unit;  // engineering unit symbol: "°C"
  Sample sample;     // the one that completed the rule (raised) or ended it (cleared)
  bool active = true;
  Timestamp crossed_at{};                 // source time of the first sample beyond the limit
  Timestamp raised_at{};                  // source time at which the rule's duration was full
  bool recovered = false;                 // built from recovered or late samples: may record and hold, never command
  std::map<std::string, Sample> context;  // further tags of the unit that the rule names, by leaf: dwell, batch …
  std::vector<Hop> hops;
};
BOOST_DESCRIBE_STRUCT(ThresholdEvent, (),
                      (rule, episode, equipment, tag, limit, limit_value, unit, sample, active, crossed_at, raised_at,
                       recovered, context, hops))

/// millwright.alarm.v1: a SCADA alarm changed state (ISA-18.2 / IEC 62682). The MES records it and never
/// acknowledges it.
struct AlarmEvent {
  std::string alarm;  // "line1/pasteurizer/temperature/high"
  EquipmentPath equipment;
  TagPath tag;
  std::string state;          // UNACK, ACKED, RTNUN, NORM: the standard's abbreviations
  std::int32_t priority = 4;  // 1 critical … 4 low
  std::string message;
  Sample sample;
  Timestamp time{};
  bool recovered = false;
  std::vector<Hop> hops;
};
BOOST_DESCRIBE_STRUCT(AlarmEvent, (), (alarm, equipment, tag, state, priority, message, sample, time, recovered, hops))

/// millwright.state.v1: a unit's PackML state changed, or the source of it was lost or came back.
struct StateEvent {
  EquipmentPath equipment;
  std::string state;  // ISA-TR88.00.02: "Execute", "Suspended" …; "Unknown" while quality is not Good
  std::int32_t state_number = 0;
  std::int32_t stop_code = 0;
  Quality quality;
  Timestamp time{};
  bool recovered = false;
  std::vector<Hop> hops;
};
BOOST_DESCRIBE_STRUCT(StateEvent, (), (equipment, state, state_number, stop_code, quality, time, recovered, hops))

/// millwright.count.v1: a counter's absolute reading. The reader takes differences; a reading below the one before
/// opens a new epoch.
struct CountEvent {
  EquipmentPath equipment;
  std::string counter;  // leaf of the tag: "good_count", "reject_count", "batch", "pallet_count"
  std::int64_t count = 0;
  Quality quality;
  Timestamp time{};
  bool recovered = false;
  std::vector<Hop> hops;
};
BOOST_DESCRIBE_STRUCT(CountEvent, (), (equipment, counter, count, quality, time, recovered, hops))

struct TagSamples {
  TagPath tag;
  std::vector<Sample> samples;
};
BOOST_DESCRIBE_STRUCT(TagSamples, (), (tag, samples))

/// millwright.samples.v1: process values, batched.
struct SamplesEvent {
  std::vector<TagSamples> tags;
  bool recovered = false;
};
BOOST_DESCRIBE_STRUCT(SamplesEvent, (), (tags, recovered))

/// What must still hold, with Good quality, for a MES set-point to be carried out: the named tag is (or is not)
/// beyond its named limit.
struct Condition {
  TagPath tag;
  std::string limit;  // "high"
  bool violated = true;
};
BOOST_DESCRIBE_STRUCT(Condition, (), (tag, limit, violated))

/// The job order that a command is about (OPC 10031-4). `id` alone steers one that the line has; the rest goes with
/// store_job, store_and_start_job and update_job.
struct JobRequest {
  std::string id;
  std::optional<std::string> description;
  std::optional<std::string> work_master;  // the recipe's name
  std::optional<std::string> material;     // definition of the material produced
  std::optional<std::int64_t> quantity;    // whole pieces of it
  std::optional<std::string> unit;
  std::optional<std::int32_t> priority;                    // higher goes first
  std::optional<std::map<std::string, Value>> parameters;  // by the names of the plant file's `jobs: parameters:`
};
BOOST_DESCRIBE_STRUCT(JobRequest, (), (id, description, work_master, material, quantity, unit, priority, parameters))

/// The commands of a line that name a `job`: store_job, store_and_start_job, start_job, revoke_job_start, update_job,
/// pause_job, resume_job, stop_job, abort_job, cancel_job, clear_job. Asking twice is asking once: a job that is where
/// the command leads already is `completed`.
[[nodiscard]] bool is_job_command(std::string_view command);

/// millwright.command.v1, on the exchange millwright.commands. Carried out at most once, and never after `not_after`.
struct Command {
  CommandId id;
  EquipmentPath equipment;
  std::string command;  // "set_temperature"
  std::map<std::string, Value> parameters;
  Timestamp issued_at{};
  Timestamp not_after{};
  std::string reason;                  // for the people who read the audit trail
  std::string requester;               // "workflow:high_temperature/…" or a user
  std::optional<Value> replaces;       // set-points: the value believed to be in force
  std::optional<Condition> condition;  // set-points: what justifies it
  std::string correlation;             // the deviation, order or workflow this belongs to
  bool recovered = false;              // true is refused: recovered data never commands
  std::optional<JobRequest> job{};     // with a job command, and no other
};
BOOST_DESCRIBE_STRUCT(Command, (),
                      (id, equipment, command, parameters, issued_at, not_after, reason, requester, replaces, condition,
                       correlation, recovered, job))

/// The life of a command (see scada/control). The last five are final.
enum class CommandState { accepted, completed, rejected, timed_out, expired, outcome_unknown };
BOOST_DESCRIBE_ENUM(CommandState, accepted, completed, rejected, timed_out, expired, outcome_unknown)
[[nodiscard]] constexpr bool is_final(CommandState state) { return state != CommandState::accepted; }

/// millwright.command.result.v1
struct CommandResult {
  CommandId id;
  EquipmentPath equipment;
  std::string command;
  CommandState state = CommandState::accepted;
  std::string reason;  // when not completed, a stable word: "not_remote", "interlock", "clock_offset" …
  std::string detail;  // the sentence for a person
  std::string correlation;
  std::vector<Hop> hops;
};
BOOST_DESCRIBE_STRUCT(CommandResult, (), (id, equipment, command, state, reason, detail, correlation, hops))

/// A recipe parameter of a job, and what it reads back as once it is in force.
struct JobParameter {
  std::string name;
  Value value{0.0};
  std::optional<double> readback;
};
BOOST_DESCRIBE_STRUCT(JobParameter, (), (name, value, readback))

/// millwright.job.v1: a job order on a line changed its state (OPC 10031-4), or its counts moved. Absolute, so the
/// newest tells all. A job that nothing is known of any more (cancelled, cleared) is `Absent`.
struct JobEvent {
  EquipmentPath equipment;
  std::string job;    // the job order's id
  std::string state;  // "NotAllowedToStart", "AllowedToStart", "Running", "Interrupted", "Ended", "Aborted", "Absent"
  std::string substate;  // "Waiting", "Ready", "Loaded", "Held", "Suspended", "Completed"; empty for none
  std::string reason;    // why it waits, did not start or was hindered
  std::string material;
  std::int64_t quantity = 0;
  std::int64_t good = 0;
  std::int64_t scrap = 0;
  std::int64_t gaps = 0;  // how often a counter was reset under it: what was made then is not fully known
  std::string gap;        // the newest of them, in words
  std::vector<JobParameter> parameters;
  std::optional<Timestamp> started_at;
  std::optional<Timestamp> ended_at;
  Timestamp time{};
  std::vector<Hop> hops;
};
BOOST_DESCRIBE_STRUCT(JobEvent, (),
                      (equipment, job, state, substate, reason, material, quantity, good, scrap, gaps, gap, parameters,
                       started_at, ended_at, time, hops))

}  // namespace millwright::contracts
