// The shape of a process: what each kind of node needs, and that every node can be reached and leads to an end.

#include <fmt/format.h>

#include <algorithm>

#include "mes/workflow/bpmn/reading.h"

namespace millwright::mes::bpmn {
namespace {

using Marks = std::vector<bool>;

class Structure {
 public:
  explicit Structure(Draft& draft) : draft_(draft), process_(draft.process()) {}

  void check() {
    for (std::size_t i = 0; i < process_.nodes.size(); ++i)
      if (!draft_.refused.contains(i)) check_node(process_.nodes[i]);
    for (const auto& flow : process_.flows) check_condition(flow);
    check_starts();
    // Where something is missing, what cannot be reached would be found wrong for that alone.
    if (draft_.incomplete || !draft_.refused.empty()) return;
    check_ways();
    for (const auto& node : process_.nodes)
      if (node.kind == NodeKind::parallel_gateway && node.incoming.size() > 1) check_join(node);
  }

 private:
  const Node& source(std::size_t flow) const { return process_.nodes[process_.flows[flow].source]; }
  const Node& target(std::size_t flow) const { return process_.nodes[process_.flows[flow].target]; }

  void check_node(const Node& node) {
    const auto in = node.incoming.size();
    const auto out = node.outgoing.size();
    const bool entered = node.kind != NodeKind::start_event && node.kind != NodeKind::boundary_event;
    if (!entered && in > 0) draft_.fault(node, "a flow leads into it, and none may");
    if (node.kind == NodeKind::end_event) {
      if (out > 0) draft_.fault(node, "a flow leaves it, and none may");
      return;
    }
    if (out == 0 && !draft_.incomplete) draft_.fault(node, "leads nowhere, and is no end event");
    const bool splits = node.kind == NodeKind::exclusive_gateway || node.kind == NodeKind::parallel_gateway ||
                        node.kind == NodeKind::event_gateway;
    if (out > 1 && !splits)
      draft_.fault(node, fmt::format("{} flows leave it: say by a gateway whether one of them or all are taken", out));
    if (node.kind == NodeKind::exclusive_gateway) check_choice(node);
    if (node.kind == NodeKind::event_gateway) check_race(node);
    if (is_task(node.kind)) check_boundary(node);
  }

  void check_choice(const Node& gateway) {
    for (const auto at : gateway.outgoing) {
      const auto& flow = process_.flows[at];
      if (gateway.default_flow == at) {
        if (flow.condition) draft_.fault(flow, "is the default of its gateway and has a condition");
      } else if (gateway.outgoing.size() > 1 && !flow.condition) {
        draft_.fault(flow, fmt::format("has no condition, and is not the default of '{}'", gateway.id));
      }
    }
  }

  void check_race(const Node& gateway) {
    if (gateway.outgoing.size() == 1) draft_.fault(gateway, "one flow leaves it: there is nothing to choose");
    for (const auto at : gateway.outgoing) {
      const auto& event = target(at);
      if (draft_.refused.contains(process_.flows[at].target)) continue;
      if (event.kind != NodeKind::catch_event)
        draft_.fault(gateway, fmt::format("is followed by '{}', which is no intermediateCatchEvent", event.id));
      else if (event.incoming.size() > 1)
        draft_.fault(event, fmt::format("follows '{}': nothing else leads into it", gateway.id));
    }
  }

  // Of two events for the same error it is anyone's guess which takes it.
  void check_boundary(const Node& task) {
    std::set<std::string> codes;
    for (const auto at : task.boundary) {
      const auto& event = process_.nodes[at];
      if (event.event == EventKind::timer && !task.decision.empty())
        draft_.fault(event, fmt::format("'{}' decides at once: a timer never comes to it", task.id));
      if (event.event != EventKind::error || codes.insert(event.error_code).second) continue;
      draft_.fault(event, event.error_code.empty()
                              ? fmt::format("'{}' has a boundary event for any error already", task.id)
                              : fmt::format("'{}' has a boundary event for {} already", task.id, event.error_code));
    }
  }

  void check_condition(const Flow& flow) {
    if (!flow.condition || draft_.refused.contains(flow.source)) return;
    if (process_.nodes[flow.source].kind != NodeKind::exclusive_gateway)
      draft_.fault(flow, "has a condition, and does not leave an exclusiveGateway");
  }

  void check_starts() {
    std::set<std::pair<EventKind, std::string>> ways;
    bool any = false;
    for (std::size_t i = 0; i < process_.nodes.size(); ++i) {
      const auto& node = process_.nodes[i];
      any = any || node.kind == NodeKind::start_event || draft_.refused.contains(i);
      if (node.kind != NodeKind::start_event || node.event == EventKind::timer || draft_.refused.contains(i)) continue;
      if (!ways.emplace(node.event, node.message).second)
        draft_.fault(node, node.event == EventKind::none
                               ? "there is a start event without a definition already"
                               : fmt::format("there is a start event for the message '{}' already", node.message));
    }
    if (!any) draft_.fault(process_.line, "process", process_.id, "has no startEvent");
  }

  // From the marked nodes onward, or backward.
  void spread(Marks& marks, bool onward) const {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < marks.size(); ++i)
      if (marks[i]) open.push_back(i);
    const auto mark = [&](std::size_t node) {
      if (marks[node]) return;
      marks[node] = true;
      open.push_back(node);
    };
    while (!open.empty()) {
      const auto& node = process_.nodes[open.back()];
      open.pop_back();
      for (const auto flow : onward ? node.outgoing : node.incoming)
        mark(onward ? process_.flows[flow].target : process_.flows[flow].source);
      if (onward)
        for (const auto event : node.boundary) mark(event);
      else if (node.kind == NodeKind::boundary_event)
        mark(node.attached_to);
    }
  }

  void check_ways() {
    Marks reached(process_.nodes.size());
    Marks ending(process_.nodes.size());
    for (std::size_t i = 0; i < process_.nodes.size(); ++i) {
      reached[i] = process_.nodes[i].kind == NodeKind::start_event;
      ending[i] = process_.nodes[i].kind == NodeKind::end_event;
    }
    spread(reached, true);
    spread(ending, false);
    for (std::size_t i = 0; i < process_.nodes.size(); ++i) {
      const auto& node = process_.nodes[i];
      if (!reached[i]) draft_.fault(node, "no start event leads to it");
      if (!ending[i] && !node.outgoing.empty()) draft_.fault(node, "no end event can be reached from it");
    }
  }

  // No proof that the join comes together, which would take every way through the process; these never do.
  void check_join(const Node& join) {
    std::set<std::size_t> chosen;
    for (const auto flow : join.incoming)
      if (source(flow).kind == NodeKind::exclusive_gateway && !chosen.insert(process_.flows[flow].source).second)
        return draft_.fault(join,
                            fmt::format("joins two flows of '{}', of which only one is ever taken", source(flow).id));
    Marks before(process_.nodes.size());
    before[process_.flows[join.incoming.front()].target] = true;
    spread(before, false);
    for (std::size_t i = 0; i < before.size(); ++i) {
      const auto& node = process_.nodes[i];
      if (!before[i]) continue;
      if (node.kind == NodeKind::parallel_gateway && node.outgoing.size() > 1) return;
      if (node.kind == NodeKind::boundary_event && !node.interrupting) return;
    }
    draft_.fault(join, fmt::format("waits for {} flows, and nothing before it takes more than one at a time",
                                   join.incoming.size()));
  }

  Draft& draft_;
  const Process& process_;
};

}  // namespace

void check_structure(Draft& draft) { Structure(draft).check(); }

}  // namespace millwright::mes::bpmn
