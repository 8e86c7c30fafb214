// What an event waits for or tells.

#include <fmt/format.h>

#include <algorithm>

#include "mes/workflow/bpmn/durations.h"
#include "mes/workflow/bpmn/reading.h"

namespace millwright::mes::bpmn {
namespace {

// A reference into the definitions' messages or errors.
std::string referred(ElementView& view, std::string_view attribute,
                     const std::map<std::string, std::string, std::less<>>& known) {
  const auto reference = view.required(attribute);
  if (reference.empty()) return {};
  const auto found = known.find(local_part(reference));
  if (found != known.end()) return found->second;
  view.fault(fmt::format("{} '{}' is not in this file", attribute, reference));
  return {};
}

void read_message(ElementView& view, ElementView& event, Node& node) {
  node.message = referred(view, "messageRef", view.draft().messages);
  if (node.kind != NodeKind::catch_event) return;
  if (const auto text = event.own("correlation"))
    node.correlation = read_value(event, "mw:correlation", *text, ParameterType::text);
}

void read_duration(const ElementView& view, const std::string& text, TimerRule& timer) {
  if (const auto duration = parse_iso_duration(text))
    timer.duration = *duration;
  else
    view.fault(fmt::format("expected a duration such as PT5M or P1DT12H, ten years at most, found '{}'", text));
}

void read_time(const ElementView& view, const std::string& text, TimerRule& timer) {
  if (const auto date = parse_rfc3339(text))
    timer.date = *date;
  else
    view.fault(fmt::format("expected a time with its offset from UTC, such as 2026-12-24T06:00:00Z, found '{}'", text));
}

void read_cycle(const ElementView& view, const std::string& text, const Node& node, TimerRule& timer) {
  if (node.kind == NodeKind::catch_event || (node.kind == NodeKind::boundary_event && node.interrupting))
    return view.fault("a cycle is for a start event or a boundary event that interrupts nothing");
  if (const auto cycle = parse_iso_cycle(text)) {
    timer.repetitions = cycle->first;
    timer.duration = cycle->second;
  } else {
    view.fault(fmt::format("expected a cycle such as R/PT1H or R3/PT10M, found '{}'", text));
  }
}

void read_timer_part(const ElementView& view, const XmlElement& part, Node& node) {
  ElementView at(part, view.draft(), view.id());
  at.ignore({"type"});
  at.fixed("language", kOwnNamespace);
  auto& timer = node.timer;
  timer.kind = part.name == "timeDuration" ? TimerRule::Kind::duration
               : part.name == "timeDate"   ? TimerRule::Kind::date
                                           : TimerRule::Kind::cycle;
  if (part.text.starts_with('=') && timer.kind != TimerRule::Kind::cycle) {
    if (node.kind == NodeKind::start_event) return at.fault("there are no variables yet at a start event");
    timer.expression = read_expression(at, part.name, part.text);
  } else if (timer.kind == TimerRule::Kind::duration) {
    read_duration(at, part.text, timer);
  } else if (timer.kind == TimerRule::Kind::date) {
    read_time(at, part.text, timer);
  } else {
    read_cycle(at, part.text, node, timer);
  }
}

bool is_timer_part(const XmlElement& child) {
  return child.name == "timeDuration" || child.name == "timeDate" || child.name == "timeCycle";
}

// Each kind of definition, and where it may stand.
struct Definition {
  std::string_view element;
  EventKind kind;
  std::vector<NodeKind> at;
};
const std::vector<Definition>& definitions() {
  static const std::vector<Definition> kAll = {
      {"messageEventDefinition", EventKind::message, {NodeKind::start_event, NodeKind::catch_event}},
      {"timerEventDefinition",
       EventKind::timer,
       {NodeKind::start_event, NodeKind::catch_event, NodeKind::boundary_event}},
      {"conditionalEventDefinition", EventKind::conditional, {NodeKind::catch_event}},
      {"errorEventDefinition", EventKind::error, {NodeKind::end_event, NodeKind::boundary_event}},
      {"terminateEventDefinition", EventKind::terminate, {NodeKind::end_event}},
  };
  return kAll;
}

// The children that a definition of that kind has; counts them.
bool read_part(ElementView& view, const XmlElement& part, Node& node, int& parts) {
  if (node.event == EventKind::timer && is_timer_part(part)) {
    if (++parts == 1) read_timer_part(view, part, node);
    return true;
  }
  if (node.event == EventKind::conditional && part.name == "condition") {
    ElementView at(part, view.draft(), view.id());
    at.fixed("language", kOwnNamespace);
    if (++parts == 1) node.condition = read_expression(at, "condition", part.text);
    return true;
  }
  return false;
}

}  // namespace

bool read_event_definition(ElementView& event, const XmlElement& child, Node& node) {
  const auto found = std::ranges::find(definitions(), child.name, &Definition::element);
  if (found == definitions().end() || std::ranges::find(found->at, node.kind) == found->at.end()) {
    if (!child.name.ends_with("EventDefinition")) return false;
    ElementView(child, event.draft(), event.id()).fault(fmt::format("is not carried out at {}", event.element().name));
    event.draft().refused.insert(event.draft().process().nodes.size());  // where this node will stand
    return true;
  }
  ElementView view(child, event.draft(), event.id());
  if (node.event != EventKind::none) {
    view.fault("an event has one definition, and this is the second");
    return true;
  }
  node.event = found->kind;
  if (node.event == EventKind::message) read_message(view, event, node);
  if (node.event == EventKind::error) {
    // At a boundary, no reference stands for any error.
    const bool any = node.kind == NodeKind::boundary_event && !view.attribute("errorRef");
    if (!any) node.error_code = referred(view, "errorRef", view.draft().errors);
  }
  int parts = 0;
  view.children([&](const XmlElement& part) { return read_part(view, part, node, parts); },
                [](const XmlElement&) { return false; });
  const bool wants_one = node.event == EventKind::timer || node.event == EventKind::conditional;
  if (wants_one && parts != 1)
    view.fault(node.event == EventKind::timer ? "has exactly one of timeDuration, timeDate and timeCycle"
                                              : "has exactly one condition");
  view.finish();
  return true;
}

}  // namespace millwright::mes::bpmn
