// The file as a whole: definitions, the one process, its flows.

#include <fmt/format.h>

#include <algorithm>

#include "mes/workflow/bpmn/reading.h"

namespace millwright::mes::bpmn {
namespace {

bool nothing(const XmlElement&) { return false; }

// Drawings, swim lanes and remarks: nothing is carried out otherwise with them or without.
bool is_remark(const XmlElement& child) {
  return child.name == "laneSet" || child.name == "textAnnotation" || child.name == "association" ||
         child.name == "group";
}

void find_twins(const XmlElement& element, Draft& draft, std::map<std::string, int>& lines) {
  if (is_bpmn(element))
    for (const auto& attribute : element.attributes)
      if (attribute.name == "id" && attribute.name_space.empty()) {
        const auto [at, first] = lines.emplace(attribute.value, element.line);
        if (!first)
          draft.fault(element.line, element.name, attribute.value,
                      fmt::format("there is this id already, in line {}", at->second));
      }
  for (const auto& child : element.children) find_twins(child, draft, lines);
}

void read_definition(const XmlElement& element, Draft& draft) {
  ElementView view(element, draft);
  const bool message = element.name == "message";
  const auto id = view.required("id");
  const auto value = view.required(message ? "name" : "errorCode");
  if (!message) view.ignore({"name"});
  view.children(nothing, nothing);
  view.finish();
  (message ? draft.messages : draft.errors).emplace(id, value);
}

// Pools around the process. What flows between pools is told by messages.
void read_collaboration(const XmlElement& element, Draft& draft) {
  ElementView view(element, draft);
  view.ignore({"name", "isClosed"});
  view.children(
      [&](const XmlElement& child) {
        if (is_remark(child)) return true;
        if (child.name != "participant") return false;
        ElementView participant(child, draft);
        participant.ignore({"name", "processRef"});
        participant.children(nothing, nothing);
        participant.finish();
        return true;
      },
      nothing);
  view.finish();
}

void read_flow(const XmlElement& element, Draft& draft) {
  ElementView view(element, draft);
  auto& process = draft.process();
  Flow flow{.id = view.required("id"), .name = view.attribute("name").value_or(""), .line = element.line};
  view.ignore({"isImmediate"});
  bool found = true;
  const auto node = [&](std::string_view attribute) -> std::size_t {
    const auto reference = local_part(view.required(attribute));
    const auto at = process.node_index.find(reference);
    if (at != process.node_index.end()) return at->second;
    if (!reference.empty()) view.fault(fmt::format("{} '{}' is no node of this process", attribute, reference));
    found = false;
    return 0;
  };
  flow.source = node("sourceRef");
  flow.target = node("targetRef");
  view.children(
      [&](const XmlElement& child) {
        if (child.name != "conditionExpression") return false;
        ElementView condition(child, draft, view.id());
        condition.fixed("language", kOwnNamespace);
        flow.condition = read_expression(condition, "condition", child.text);
        if (!flow.condition) flow.condition = Expression{};  // wrong, but there
        return true;
      },
      nothing);
  view.finish();
  if (!found) {
    draft.incomplete = true;
    return;
  }
  process.nodes[flow.source].outgoing.push_back(process.flows.size());
  process.nodes[flow.target].incoming.push_back(process.flows.size());
  process.flows.push_back(std::move(flow));
}

// Flows and borders name nodes that may stand behind them: they are joined once all are read.
void join(Draft& draft) {
  auto& process = draft.process();
  for (const auto& [node, reference] : draft.attached_refs) {
    const auto at = process.node_index.find(local_part(reference));
    const bool refused = at != process.node_index.end() && draft.refused.contains(at->second);
    if (at != process.node_index.end() && is_task(process.nodes[at->second].kind) && !refused) {
      process.nodes[node].attached_to = at->second;
      process.nodes[at->second].boundary.push_back(node);
      continue;
    }
    draft.incomplete = true;
    if (!reference.empty() && !refused)
      draft.fault(process.nodes[node], fmt::format("attachedToRef '{}' is no task of this process", reference));
  }
  for (const auto& [node, reference] : draft.default_refs) {
    auto& gateway = process.nodes[node];
    for (const auto flow : gateway.outgoing)
      if (process.flows[flow].id == reference) gateway.default_flow = flow;
    if (!gateway.default_flow)
      draft.fault(gateway, fmt::format("the default '{}' is no flow that leaves it", reference));
  }
}

void read_body(const XmlElement& element, Draft& draft) {
  ElementView view(element, draft);
  auto& process = draft.process();
  process.line = element.line;
  process.id = view.required("id");
  process.name = view.attribute("name").value_or("");
  process.version = view.own("version").value_or("");
  if (process.version.size() > 64) view.fault("mw:version is at most 64 bytes long");
  view.ignore({"isExecutable", "isClosed", "processType"});
  view.children(
      [&](const XmlElement& child) {
        if (is_remark(child) || child.name == "sequenceFlow") return true;
        if (process.nodes.size() < kNodesMax) return read_node(child, draft);
        if (process.nodes.size() == kNodesMax && !draft.incomplete)
          view.fault(fmt::format("has more than {} nodes", kNodesMax));
        draft.incomplete = true;
        return true;
      },
      nothing, &process.documentation);
  view.finish();
  for (const auto& child : element.children)
    if (is_bpmn(child) && child.name == "sequenceFlow") read_flow(child, draft);
  join(draft);
  check_structure(draft);
}

bool is_executable(const XmlElement& process) {
  return std::ranges::any_of(process.attributes, [](const auto& each) {
    return each.name == "isExecutable" && each.name_space.empty() && (each.value == "true" || each.value == "1");
  });
}

void read_root(const XmlElement& root, Draft& draft) {
  std::map<std::string, int> lines;
  find_twins(root, draft, lines);
  ElementView view(root, draft);
  std::vector<const XmlElement*> processes;
  view.ignore({"name", "targetNamespace", "expressionLanguage", "typeLanguage", "exporter", "exporterVersion"});
  view.children(
      [&](const XmlElement& child) {
        if (child.name == "message" || child.name == "error")
          read_definition(child, draft);
        else if (child.name == "collaboration")
          read_collaboration(child, draft);
        else if (child.name == "process")
          processes.push_back(&child);
        else
          return child.name == "category";
        return true;
      },
      nothing);
  view.finish();
  const auto executable = std::ranges::count_if(processes, [](const auto* each) { return is_executable(*each); });
  if (executable == 0) return view.fault("has no process with isExecutable=\"true\"");
  bool read = false;
  for (const auto* process : processes) {
    if (!is_executable(*process))
      ElementView(*process, draft).note("is not executable and has no effect");
    else if (!std::exchange(read, true))
      read_body(*process, draft);
    else
      ElementView(*process, draft).fault("a file has one executable process, and this is another");
  }
}

}  // namespace

Reading read_process(std::string_view text, const ActionTable& actions) {
  Draft draft(actions);
  const XmlLimits limits{.bytes_max = 4 * 1024 * 1024, .elements_max = 200'000, .attributes = true};
  const auto root = read_xml(text, limits);
  if (!root)
    draft.fault(root.error().line, "", "", root.error().message);
  else if (root->name != "definitions" || !is_bpmn(*root))
    draft.fault(root->line, root->name, "", fmt::format("expected definitions in the namespace {}", kBpmnNamespace));
  else
    read_root(*root, draft);
  std::ranges::stable_sort(draft.reading.faults, {}, &Fault::line);
  std::ranges::stable_sort(draft.reading.unused, {}, &Fault::line);
  return std::move(draft.reading);
}

}  // namespace millwright::mes::bpmn
