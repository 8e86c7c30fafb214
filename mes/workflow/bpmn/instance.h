#pragma once
// One run of a process: where its tokens stand and what they wait for. All that the engine knows between two calls is
// here, and all of it is JSON by reflection (lib/base/json.h), so that a row of a database holds it.

#include <boost/describe.hpp>
#include <map>
#include <string>
#include <vector>

#include "lib/base/json.h"

namespace millwright::mes::bpmn {

enum class InstanceState { running, completed, terminated, failed };
BOOST_DESCRIBE_ENUM(InstanceState, running, completed, terminated, failed)

/// Stands at a task, a catch event, an event gateway or a parallel join.
struct Token {
  std::int64_t id = 0;  // from 1, in the order in which they came to be
  std::string node{};
  std::string flow{};      // at a join: the flow by which it came; else empty
  std::int64_t visit = 0;  // which visit of the node this is
};
BOOST_DESCRIBE_STRUCT(Token, (), (id, node, flow, visit))

enum class WaitKind { activity, timer, message, condition };
BOOST_DESCRIBE_ENUM(WaitKind, activity, timer, message, condition)

/// Something outside that a token waits for. `id` follows from instance, node and visit.
struct Wait {
  std::string id{};
  WaitKind kind = WaitKind::activity;
  std::int64_t token = 0;
  std::string node{};         // the task or the event; behind an event gateway the event that would follow
  std::int64_t visit = 0;     // of that node
  std::string name{};         // of a message
  std::string correlation{};  // of a message; empty: any
  std::int64_t fired = 0;     // of a cycle: how often already
};
BOOST_DESCRIBE_STRUCT(Wait, (), (id, kind, token, node, visit, name, correlation, fired))

/// Why an instance failed.
struct Incident {
  std::string node{};  // empty where it is of the whole instance
  std::string code{};
  std::string message{};
};
BOOST_DESCRIBE_STRUCT(Incident, (), (node, code, message))

struct Instance {
  std::string id{};
  std::string process{};
  std::string version{};
  InstanceState state = InstanceState::running;
  std::map<std::string, json::value> variables{};
  std::vector<Token> tokens{};                   // in the order in which they came where they stand
  std::vector<Wait> waits{};                     // in the order in which they began
  std::map<std::string, std::int64_t> visits{};  // by node: how often it was entered, or a wait of it begun
  std::int64_t last_token = 0;
  std::optional<Incident> incident{};
};
BOOST_DESCRIBE_STRUCT(Instance, (),
                      (id, process, version, state, variables, tokens, waits, visits, last_token, incident))

}  // namespace millwright::mes::bpmn
