// The nodes of a process: events, tasks and gateways.

#include <fmt/format.h>

#include <algorithm>

#include "mes/workflow/bpmn/reading.h"

namespace millwright::mes::bpmn {
namespace {

bool no_extension(const XmlElement&) { return false; }

bool is_way(const XmlElement& child) { return child.name == "incoming" || child.name == "outgoing"; }

// An id goes into the ids of activities, INSTANCE/NODE/VISIT, and into pages: nothing in it is taken for anything else.
bool is_id(std::string_view id) {
  return id.size() <= 200 && std::ranges::none_of(id, [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte <= 0x20 || byte == 0x7F || std::string_view("/:\"'<>&").find(c) != std::string_view::npos;
         });
}

void read_result(ElementView& view, Node& node) {
  node.result = view.own("result").value_or("");
  if (!node.result.empty() && !is_variable_name(node.result))
    view.fault(fmt::format("mw:result names a variable: letters, digits and '_', found '{}'", node.result));
}

void read_event(ElementView& view, Node& node) {
  if (node.kind == NodeKind::boundary_event) {
    view.draft().attached_refs[view.draft().process().nodes.size()] = view.required("attachedToRef");
    node.interrupting = view.flag("cancelActivity", true);
  }
  view.fixed("isInterrupting", "true");
  view.fixed("parallelMultiple", "false");
  view.children([&](const XmlElement& child) { return is_way(child) || read_event_definition(view, child, node); },
                no_extension, &node.documentation);
  // Only what brings a payload has a result; of an error it is code and message.
  const bool caught = node.event == EventKind::error && node.kind == NodeKind::boundary_event;
  if (node.event == EventKind::message || caught) read_result(view, node);
  const bool refused = view.draft().refused.contains(view.draft().process().nodes.size());
  const bool waits = node.kind == NodeKind::catch_event || node.kind == NodeKind::boundary_event;
  if (waits && node.event == EventKind::none && !refused) view.fault("does not say what it waits for");
  if (node.kind == NodeKind::boundary_event && node.event == EventKind::error && !node.interrupting)
    view.fault("an error always interrupts: cancelActivity is true");
}

void read_task(ElementView& view, Node& node) {
  view.fixed("isForCompensation", "false");
  view.fixed("startQuantity", "1");
  view.fixed("completionQuantity", "1");
  view.fixed("operationRef", "");
  view.fixed("default", "");
  view.ignore({"implementation"});
  if (node.kind != NodeKind::user_task) node.action = view.own("action").value_or("");
  read_result(view, node);
  view.children(
      is_way, [&](const XmlElement& child) { return read_task_extension(view, child, node); }, &node.documentation);
  finish_task(view, node);
}

void read_gateway(ElementView& view, Node& node) {
  view.ignore({"gatewayDirection"});
  if (node.kind == NodeKind::exclusive_gateway)
    if (const auto way = view.attribute("default"); way && !way->empty())
      view.draft().default_refs[view.draft().process().nodes.size()] = *way;
  if (node.kind == NodeKind::event_gateway) {
    view.fixed("instantiate", "false");
    view.fixed("eventGatewayType", "Exclusive");
  }
  view.children(is_way, no_extension, &node.documentation);
}

struct Kind {
  std::string_view element;
  NodeKind kind;
  void (*read)(ElementView&, Node&);
};
constexpr Kind kKinds[] = {
    {"startEvent", NodeKind::start_event, read_event},
    {"endEvent", NodeKind::end_event, read_event},
    {"serviceTask", NodeKind::service_task, read_task},
    {"userTask", NodeKind::user_task, read_task},
    {"businessRuleTask", NodeKind::business_rule_task, read_task},
    {"exclusiveGateway", NodeKind::exclusive_gateway, read_gateway},
    {"parallelGateway", NodeKind::parallel_gateway, read_gateway},
    {"eventBasedGateway", NodeKind::event_gateway, read_gateway},
    {"intermediateCatchEvent", NodeKind::catch_event, read_event},
    {"boundaryEvent", NodeKind::boundary_event, read_event},
};

}  // namespace

bool read_node(const XmlElement& element, Draft& draft) {
  const auto found = std::ranges::find(kKinds, element.name, &Kind::element);
  auto& process = draft.process();
  ElementView view(element, draft);
  Node node;
  node.id = view.id();
  node.line = element.line;
  if (found == std::end(kKinds)) {
    // What leads to it and from it is no fault of its own.
    draft.refused.insert(process.nodes.size());
  } else {
    node.kind = found->kind;
    node.name = view.attribute("name").value_or("");
    if (node.id.empty()) view.fault("has no id");
    if (!is_id(node.id)) view.fault("an id has no spaces, quotes, '/' or ':', and is at most 200 bytes long");
    found->read(view, node);
    view.finish();
  }
  if (!node.id.empty()) process.node_index.emplace(node.id, process.nodes.size());
  process.nodes.push_back(std::move(node));
  return found != std::end(kKinds);
}

}  // namespace millwright::mes::bpmn
