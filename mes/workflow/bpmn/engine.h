#pragma once
// Carries a process out: a signal goes in, the instance as it is then and what is to be done about it come out. Pure:
// no clock, no database, no threads; the same call gives the same step. Whoever runs instances stores `instance` and
// carries the effects out in one transaction, in their order. docs/formats/bpmn.md says what each element promises.
//
// Ids of activities and waits are INSTANCE/NODE/VISIT: a step that is taken again asks for the same, so that a repeated
// effect is recognised. A signal that nobody waits for any more changes nothing and says so.

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mes/workflow/bpmn/instance.h"
#include "mes/workflow/bpmn/model.h"

namespace millwright::mes::bpmn {

/// How many nodes one call may enter by itself: a loop of gateways never comes to a wait.
inline constexpr int kAutomaticMax = 1000;
/// How deep and how large (as JSON, about) a variable may be.
inline constexpr int kVariableDepthMax = 20;
inline constexpr std::size_t kVariableBytesMax = 256 * 1024;

enum class ActivityKind { service, user, business_rule };
BOOST_DESCRIBE_ENUM(ActivityKind, service, user, business_rule)

struct RunActivity {
  std::string id;
  std::string node;
  std::string name;  // the task's, for people
  ActivityKind kind = ActivityKind::service;
  std::string action;  // empty for a user task
  json::object parameters;
};
struct CancelActivity {
  std::string id;
};
/// Due `after` the moment of this step, or at `at`: exactly one of them.
struct SetTimer {
  std::string id;
  std::string node;
  std::optional<Duration> after;
  std::optional<Timestamp> at;
  std::string follows;  // of a cycle's next time: `after` counts from when this timer was due
};
struct CancelTimer {
  std::string id;
};
struct AwaitMessage {
  std::string id;
  std::string node;
  std::string name;
  std::string correlation;  // empty: any
};
struct AwaitCondition {
  std::string id;
  std::string node;
  std::vector<std::string> variables;  // what the condition reads
};
/// Of a message or a condition.
struct CancelAwait {
  std::string id;
};
struct NodeEntered {
  std::string node;
  std::int64_t visit = 0;
  std::int64_t token = 0;
};
struct NodeLeft {
  std::string node;
  std::int64_t visit = 0;
  std::int64_t token = 0;
};
/// A decision: which rule held (from 1), and what it set.
struct Decided {
  std::string node;
  std::int64_t visit = 0;
  std::size_t rule = 0;
  json::object values;
};
/// The last effect of an instance.
struct Ended {
  InstanceState state = InstanceState::completed;
  std::optional<Incident> incident;
};
using Effect = std::variant<RunActivity, CancelActivity, SetTimer, CancelTimer, AwaitMessage, AwaitCondition,
                            CancelAwait, NodeEntered, NodeLeft, Decided, Ended>;

enum class Taken {
  yes,
  stale,    // nobody waits for that (any more): nothing changed
  refused,  // the call does not fit this instance or process: nothing changed
};
BOOST_DESCRIBE_ENUM(Taken, yes, stale, refused)

struct Step {
  Taken taken = Taken::yes;
  std::string reason{};  // where it was not taken
  Instance instance{};   // as it is now
  std::vector<Effect> effects{};
  std::vector<std::string> notes{};  // conditions that could not be evaluated, and wait on
};

/// What begins an instance: the start event without a definition, that of a message, or a timer's by its id.
struct Trigger {
  EventKind kind = EventKind::none;
  std::string name{};     // the message, or the start event of a timer
  json::value payload{};  // of a message: into the start event's mw:result
};

[[nodiscard]] Step start(const Process& process, const std::string& instance_id, const Trigger& trigger,
                         const json::object& variables);
[[nodiscard]] Step complete(const Process& process, const Instance& instance, std::string_view activity,
                            const json::value& result);
/// An error of the activity: its boundary event takes it, by code or any, or the instance fails.
[[nodiscard]] Step raise_error(const Process& process, const Instance& instance, std::string_view activity,
                               const std::string& code, const std::string& message);
[[nodiscard]] Step fire_timer(const Process& process, const Instance& instance, std::string_view timer);
/// One token takes it: the one that has waited longest for that name, with no correlation or with this one.
[[nodiscard]] Step deliver_message(const Process& process, const Instance& instance, std::string_view name,
                                   std::string_view correlation, const json::value& payload);
/// Evaluates the conditions that are waited for. `lookup` is asked first, then the instance's variables.
[[nodiscard]] Step check_conditions(const Process& process, const Instance& instance, const Lookup& lookup);
/// By a person: ends as terminated, with everything cancelled.
[[nodiscard]] Step cancel(const Process& process, const Instance& instance);

}  // namespace millwright::mes::bpmn
