#pragma once
// A process as it is carried out: what the reader makes of a BPMN 2.0 file (OMG formal/2011-01-03, clauses 10 and 13)
// once nothing is wrong with it. Plain data; whoever read it owns it, and nothing changes it.

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lib/base/time.h"
#include "mes/workflow/bpmn/expression.h"

namespace millwright::mes::bpmn {

enum class NodeKind {
  start_event,
  end_event,
  service_task,
  user_task,
  business_rule_task,
  exclusive_gateway,
  parallel_gateway,
  event_gateway,
  catch_event,
  boundary_event,
};
BOOST_DESCRIBE_ENUM(NodeKind, start_event, end_event, service_task, user_task, business_rule_task, exclusive_gateway,
                    parallel_gateway, event_gateway, catch_event, boundary_event)

enum class EventKind { none, message, timer, conditional, error, terminate };
BOOST_DESCRIBE_ENUM(EventKind, none, message, timer, conditional, error, terminate)

/// A value that is given as it stands, or computed when it is needed (`=…`).
struct ValueSource {
  json::value literal{};
  std::optional<Expression> expression{};
};

/// What a literal must be. What an expression gives is held against it when the task begins.
enum class ParameterType { text, number, boolean, any };
BOOST_DESCRIBE_ENUM(ParameterType, text, number, boolean, any)

struct ParameterValue {
  std::string name{};
  ParameterType type = ParameterType::text;
  ValueSource value{};
};

/// Exactly one of the three, except that a cycle has its duration too.
struct TimerRule {
  enum class Kind { duration, date, cycle };
  Kind kind = Kind::duration;
  Duration duration{};                     // of a duration and a cycle
  Timestamp date{};                        // of a date
  int repetitions = 0;                     // of a cycle; 0 is without end
  std::optional<Expression> expression{};  // in place of duration or date: seconds or PT…, or an RFC 3339 time
};

/// One rule of a decision: the first whose condition is true sets its variables. Without a condition: otherwise.
struct DecisionRule {
  std::optional<Expression> when{};
  std::vector<Assignment> then{};
};

struct Node {
  std::string id{};
  std::string name{};
  std::string documentation{};
  int line = 0;
  NodeKind kind = NodeKind::service_task;
  std::vector<std::size_t> incoming{};  // indices of flows, in the order of the file
  std::vector<std::size_t> outgoing{};
  std::optional<std::size_t> default_flow{};  // of an exclusive gateway

  // Tasks. A business rule has an action or a decision.
  std::string action{};
  std::vector<ParameterValue> parameters{};
  std::vector<DecisionRule> decision{};
  std::vector<std::size_t> boundary{};  // the events at its border, indices of nodes

  // Events.
  EventKind event = EventKind::none;
  std::string message{};                     // the message's name
  std::optional<ValueSource> correlation{};  // compared as text
  TimerRule timer{};
  std::optional<Expression> condition{};
  std::string error_code{};     // empty at a boundary: any
  std::size_t attached_to = 0;  // of a boundary event: the task
  bool interrupting = true;     // of a boundary event

  std::string result{};  // the variable that takes an activity's result or a message's payload; empty: it is dropped
};

struct Flow {
  std::string id{};
  std::string name{};
  int line = 0;
  std::size_t source = 0;
  std::size_t target = 0;
  std::optional<Expression> condition{};
};

struct Process {
  std::string id{};
  std::string name{};
  std::string version{};  // mw:version; empty where it is not given
  std::string documentation{};
  int line = 0;
  std::vector<Node> nodes{};
  std::vector<Flow> flows{};
  std::map<std::string, std::size_t, std::less<>> node_index{};

  [[nodiscard]] const Node* find(std::string_view id_of_node) const {
    const auto found = node_index.find(id_of_node);
    return found == node_index.end() ? nullptr : &nodes[found->second];
  }
};

[[nodiscard]] constexpr bool is_task(NodeKind kind) {
  return kind == NodeKind::service_task || kind == NodeKind::user_task || kind == NodeKind::business_rule_task;
}

}  // namespace millwright::mes::bpmn
